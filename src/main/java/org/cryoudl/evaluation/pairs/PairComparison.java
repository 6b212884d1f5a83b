package org.cryoudl.evaluation.pairs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.model.AngleModel;
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

  /** Images from which the constant in the network's answers is worked out. */
  private static final int BIAS_IMAGES = 128;

  private final AngleModel model;
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
  public PairComparison(AngleModel model, ImageSource images, Pose[] truth, Progress progress) {
    if (images.size() != truth.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images need as many true poses, got %d",
              images.size(),
              truth.length));
    }
    if (images.size() < 2) {
      throw new DataException(
          images.describe(0) + " is the only image, but a pair needs 2; name more particles");
    }
    if (images.width() != images.height()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %d x %d pixels, but only square images can be turned",
              images.describe(0),
              images.width(),
              images.height()));
    }
    this.model = model;
    this.images = images;
    this.truth = truth.clone();
    this.progress = progress;
  }

  /** Every image relative to the one before it, and the first relative to the last. */
  public PairwiseError neighbours() {
    double bias = biasDegrees();
    float[][] ends = new float[2][];
    List<Pair> pairs = consecutive(new int[images.size()], ends, bias);
    Match around = model.compare(new float[][] {ends[1]}, new float[][] {ends[0]}, bias)[0];
    pairs.add(pair(images.size() - 1, 0, around));
    return PairwiseError.of(pairs);
  }

  /**
   * Every image relative to the one before it that shows the same.
   *
   * @param groups number of the group of each image: those of a group show the same
   * @throws DataException if no group has two images
   */
  public PairwiseError neighbours(int[] groups) {
    List<Pair> pairs = consecutive(groups, new float[2][], biasDegrees());
    if (pairs.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "each of the %d images is the only one of its class, but a pair needs 2 of one class",
              groups.length));
    }
    return PairwiseError.of(pairs);
  }

  /**
   * Pairs of images of a group, each with the next.
   *
   * @param ends receives the first and the last image that was compared, prepared
   */
  private List<Pair> consecutive(int[] groups, float[][] ends, double bias) {
    int[] order =
        IntStream.range(0, groups.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> groups[i]))
            .mapToInt(i -> i)
            .toArray();
    List<Pair> pairs = new ArrayList<>();
    stream(
        order,
        (prepared, from) -> {
          float[][] before = new float[prepared.length][];
          System.arraycopy(prepared, 0, before, 1, prepared.length - 1);
          before[0] = from == 0 ? prepared[0] : ends[1];
          ends[0] = from == 0 ? prepared[0] : ends[0];
          ends[1] = prepared[prepared.length - 1];
          Match[] matches = model.compare(before, prepared, bias);
          for (int n = Math.max(1, from); n < from + prepared.length; n++) {
            if (groups[order[n]] == groups[order[n - 1]]) {
              pairs.add(pair(order[n - 1], order[n], matches[n - from]));
            }
          }
        });
    return pairs;
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
          String.format(
              Locale.ROOT,
              "there is no particle %d to be the reference; particles count from 1 to %d",
              reference + 1,
              images.size()));
    }
    float[] fixed = prepared(new int[] {reference})[0];
    Pair[] pairs = new Pair[images.size()];
    double bias = biasDegrees();
    stream(
        (prepared, from) -> {
          float[][] references = new float[prepared.length][];
          Arrays.fill(references, fixed);
          Match[] matches = model.compare(references, prepared, bias);
          for (int i = 0; i < matches.length; i++) {
            pairs[from + i] = pair(reference, from + i, matches[i]);
          }
        });
    List<Pair> others = new ArrayList<>(List.of(pairs));
    others.remove(reference);
    return PairwiseError.of(others);
  }

  private double biasDegrees() {
    if (model.isUnbiased()) {
      return 0;
    }
    int count = Math.min(BIAS_IMAGES, images.size());
    return model.biasDegrees(
        prepared(
            IntStream.range(0, count)
                .map(i -> (int) ((long) i * images.size() / count))
                .toArray()));
  }

  /** Gives all images, prepared, batch by batch with the first row of each. */
  private void stream(ObjIntConsumer<float[][]> consumer) {
    stream(IntStream.range(0, images.size()).toArray(), consumer);
  }

  /** Gives images in an order, prepared, batch by batch with the first place of each. */
  private void stream(int[] order, ObjIntConsumer<float[][]> consumer) {
    try (Progress.Stage stage = progress.start("comparing images", images.size())) {
      for (int from = 0; from < images.size(); from += BATCH) {
        int end = Math.min(images.size(), from + BATCH);
        consumer.accept(prepared(Arrays.copyOfRange(order, from, end)), from);
        stage.advance(end - from);
      }
    }
  }

  private float[][] prepared(int[] rows) {
    float[][] pixels = new float[rows.length][];
    ParallelLoop.run(rows.length, i -> pixels[i] = images.read(rows[i]).pixels());
    return model.prepared(pixels, images.width());
  }

  private Pair pair(int reference, int image, Match match) {
    return Pair.of(
        reference,
        image,
        match.psiDegrees(),
        truth[reference].psiDegrees(),
        truth[image].psiDegrees(),
        match.confidence());
  }
}
