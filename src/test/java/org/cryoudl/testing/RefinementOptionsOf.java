package org.cryoudl.testing;

import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.refinement.RefinementOptions;

/** How tests refine particles of which little is known. */
public final class RefinementOptionsOf {

  private static final int MODEL_PARTICLES = 3000;

  private RefinementOptionsOf() {}

  /** Everything is looked for in all detail, nothing is known of the view, and the mask stays. */
  public static RefinementOptions unknownView(
      double maskRadius, double maxShiftPixels, CtfPhases phases) {
    return known(maskRadius, maxShiftPixels, phases, ViewConstraints.NOTHING);
  }

  /** The same of a view of which something is known. */
  public static RefinementOptions known(
      double maskRadius, double maxShiftPixels, CtfPhases phases, ViewConstraints given) {
    return new RefinementOptions(
        maskRadius,
        maxShiftPixels,
        PhaseClaim.settled(phases),
        true,
        AlignmentPlan.Estimate.ALL,
        MODEL_PARTICLES,
        given,
        maskRadius,
        Integer.MAX_VALUE);
  }
}
