package org.cryoudl.alignment;

import java.util.Optional;

/**
 * What decides how particles are refined together.
 *
 * @param maskRadius radius of the mask around the average, as a share of the box
 * @param maxShiftPixels largest shift looked for; 0 if shifts are held
 * @param phases how the CTF is in the images, if known
 * @param recentre whether to bring the average to the centre of its box
 * @param estimate what is looked for, which includes the angles
 * @param modelParticles particles that the starts and the growing frequencies are worked out on
 * @param given what is known of the view; its symmetry comes with the particles
 * @param widestMaskRadius what the mask may grow to where particles go on beyond it
 * @param finestShell no finer detail is looked at, in cycles per box
 */
record RefinementOptions(
    double maskRadius,
    double maxShiftPixels,
    Optional<PhaseModel> phases,
    boolean recentre,
    AlignmentPlan.Estimate estimate,
    int modelParticles,
    GivenView given,
    double widestMaskRadius,
    int finestShell) {

  /** Options that leave all detail in. */
  RefinementOptions(
      double maskRadius,
      double maxShiftPixels,
      Optional<PhaseModel> phases,
      boolean recentre,
      AlignmentPlan.Estimate estimate,
      int modelParticles,
      GivenView given,
      double widestMaskRadius) {
    this(
        maskRadius,
        maxShiftPixels,
        phases,
        recentre,
        estimate,
        modelParticles,
        given,
        widestMaskRadius,
        Integer.MAX_VALUE);
  }

  /** Options where nothing is known of the view, with a mask that stays. */
  RefinementOptions(
      double maskRadius,
      double maxShiftPixels,
      Optional<PhaseModel> phases,
      boolean recentre,
      AlignmentPlan.Estimate estimate,
      int modelParticles) {
    this(
        maskRadius,
        maxShiftPixels,
        phases,
        recentre,
        estimate,
        modelParticles,
        GivenView.NOTHING,
        maskRadius);
  }

  /** The same with the mask and the detail that have been chosen for the particles. */
  RefinementOptions fitted(double radius, int finest) {
    return new RefinementOptions(
        radius, maxShiftPixels, phases, recentre, estimate, modelParticles, given, radius, finest);
  }

  /** For a part of the particles, by itself, whose source has the CTF as it is in the images. */
  RefinementOptions forPart() {
    return new RefinementOptions(
        maskRadius,
        maxShiftPixels,
        Optional.of(PhaseModel.UNFLIPPED),
        recentre,
        estimate,
        modelParticles,
        GivenView.NOTHING,
        widestMaskRadius,
        finestShell);
  }

  /** The frequencies that a round looks at after an average. */
  int radius(FrequencyDisc full, Averages averages) {
    return Math.min(finestShell, NewtonLoop.radius(full, averages));
  }
}
