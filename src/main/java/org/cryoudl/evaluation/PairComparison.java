package org.cryoudl.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.cryoudl.evaluation.PairwiseError.Pair;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.FeatureMatcher;
import org.cryoudl.network.FeatureMatcher.Match;
import org.cryoudl.network.PolarModel;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Compares images of a stack by a network, whose features are computed once an image (for a chosen
 * reference twice). Images pass in batches, so that memory does not grow with their number. They go
 * to the network as they are, as in training: its log-spectrum takes out scale, offset and
 * background.
 */
public final class PairComparison {

  /** Two passes of the network: reading and transforming also keep all cores busy. */
  private static final int BATCH = 128;

  private final PolarModel model;
  private final FeatureMatcher matcher;
  private final ImageSource images;
  private final Pose[] truth;
  private final Progress progress;

  /**
   * A comparison of the images of one stack.
   *
   * @param model computes features
   * @param images square images, at least two
   * @param truth their true poses
   * @throws DataException if there are fewer than two images, or they are not square
   */
  public PairComparison(PolarModel model, ImageSource images, Pose[] truth, Progress progress) {
    if (images.size() != truth.length) {
      throw new IllegalArgumentException(
          "%d images need as many true poses, got %d".formatted(images.size(), truth.length));
    }
    if (images.size() < 2) {
      throw new DataException(
          images.describe(0) + " is the only image, but a pair needs 2; name more particles");
    }
    if (images.width() != images.height()) {
      throw new DataException(
          "%s has %d x %d pixels, but only square images can be turned"
              .formatted(images.describe(0), images.width(), images.height()));
    }
    this.model = model;
    this.matcher = new FeatureMatcher(model.featureRows(), model.angleBins());
    this.images = images;
    this.truth = truth.clone();
    this.progress = progress;
  }

  /** Every image relative to the one before it, and the first relative to the last. */
  public PairwiseError neighbours() {
    Pair[] pairs = new Pair[images.size()];
    float[][] ends = new float[2][];
    stream(
        (features, from) -> {
          if (from == 0) {
            ends[0] = features[0];
          }
          float[] before = ends[1];
          ParallelLoop.run(
              features.length,
              i -> {
                int row = from + i;
                if (row > 0) {
                  pairs[row - 1] =
                      pair(row - 1, i == 0 ? before : features[i - 1], row, features[i]);
                }
              });
          ends[1] = features[features.length - 1];
        });
    pairs[images.size() - 1] = pair(images.size() - 1, ends[1], 0, ends[0]);
    return PairwiseError.of(List.of(pairs));
  }

  /**
   * Every other image relative to one.
   *
   * @param reference row of the reference, from 0
   * @throws UsageException if there is no such row
   */
  public PairwiseError toReference(int reference) {
    if (reference < 0 || reference >= images.size()) {
      throw new UsageException(
          "there is no particle %d to be the reference; particles count from 1 to %d"
              .formatted(reference + 1, images.size()));
    }
    float[] fixed = transforms(reference, 1)[0];
    Pair[] pairs = new Pair[images.size()];
    stream(
        (features, from) ->
            ParallelLoop.run(
                features.length,
                i -> pairs[from + i] = pair(reference, fixed, from + i, features[i])));
    List<Pair> others = new ArrayList<>(List.of(pairs));
    others.remove(reference);
    return PairwiseError.of(others);
  }

  /** Gives all images' features, transformed along angle, batch by batch with its first row. */
  private void stream(ObjIntConsumer<float[][]> consumer) {
    try (Progress.Stage stage = progress.start("comparing images", images.size())) {
      for (int from = 0; from < images.size(); from += BATCH) {
        int size = Math.min(BATCH, images.size() - from);
        consumer.accept(transforms(from, size), from);
        stage.advance(size);
      }
    }
  }

  private float[][] transforms(int from, int size) {
    float[][] pixels = new float[size][];
    ParallelLoop.run(size, i -> pixels[i] = images.read(from + i).pixels());
    float[][] features = model.features(pixels, images.width());
    ParallelLoop.run(size, i -> features[i] = matcher.transform(features[i]));
    return features;
  }

  private Pair pair(int reference, float[] fixed, int image, float[] turned) {
    Match match = matcher.match(fixed, turned, model.logitScale());
    return Pair.of(
        reference,
        image,
        match.psiDegrees(),
        truth[reference].psiDegrees(),
        truth[image].psiDegrees(),
        match.confidence());
  }
}
