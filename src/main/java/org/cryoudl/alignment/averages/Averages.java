package org.cryoudl.alignment.averages;

import java.util.Arrays;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.image.CircularMask;
import org.cryoudl.statistics.VectorSums;

/**
 * The averages of the two halves of a set (particles of even and odd index) and of all particles,
 * Wiener filtered by the ring correlation of the halves and masked to a soft disc.
 *
 * <p>Pictures need no more pixels than their frequencies: their side is {@link #side}, which may be
 * less than the particles' box; both show the same field.
 *
 * @param side side length of the pictures
 * @param radius largest frequency in them, in cycles per box
 * @param halves one filtered, masked picture for each half
 * @param full the same for all particles
 * @param unfiltered the average of all particles, neither filtered nor masked
 * @param ringCorrelation correlation of the masked halves per shell, 0 to {@code radius}
 * @param maskRadius radius of the mask as a share of the box
 * @param symmetry that all were given
 */
public record Averages(
    int side,
    int radius,
    float[][] halves,
    float[] full,
    float[] unfiltered,
    double[] ringCorrelation,
    double maskRadius,
    CyclicSymmetry symmetry) {

  /** Averages without symmetry. */
  public Averages(
      int side,
      int radius,
      float[][] halves,
      float[] full,
      float[] unfiltered,
      double[] ringCorrelation,
      double maskRadius) {
    this(side, radius, halves, full, unfiltered, ringCorrelation, maskRadius, CyclicSymmetry.NONE);
  }

  /** Shells so coarse that even a poor average keeps a little of them. */
  private static final int ALWAYS_KEPT = 6;

  private static final double ALWAYS_KEPT_PENALTY = 20;

  /** The side of pictures that hold frequencies up to {@code radius} of a box. */
  public static int side(int box, int radius) {
    return Math.min(box, 2 * (radius + 2));
  }

  /**
   * Finishes the sums of a round.
   *
   * @param sums one accumulator for each half, made for {@code side}; the first receives the sum of
   *     both
   * @param maskRadius radius of the mask as a share of the box
   */
  public static Averages of(AverageAccumulator[] sums, int side, int radius, double maskRadius) {
    return of(sums, side, radius, maskRadius, PicturePrior.WIENER);
  }

  /**
   * As the other, with what is known of averages: it changes the filtered pictures.
   *
   * @param prior adds to the pictures of the Wiener filter
   */
  public static Averages of(
      AverageAccumulator[] sums, int side, int radius, double maskRadius, PicturePrior prior) {
    CircularMask mask = CircularMask.aroundParticle(side, maskRadius);
    double[] open = new double[radius + 1];
    open[0] = Double.POSITIVE_INFINITY; // a mean that differs from zero is no part of the particle
    float[] first = masked(sums[0].average(open), mask);
    float[] second = masked(sums[1].average(open), mask);
    Fft2D fft = Fft2D.of(side);
    double[] frc = RingCorrelation.of(fft.forward(first), fft.forward(second), radius).perShell();
    CyclicSymmetry symmetry = sums[0].symmetry();
    double[] penalty = penalty(frc, symmetry);
    double[] halfPenalty = Arrays.stream(penalty).map(p -> 2 * p).toArray();
    float[][] halves = {
      masked(sums[0].average(halfPenalty), mask), masked(sums[1].average(halfPenalty), mask)
    };
    double[][] precision = {sums[0].precisionPerShell(), sums[1].precisionPerShell()};
    sums[0].merge(sums[1]);
    float[] full = masked(sums[0].average(penalty), mask);
    float[][] added =
        prior.corrections(
            new PicturePrior.Halves(
                side, new float[][] {first, second}, halves, precision, penalty));
    if (added.length > 0) {
      VectorSums.addInto(halves[0], added[0]);
      VectorSums.addInto(halves[1], added[1]);
      VectorSums.addInto(full, added[2]);
    }
    return new Averages(
        side, radius, halves, full, sums[0].average(open), frc, maskRadius, symmetry);
  }

  /** One over the signal-to-noise ratio per shell, as all averages of a set are filtered by. */
  double[] penalty() {
    return penalty(ringCorrelation, symmetry);
  }

  static double[] penalty(double[] ringCorrelation, CyclicSymmetry symmetry) {
    double[] penalty = ShellSnr.penalty(ringCorrelation, symmetry);
    penalty[0] = Double.POSITIVE_INFINITY;
    for (int s = 1; s <= Math.min(ALWAYS_KEPT, ringCorrelation.length - 1); s++) {
      penalty[s] = Math.min(penalty[s], ALWAYS_KEPT_PENALTY);
    }
    return penalty;
  }

  /** The last shell before the ring correlation is lost in noise. */
  public int resolvedShell() {
    return ShellSnr.resolved(ringCorrelation, symmetry);
  }

  /** The frequencies that hold signal, in cycles per box: a few even if nothing is resolved. */
  public int resolvedRadius(FrequencyDisc full) {
    return Math.min(Math.min(radius, full.radius()), Math.max(4, resolvedShell()));
  }

  /**
   * The average of all particles, to be looked up at any turn.
   *
   * @param detail largest frequency that will be looked up, in cycles per box
   */
  public AverageModel model(int detail) {
    return new AverageModel(full, side, detail);
  }

  /**
   * The averages of both halves, each in the place of the other: the one that particles of even
   * index had no part in comes first.
   *
   * @param detail largest frequency that will be looked up, in cycles per box
   */
  public AverageModel[] otherHalves(int detail) {
    return new AverageModel[] {
      new AverageModel(halves[1], side, detail), new AverageModel(halves[0], side, detail)
    };
  }

  /** The picture inside the mask, its level at the mask's edge taken as zero. */
  public static float[] masked(float[] image, CircularMask mask) {
    float[] weights = mask.weights();
    double sum = 0;
    double count = 0;
    for (int i = 0; i < image.length; i++) {
      double edge = weights[i] * (1 - weights[i]);
      sum += edge * image[i];
      count += edge;
    }
    float level = count > 0 ? (float) (sum / count) : 0;
    float[] result = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      result[i] = weights[i] * (image[i] - level);
    }
    return result;
  }

  /** These averages with their content moved by whole pixels of the pictures. */
  public Averages rolled(int columns, int rows) {
    return new Averages(
        side,
        radius,
        new float[][] {roll(halves[0], columns, rows), roll(halves[1], columns, rows)},
        roll(full, columns, rows),
        roll(unfiltered, columns, rows),
        ringCorrelation,
        maskRadius,
        symmetry);
  }

  private float[] roll(float[] image, int columns, int rows) {
    float[] rolled = new float[image.length];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        rolled[Math.floorMod(row + rows, side) * side + Math.floorMod(column + columns, side)] =
            image[row * side + column];
      }
    }
    return rolled;
  }
}
