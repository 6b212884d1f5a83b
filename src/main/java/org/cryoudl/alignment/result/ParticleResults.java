package org.cryoudl.alignment.result;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Pose;

/**
 * What an alignment found of each particle. Arrays run over the particles that were aligned.
 *
 * @param rows row in the set of each particle
 * @param poses from each particle's frame to that of its view's average
 * @param classIndex view of each particle in {@link Alignment#views}; 0 if they were not sorted
 * @param classPosterior posterior of that view, summed over poses, 0 to 1; 1 if they were not
 *     sorted
 * @param confidence probability that the turn is right to within ten degrees, half-turn included;
 *     with classes that of class and turn together
 * @param correlation whitened correlation of each particle with an average that does not hold it
 * @param psiErrorDegrees half-width of the interval that holds 68 % of the posterior of psi, modulo
 *     180 degrees
 * @param shiftErrorPixels standard error of the shift along its worse axis
 * @param scale how strongly each particle shows the average, 1 being the mean
 * @param reliability how far the poses can be relied on; empty if the method does not measure it
 * @param flips which particles are mirrored before their pose, if that was allowed
 * @param networkConfidence the network's probability of its angle modulo 180 degrees within 3
 *     degrees; empty if no network took part, or only for a part of a large set
 * @param leading the classes that each may belong to; empty if they were not sorted
 */
public record ParticleResults(
    int[] rows,
    Pose[] poses,
    int[] classIndex,
    double[] classPosterior,
    double[] confidence,
    double[] correlation,
    double[] psiErrorDegrees,
    double[] shiftErrorPixels,
    double[] scale,
    Optional<PoseReliability> reliability,
    Optional<MirrorFlips> flips,
    Optional<double[]> networkConfidence,
    Optional<LeadingClasses> leading) {

  /** Number of particles. */
  public int size() {
    return poses.length;
  }

  /** Whether a particle is mirrored before its pose is applied. */
  public boolean flipped(int position) {
    return flips.map(found -> found.flipped()[position]).orElse(false);
  }

  /** The values of the particles of one view. */
  public double[] inView(int view, double[] values) {
    return IntStream.range(0, size())
        .filter(i -> classIndex[i] == view)
        .mapToDouble(i -> values[i])
        .toArray();
  }

  /** How many particles of one view hardly belong to it. */
  public int outliers(int view) {
    return reliability
        .map(
            known ->
                (int)
                    IntStream.range(0, size())
                        .filter(i -> classIndex[i] == view && known.outlier()[i])
                        .count())
        .orElse(0);
  }

  /** The direction along which the shifts of one view are known worst, if that was measured. */
  public Optional<ShiftAxis> shiftAxis(int view) {
    return reliability
        .filter(known -> Arrays.stream(classIndex).anyMatch(k -> k == view))
        .map(
            known ->
                ShiftAxis.of(
                    inView(view, shiftErrorPixels),
                    inView(view, known.minorShiftErrorPixels()),
                    inView(view, known.shiftAxisDegrees())));
  }
}
