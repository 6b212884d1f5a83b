package org.cryoudl.training.pairs;

import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.training.config.AugmentationSettings;

/**
 * Pairs of images of a stack, by unsupervised difference learning. What two images as they are
 * should answer, f(x, y), is for {@link PairTargets} to say; if they are turned by a and b, the
 * answer is f(x, y) + a - b. An exactly equivariant network obeys this by construction, so the
 * second pair is also corrupted afresh: the answer to the cleaner pair, turned by a - b, is the
 * target for the noisier one.
 *
 * <p>The images are turned by whole bins in polar coordinates, which is exact.
 */
final class ParticlePairs implements PairSource {

  private final ImageSource images;
  private final PairTargets answers;
  private final AugmentationSettings settings;
  private final Augmentation corruption;
  private final PolarArchitecture architecture;
  private final PairLayout layout;
  private final long seed;

  /**
   * Pairs of a stack.
   *
   * @param images square images
   * @param answers what they should answer as they are
   */
  ParticlePairs(
      ImageSource images,
      PairTargets answers,
      AugmentationSettings settings,
      PolarArchitecture architecture,
      PairLayout layout,
      long seed) {
    if (images.size() < layout.images()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a step uses %d images, but there are only %d; lower particles_per_step or views",
              layout.images(),
              images.size()));
    }
    this.images = images;
    this.answers = answers;
    this.settings = settings;
    this.corruption = new Augmentation(settings, images.width());
    this.architecture = architecture;
    this.layout = layout;
    this.seed = seed;
  }

  @Override
  public TrainingBatch batch(long step) {
    int[] chosen = draw(step);
    int[] turnedBins = new int[chosen.length];
    Image[] clean = new Image[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      clean[i] = images.read(chosen[i]);
    }
    PolarBatch input =
        PolarBatch.of(
            chosen.length,
            architecture,
            i -> {
              SplittableRandom random =
                  KeyedRandom.of(seed, "corruption", step * chosen.length + i);
              turnedBins[i] = random.nextInt(architecture.angleBins());
              return random.nextDouble() < settings.share()
                  ? Image.square(clean[i].box(), corruption.of(clean[i].pixels(), random))
                  : clean[i];
            });
    return new TrainingBatch(
        layout,
        input.turned(turnedBins, architecture),
        turn(answers.of(step, chosen, clean, layout), turnedBins),
        names(chosen));
  }

  @Override
  public Map<String, SafetensorsFile.Tensor> state() {
    return answers.state();
  }

  @Override
  public void close() {
    answers.close();
  }

  private int[] draw(long step) {
    SplittableRandom random = KeyedRandom.of(seed, "choice", step);
    TreeSet<Integer> chosen = new TreeSet<>();
    while (chosen.size() < layout.images()) {
      chosen.add(random.nextInt(images.size()));
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Turning the reference by a and the image by b moves the answer by a - b. */
  private float[] turn(float[] targets, int[] turnedBins) {
    int bins = architecture.angleBins();
    int[][] pairs = layout.indices();
    float[] turned = new float[targets.length];
    for (int p = 0; p < pairs.length; p++) {
      int by = turnedBins[pairs[p][0]] - turnedBins[pairs[p][1]];
      for (int t = 0; t < bins; t++) {
        turned[p * bins + Math.floorMod(t + by, bins)] = targets[p * bins + t];
      }
    }
    return turned;
  }

  private String names(int[] chosen) {
    return "images "
        + images.describe(chosen[0])
        + " to "
        + images.describe(chosen[chosen.length - 1]);
  }
}
