package org.cryoudl.alignment.classification;

import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.geometry.Pose;

/** The shifts that a pass tries. */
final class SearchedShifts {

  /** Steps about where each particle lies, once that is known. */
  private static final double NEAR_STEPS = 3;

  /** Standard deviation of shifts of which nothing is known, as a share of the largest one. */
  private static final double FIRST_SIGMA = 0.25;

  private SearchedShifts() {}

  /** Standard deviation of origins along an axis, before any pass, in pixels. */
  static double firstSigmaPixels(ClassSearch.Options options) {
    return Math.max(0.5, FIRST_SIGMA * options.maxShiftPixels());
  }

  /** Shifts about the centre of the box, as far as particles lie from it; one if poses are held. */
  static ShiftGrid anywhere(
      PolarFrequencies frequencies, double shiftSigmaPixels, ClassSearch.Options options) {
    return options.course().posesHeld()
        ? ShiftGrid.within(0, ShiftGrid.step(frequencies))
        : ShiftGrid.anywhere(frequencies, shiftSigmaPixels, options.maxShiftPixels());
  }

  /** Shifts about where a particle was found; one if poses are held. */
  static ShiftGrid near(PolarFrequencies frequencies, ClassSearch.Options options) {
    double step = ShiftGrid.step(frequencies);
    double range = Math.min(options.maxShiftPixels(), NEAR_STEPS * step);
    return ShiftGrid.within(options.course().posesHeld() ? 0 : range, step);
  }

  /** Takes shifts about the centre of the box, or about where each particle was found. */
  static void centre(PolarPosteriors posteriors, boolean anywhere, double maxShiftPixels) {
    for (int i = 0; i < posteriors.poses.length; i++) {
      Pose pose = posteriors.poses[i];
      double x = anywhere ? 0 : pose.originXPixels();
      double y = anywhere ? 0 : pose.originYPixels();
      double within = Math.min(1, maxShiftPixels / Math.max(1e-9, Math.hypot(x, y)));
      posteriors.centres[2 * i] = within * x;
      posteriors.centres[2 * i + 1] = within * y;
    }
  }
}
