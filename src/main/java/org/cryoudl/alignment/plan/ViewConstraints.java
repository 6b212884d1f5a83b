package org.cryoudl.alignment.plan;

import java.util.OptionalDouble;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.CyclicSymmetry;

/**
 * What a user knows of the view that particles show, and requires of them.
 *
 * @param symmetry given to the average
 * @param mirror whether particles may lie on either side, so that each may be mirrored
 * @param leastCorrelation particles whose correlation with an average without their tenth of the
 *     set is lower are flagged and left out of the average; empty to leave out none for it
 */
public record ViewConstraints(
    CyclicSymmetry symmetry, boolean mirror, OptionalDouble leastCorrelation) {

  /** Nothing is known or required. */
  public static final ViewConstraints NOTHING =
      new ViewConstraints(CyclicSymmetry.NONE, false, OptionalDouble.empty());

  public ViewConstraints {
    if (leastCorrelation.isPresent() && !(Math.abs(leastCorrelation.getAsDouble()) < 1)) {
      throw new UsageException(
          new AlignmentReason.CorrelationOutOfRange(leastCorrelation.getAsDouble()));
    }
  }

  /** What is known, for messages; the first that is. */
  String description() {
    if (!symmetry.isNone()) {
      return "symmetry " + symmetry;
    }
    return mirror ? "a search for mirrored particles" : "a least correlation";
  }

  /**
   * Makes sure that all steps are done that use this.
   *
   * @throws UsageException if the plan leaves some out
   */
  void requireWholeAlignment(AlignmentPlan plan) {
    boolean whole =
        plan.mode() == AlignmentPlan.Mode.REFINE
            && plan.estimate() == AlignmentPlan.Estimate.ALL
            && plan.start().isEmpty();
    if (!equals(NOTHING) && !whole) {
      throw new UsageException(new AlignmentReason.NeedsWholeAlignment(this));
    }
  }
}
