package org.cryoudl.alignment.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/**
 * The outcome of an alignment. Arrays run over the particles that were aligned.
 *
 * @param rows row in the set of each aligned particle
 * @param constantRows rows that were left out because their image holds one value only
 * @param poses from each particle's frame to the average's
 * @param correlation whitened correlation of each particle with an average that does not hold it
 * @param confidence probability that the turn is right to within ten degrees, half-turn included
 * @param networkConfidence the network's probability of its angle modulo 180 within 3 degrees;
 *     empty if no network took part, or only for a part of a large set
 * @param psiErrorDegrees half-width of the interval that holds 68 % of the posterior of psi, modulo
 *     180 degrees
 * @param shiftErrorPixels standard error of the shift along its worse axis
 * @param scale how strongly each particle shows the average
 * @param average Wiener filtered and masked
 * @param unfilteredAverage neither filtered nor masked
 * @param ringCorrelation Fourier ring correlation of the half averages per shell; the halves were
 *     aligned to a common average, so it errs on the good side
 * @param patternRatio variance along the strongest pattern in what is left of the particles without
 *     the average, over what chance gives; near 1 if they are one view
 * @param appraisal how far the poses can be relied on; empty if a method was not asked
 * @param undecidedHalfTurns least share of half-turns that noise must have decided wrongly, 0 to
 *     0.5, if the average is right; an average that took up noise makes it look smaller
 * @param noisePower mean power of the noise per shell of the normalised images, {@code |F|^2}
 * @param phases how the CTF was taken to be in the images; empty if none was used
 * @param pixelSizeAngstroms pixel size, if known
 * @param classes classes of the particles, if they were sorted; figures about the average are then
 *     those of the largest class, and poses lead into the average of each particle's own class
 * @param hands which particles are mirrored before their pose, if they were allowed to be
 */
public record Alignment(
    int[] rows,
    List<Integer> constantRows,
    Pose[] poses,
    double[] correlation,
    double[] confidence,
    double[] networkConfidence,
    double[] psiErrorDegrees,
    double[] shiftErrorPixels,
    double[] scale,
    Image average,
    Image unfilteredAverage,
    double[] ringCorrelation,
    double patternRatio,
    Optional<PoseReliability> appraisal,
    double undecidedHalfTurns,
    double[] noisePower,
    Optional<CtfPhases> phases,
    OptionalDouble pixelSizeAngstroms,
    Optional<ParticleClasses> classes,
    Optional<MirrorFlips> hands) {

  /** An alignment of particles that were not sorted. */
  public Alignment(
      int[] rows,
      List<Integer> constantRows,
      Pose[] poses,
      double[] correlation,
      double[] confidence,
      double[] networkConfidence,
      double[] psiErrorDegrees,
      double[] shiftErrorPixels,
      double[] scale,
      Image average,
      Image unfilteredAverage,
      double[] ringCorrelation,
      double patternRatio,
      Optional<PoseReliability> appraisal,
      double undecidedHalfTurns,
      double[] noisePower,
      Optional<CtfPhases> phases,
      OptionalDouble pixelSizeAngstroms) {
    this(
        rows,
        constantRows,
        poses,
        correlation,
        confidence,
        networkConfidence,
        psiErrorDegrees,
        shiftErrorPixels,
        scale,
        average,
        unfilteredAverage,
        ringCorrelation,
        patternRatio,
        appraisal,
        undecidedHalfTurns,
        noisePower,
        phases,
        pixelSizeAngstroms,
        Optional.empty(),
        Optional.empty());
  }

  /** The same with classes. */
  public Alignment withClasses(ParticleClasses found) {
    return with(Optional.of(found), hands);
  }

  /** The same with hands. */
  public Alignment withHands(MirrorFlips found) {
    return with(classes, Optional.of(found));
  }

  private Alignment with(Optional<ParticleClasses> sorted, Optional<MirrorFlips> handed) {
    return new Alignment(
        rows,
        constantRows,
        poses,
        correlation,
        confidence,
        networkConfidence,
        psiErrorDegrees,
        shiftErrorPixels,
        scale,
        average,
        unfilteredAverage,
        ringCorrelation,
        patternRatio,
        appraisal,
        undecidedHalfTurns,
        noisePower,
        phases,
        pixelSizeAngstroms,
        sorted,
        handed);
  }

  /** Whether a particle is mirrored before its pose is applied. */
  public boolean flipped(int position) {
    return hands.map(h -> h.flipped()[position]).orElse(false);
  }

  /** What particles that had no part in the average say of it, if any were asked. */
  public HeldOutEvidence testimony() {
    return appraisal.map(a -> a.view().testimony()).orElse(HeldOutEvidence.NONE);
  }

  /** Number of aligned particles. */
  public int size() {
    return poses.length;
  }

  /** The box of the particles and the averages. */
  public int box() {
    return average.box();
  }

  /** The first shell at which the ring correlation falls below a level, or -1 if it never does. */
  public int shellBelow(double level) {
    return shellBelow(ringCorrelation, level);
  }

  /** The first shell at which a ring correlation falls below a level, or -1 if it never does. */
  static int shellBelow(double[] ringCorrelation, double level) {
    for (int s = 1; s < ringCorrelation.length; s++) {
      if (ringCorrelation[s] < level) {
        return s;
      }
    }
    return -1;
  }
}
