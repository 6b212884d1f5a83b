package org.cryoudl.training;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.AngleCurve;
import org.cryoudl.network.PolarArchitecture;
import org.cryoudl.network.PolarBatch;

/**
 * Pairs of images of a stack, by unsupervised difference learning. The answer of the teacher to two
 * images as they are, f(x, y), is unknown, but that to the images turned by a and b is f(x, y) + a
 * - b. An exactly equivariant network obeys this by construction, so the second pair is also
 * corrupted afresh: the teacher's curve for the cleaner pair, turned by a - b, is the target for
 * the noisier one. Where the truth is known (a simulated set) it takes the teacher's place.
 *
 * <p>The images are turned by whole bins in polar coordinates, which is exact.
 */
final class ParticlePairs implements PairSource {

  private final ImageSource images;
  private final Optional<double[]> turnDegrees;
  private final Corruption corruption;
  private final PolarArchitecture architecture;
  private final PairLayout layout;
  private final double targetDeviationDegrees;
  private final long seed;

  /**
   * Pairs of a stack.
   *
   * @param images square images
   * @param turnDegrees how far each image's particle is turned (+x toward +row), if known
   */
  ParticlePairs(
      ImageSource images,
      Optional<double[]> turnDegrees,
      CorruptionSettings corruption,
      PolarArchitecture architecture,
      PairLayout layout,
      double targetDeviationDegrees,
      long seed) {
    if (images.size() < layout.images()) {
      throw new UsageException(
          "a step uses %d images, but there are only %d; lower particles_per_step or views"
              .formatted(layout.images(), images.size()));
    }
    this.images = images;
    this.turnDegrees = turnDegrees;
    this.corruption = new Corruption(corruption, images.width());
    this.architecture = architecture;
    this.layout = layout;
    this.targetDeviationDegrees = targetDeviationDegrees;
    this.seed = seed;
  }

  @Override
  public TrainingBatch batch(long step, Teacher teacher) {
    int bins = architecture.angleBins();
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
              SplittableRandom random = RandomKey.of(seed, "corruption", step * chosen.length + i);
              turnedBins[i] = random.nextInt(bins);
              return Image.square(clean[i].box(), corruption.of(clean[i].pixels(), random));
            });
    float[] answers =
        turnDegrees.isPresent()
            ? MoleculeSource.knownTargets(layout, turnsOf(chosen), targetDeviationDegrees, bins)
            : taught(
                teacher.curves(layout, PolarBatch.of(clean.length, architecture, i -> clean[i])));
    return new TrainingBatch(
        layout, input.turned(turnedBins, architecture), turn(answers, turnedBins), names(chosen));
  }

  private int[] draw(long step) {
    SplittableRandom random = RandomKey.of(seed, "choice", step);
    TreeSet<Integer> chosen = new TreeSet<>();
    while (chosen.size() < layout.images()) {
      chosen.add(random.nextInt(images.size()));
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  private double[] turnsOf(int[] chosen) {
    double[] turns = new double[chosen.length];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = turnDegrees.orElseThrow()[chosen[i]];
    }
    return turns;
  }

  private float[] taught(float[] curves) {
    int bins = architecture.angleBins();
    float[] targets = new float[curves.length];
    for (int from = 0; from < curves.length; from += bins) {
      float[] curve = new float[bins];
      System.arraycopy(curves, from, curve, 0, bins);
      System.arraycopy(AngleCurve.probabilities(curve, 1), 0, targets, from, bins);
    }
    return targets;
  }

  /** Turning the reference by a and the image by b moves the answer by a - b. */
  private float[] turn(float[] answers, int[] turnedBins) {
    int bins = architecture.angleBins();
    int[][] pairs = layout.indices();
    float[] turned = new float[answers.length];
    for (int p = 0; p < pairs.length; p++) {
      int by = turnedBins[pairs[p][0]] - turnedBins[pairs[p][1]];
      for (int t = 0; t < bins; t++) {
        turned[p * bins + Math.floorMod(t + by, bins)] = answers[p * bins + t];
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
