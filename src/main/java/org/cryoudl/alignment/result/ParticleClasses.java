package org.cryoudl.alignment.result;

import java.util.List;
import java.util.Optional;
import org.cryoudl.image.Image;

/**
 * How particles were sorted into classes. Classes are counted from 0, the largest first; the last
 * ones may be empty.
 *
 * @param classIndex class of each aligned particle
 * @param share posterior of that class, summed over poses, 0 to 1
 * @param views the classes
 */
public record ParticleClasses(int[] classIndex, double[] share, List<View> views) {

  /**
   * One class.
   *
   * @param particles how many are in it
   * @param average Wiener filtered and masked; zero if the class is empty
   * @param unfilteredAverage neither filtered nor masked; zero if the class is empty
   * @param ringCorrelation Fourier ring correlation of the half averages per shell
   * @param patternRatio as {@link Alignment#patternRatio}, of this class
   * @param undecidedHalfTurns as {@link Alignment#undecidedHalfTurns}, of this class
   * @param appraisal how far its average can be relied on; empty if it has too few particles
   */
  public record View(
      int particles,
      Image average,
      Image unfilteredAverage,
      double[] ringCorrelation,
      double patternRatio,
      double undecidedHalfTurns,
      Optional<AverageReliability> appraisal) {

    /**
     * The first shell at which the ring correlation falls below a level, or -1 if it never does.
     */
    public int shellBelow(double level) {
      return Alignment.shellBelow(ringCorrelation, level);
    }
  }

  /** Number of classes that hold particles. */
  public int occupied() {
    return (int) views.stream().filter(view -> view.particles() > 0).count();
  }
}
