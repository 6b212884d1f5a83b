package org.cryoudl.pipeline.align.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.geometry.Pose;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.Assumption.Certainty;

/** Whether shifts were looked for as far as the particles lie from the centre of the box. */
final class ShiftRange {

  /** A particle so near to the largest shift, as a share of it, may lie beyond. */
  private static final double NEAR_LIMIT = 0.95;

  /** Places that are found by chance lie there in one of ten cases; more show that it is short. */
  private static final double MOST_THERE = 0.15;

  private ShiftRange() {}

  /**
   * The largest shift as an assumption, if many particles lie at it.
   *
   * @param largestPixels the largest shift that was looked for
   */
  static Optional<Assumption> doubt(Pose[] poses, double largestPixels) {
    double limit = NEAR_LIMIT * largestPixels;
    long there =
        Arrays.stream(poses)
            .filter(pose -> Math.hypot(pose.originXPixels(), pose.originYPixels()) >= limit)
            .count();
    if (there <= MOST_THERE * poses.length) {
      return Optional.empty();
    }
    return Optional.of(
        new Assumption(
            "largest shift",
            String.format(Locale.ROOT, "%.1f px", largestPixels),
            String.format(
                Locale.ROOT,
                "%.0f %% of the particles lie %.1f px or more from the centre of the box: centre"
                    + " them, or look for larger shifts",
                100.0 * there / poses.length,
                limit),
            Certainty.DOUBTFUL));
  }
}
