package org.cryoudl.pipeline.validation;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.statistics.Robust;

/**
 * What can be said about an alignment when nobody knows the truth.
 *
 * @param particles how many were looked at
 * @param of how many the set holds
 * @param boxPixels side of the images
 * @param pixelSizeAngstroms pixel size, if known
 * @param maskShare area of the mask over that of the box
 * @param halves the particles: two halves aligned apart
 * @param quarterCorrelations correlation of the averages of each two of four quarters aligned apart
 * @param quarterCrossings where their ring correlations fall below 0.143, in cycles per box;
 *     infinite if they never do
 * @param stability poses of the halves against those of the whole set, the truth being the latter
 * @param noise halves of as many images of noise alone with the same spectrum
 * @param biasedNoise the same noise, aligned to the particles' average as reference
 */
public record Validation(
    int particles,
    int of,
    int boxPixels,
    OptionalDouble pixelSizeAngstroms,
    double maskShare,
    Curve halves,
    double[] quarterCorrelations,
    double[] quarterCrossings,
    AlignmentScore stability,
    Curve noise,
    Curve biasedNoise) {

  /** Standard deviations by which the halves must agree better than chance and noise. */
  private static final double CLEAR_AGREEMENT = 5;

  /** Share of pairs of a particle and a noise image in which the particle must correlate better. */
  private static final double CLEAR_SEPARATION = 0.9;

  /** Coarsest shells, where agreement of noise with noise is judged. */
  private static final int COARSE_SHELLS = 12;

  /**
   * Two averages and the images behind them.
   *
   * @param agreement correlation of the two averages inside the mask
   * @param rings their ring correlation
   * @param correlations of every image with its average
   */
  public record Curve(double agreement, RingCorrelation rings, double[] correlations) {

    static Curve of(HalfSets halves) {
      return new Curve(halves.match().correlation(), halves.rings(), halves.correlations());
    }

    /** The median correlation of the images with their average. */
    public double medianCorrelation() {
      return Robust.median(correlations);
    }
  }

  /**
   * By how many standard deviations of chance the halves of the particles agree better, on average
   * over the coarse shells, than the halves of noise.
   */
  public double agreementSigmas() {
    RingCorrelation rings = halves.rings();
    double frequencies = 0;
    for (int s = 1; s <= Math.min(COARSE_SHELLS, rings.size() - 1); s++) {
      frequencies += rings.frequencies()[s];
    }
    double deviation = 1 / Math.sqrt(2 * frequencies * maskShare);
    double byNoise = Math.max(0, noise.rings().mean(COARSE_SHELLS));
    return (rings.mean(COARSE_SHELLS) - byNoise) / deviation;
  }

  /**
   * The probability that a particle correlates better with its average than an image of noise with
   * the average of noise (area under the ROC curve): 0.5 if they are alike.
   */
  public double separation() {
    return separation(halves.correlations(), noise.correlations());
  }

  static double separation(double[] particles, double[] noise) {
    double[] sorted = noise.clone();
    Arrays.sort(sorted);
    double wins = 0;
    for (double p : particles) {
      int below = lowerBound(sorted, p);
      int notAbove = lowerBound(sorted, Math.nextUp(p));
      wins += below + 0.5 * (notAbove - below);
    }
    return wins / ((double) particles.length * noise.length);
  }

  private static int lowerBound(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether averages of the particles agree clearly better than averages of noise. */
  public boolean averageAboveNoise() {
    return agreementSigmas() >= CLEAR_AGREEMENT;
  }

  /** Whether the particles stand clearly above noise, in their averages and one by one. */
  public boolean clearlyAboveNoise() {
    return averageAboveNoise() && separation() >= CLEAR_SEPARATION;
  }

  /** Whether the halves agree at every frequency: such a curve shows no resolution. */
  public boolean isBoundless() {
    return halves.rings().crossing(RingCorrelation.RESOLVED).isEmpty();
  }

  /** The frequencies of the particles' box. */
  public Frequencies frequencies() {
    return new Frequencies(boxPixels, pixelSizeAngstroms);
  }

  /** The resolution at a level of the ring correlation in Angstrom, if it is crossed. */
  public OptionalDouble resolutionAngstroms(Curve curve, double level) {
    return frequencies().angstroms(curve.rings().crossing(level));
  }
}
