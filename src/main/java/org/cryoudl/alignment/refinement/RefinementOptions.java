package org.cryoudl.alignment.refinement;

import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.PicturePrior;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.spectra.FrequencyDisc;

/**
 * What decides how particles are refined together.
 *
 * @param maskRadius radius of the mask around the average, as a share of the box
 * @param maxShiftPixels largest shift looked for; 0 if shifts are held
 * @param phases how the CTF is in the images, as far as it was stated
 * @param recentre whether to bring the average to the centre of its box
 * @param estimate what is looked for, which includes the angles
 * @param modelParticles particles that the starts and the growing frequencies are worked out on
 * @param given what is known of the view; its symmetry comes with the particles
 * @param widestMaskRadius what the mask may grow to where particles go on beyond it
 * @param finestShell no finer detail is looked at, in cycles per box; the largest integer leaves
 *     all in
 * @param first how the expectation rounds of one view go
 */
public record RefinementOptions(
    double maskRadius,
    double maxShiftPixels,
    PhaseClaim phases,
    boolean recentre,
    AlignmentPlan.Estimate estimate,
    int modelParticles,
    ViewConstraints given,
    double widestMaskRadius,
    int finestShell,
    FirstRounds first) {

  /** Options of averages that are Wiener filtered. */
  public RefinementOptions(
      double maskRadius,
      double maxShiftPixels,
      PhaseClaim phases,
      boolean recentre,
      AlignmentPlan.Estimate estimate,
      int modelParticles,
      ViewConstraints given,
      double widestMaskRadius,
      int finestShell) {
    this(
        maskRadius,
        maxShiftPixels,
        phases,
        recentre,
        estimate,
        modelParticles,
        given,
        widestMaskRadius,
        finestShell,
        FirstRounds.USUAL);
  }

  /** The same with the mask and the detail that have been chosen for the particles. */
  public RefinementOptions fitted(double radius, int finest) {
    return new RefinementOptions(
        radius,
        maxShiftPixels,
        phases,
        recentre,
        estimate,
        modelParticles,
        given,
        radius,
        finest,
        first);
  }

  /**
   * For a part of the particles, by itself, whose source has the CTF as it is in the images. Its
   * averages are Wiener filtered: two parts must not agree on what a prior shows them both.
   */
  public RefinementOptions forPart() {
    return new RefinementOptions(
        maskRadius,
        maxShiftPixels,
        PhaseClaim.settled(CtfPhases.UNFLIPPED),
        recentre,
        estimate,
        modelParticles,
        ViewConstraints.NOTHING,
        widestMaskRadius,
        finestShell,
        new FirstRounds(PicturePrior.WIENER, false, first.turnsKnown()));
  }

  /** The same where turns are known, or not ({@link FirstRounds#turnsKnown}). */
  public RefinementOptions turnsKnown(boolean known) {
    return new RefinementOptions(
        maskRadius,
        maxShiftPixels,
        phases,
        recentre,
        estimate,
        modelParticles,
        given,
        widestMaskRadius,
        finestShell,
        new FirstRounds(first.prior(), first.everyTurn(), known));
  }

  /** The frequencies that a round looks at after an average. */
  public int radius(FrequencyDisc full, Averages averages) {
    return Math.min(finestShell, GaussNewtonRefinement.radius(full, averages));
  }
}
