package org.cryoudl.alignment.search;

import java.util.List;
import org.cryoudl.alignment.plan.AlignmentPlan;

/**
 * The order in which detail comes into a refinement, and the grid of poses that goes with it: the
 * finer the detail, the finer and narrower the grid. All expectation rounds of all refinements are
 * taken from here.
 *
 * @param box side length of the particles in pixels
 * @param maxShiftPixels largest shift that any round may look for
 */
public record CoarseToFine(int box, double maxShiftPixels) {

  /** Largest frequency compared with a picture of one particle, which shows hardly more. */
  public static final int START_RADIUS = 14;

  /** Largest frequency compared where all turns are tried. */
  public static final int COARSE_RADIUS = 16;

  private static final int MIDDLE_RADIUS = 20;

  /** Largest frequency compared before the averages decide it themselves. */
  public static final int FINE_RADIUS = 28;

  /** Largest frequency that half-turns, classes and mirror flips are chosen by. */
  public static final int FINEST_RADIUS = 40;

  /** Standard deviation of the prior on shifts of which nothing is known, as a share of the box. */
  public static final double SHIFT_SIGMA = 0.125;

  private static final double ALL_TURNS = 180;

  /** Steps of the grid of turns about poses that are known, in degrees. */
  private static final double COARSEST_STEP = 4;

  private static final double FINEST_STEP = 0.5;

  /** Steps of the grid of shifts, as shares of the box: wherever particles lie, then finer. */
  private static final double ANYWHERE_STEP = 0.02;

  private static final double COARSE_STEP = 0.016;
  private static final double MIDDLE_STEP = 0.012;
  private static final double FINE_STEP = 0.008;

  /** Ranges of shifts, as shares of the box. */
  private static final double COARSE_RANGE = 0.12;

  private static final double MIDDLE_RANGE = 0.06;
  private static final double FINE_RANGE = 0.03;
  private static final double LAST_RANGE = 0.016;

  /** A schedule where shifts are bounded by the grid alone. */
  public static CoarseToFine ofAnyShift(int box) {
    return new CoarseToFine(box, Double.POSITIVE_INFINITY);
  }

  /** Standard deviation of the prior on shifts of which nothing is known, per axis. */
  public double shiftSigmaPixels() {
    return SHIFT_SIGMA * box;
  }

  /**
   * First rounds, from a picture.
   *
   * @param everyTurn whether the particles' angles are unknown; if not, they are known modulo 180
   *     degrees
   */
  public ExpectationRound start(boolean everyTurn) {
    return everyTurn
        ? round(START_RADIUS, 5, ALL_TURNS, Double.POSITIVE_INFINITY, ANYWHERE_STEP)
        : round(START_RADIUS, 4, 8, Double.POSITIVE_INFINITY, ANYWHERE_STEP);
  }

  /** Particles that no round has seen: all turns, all shifts that are allowed. */
  public ExpectationRound anywhere() {
    return round(COARSE_RADIUS, 4, ALL_TURNS, Double.POSITIVE_INFINITY, ANYWHERE_STEP);
  }

  /** All turns, about shifts that are roughly known. */
  private ExpectationRound everyTurn() {
    return round(COARSE_RADIUS, 4, ALL_TURNS, COARSE_RANGE, COARSE_STEP);
  }

  /** Growing detail, for particles whose turns are looked for once more. */
  public List<ExpectationRound> afresh() {
    return List.of(everyTurn(), middle(), fine());
  }

  /** Growing detail, for particles that {@link #afresh} has found with a part of their detail. */
  public List<ExpectationRound> onward() {
    return List.of(everyTurn(), middle(), fine(), fine(), fine());
  }

  private ExpectationRound middle() {
    return round(MIDDLE_RADIUS, 3, 9, MIDDLE_RANGE, MIDDLE_STEP);
  }

  /** Particles whose poses are known to a few degrees and pixels. */
  public ExpectationRound fine() {
    return round(FINE_RADIUS, 2, 6, FINE_RANGE, FINE_STEP);
  }

  /**
   * Particles that were found among all poses, to choose between them: half-turns, classes, flips.
   *
   * @param resolved last shell that the averages resolve
   */
  public ExpectationRound choice(int resolved) {
    return round(chosenBy(resolved), 2, 4, FINE_RANGE, FINE_STEP);
  }

  /**
   * Particles that are refined, to choose once more.
   *
   * @param resolved last shell that the averages resolve
   */
  public ExpectationRound lastChoice(int resolved) {
    return round(chosenBy(resolved), 2, 4, LAST_RANGE, FINE_STEP);
  }

  private static int chosenBy(int resolved) {
    return Math.max(COARSE_RADIUS, Math.min(FINEST_RADIUS, resolved));
  }

  /**
   * Growing detail, for particles of one view.
   *
   * @param mirror whether particles may be mirrored; one on the wrong side lies far from where it
   *     belongs, so that those are looked for anywhere
   */
  public List<ExpectationRound> oneView(boolean mirror) {
    ExpectationRound middle = middle();
    ExpectationRound fine = fine();
    return mirror
        ? List.of(anywhere(), anywhere(), middle, anywhere(), middle, fine, fine)
        : List.of(everyTurn(), middle, middle, middle, fine, fine, fine);
  }

  /** Growing detail, for particles that are sorted into classes meanwhile. */
  public List<ExpectationRound> classes() {
    ExpectationRound every = everyTurn();
    ExpectationRound middle = middle();
    ExpectationRound fine = fine();
    return List.of(every, every, middle, middle, every, middle, fine, fine);
  }

  /**
   * Growing detail about poses that are known; the first rounds look at the whole window.
   *
   * @param window how far poses may lie from there
   * @param estimate what is looked for
   */
  public List<ExpectationRound> about(
      AlignmentPlan.PoseWindow window, AlignmentPlan.Estimate estimate) {
    ExpectationRound first =
        about(window, estimate, round(START_RADIUS, 4, ALL_TURNS, 1, COARSE_STEP));
    ExpectationRound middle = about(window, estimate, middle());
    ExpectationRound fine = about(window, estimate, fine());
    return List.of(first, first, middle, middle, fine, fine);
  }

  private static ExpectationRound about(
      AlignmentPlan.PoseWindow window, AlignmentPlan.Estimate estimate, ExpectationRound round) {
    boolean anglesHeld = estimate == AlignmentPlan.Estimate.SHIFTS;
    boolean shiftsHeld = estimate == AlignmentPlan.Estimate.ANGLES;
    double turn = anglesHeld ? 0 : Math.min(round.windowDegrees(), window.degrees());
    return new ExpectationRound(
        round.radius(),
        Math.max(FINEST_STEP, Math.min(COARSEST_STEP, turn / 2)),
        turn,
        shiftsHeld ? 0 : Math.min(round.rangePixels(), window.pixels()),
        round.stepPixels());
  }

  private ExpectationRound round(
      int radius, double stepDegrees, double windowDegrees, double range, double step) {
    return new ExpectationRound(
        radius, stepDegrees, windowDegrees, Math.min(maxShiftPixels, range * box), step * box);
  }
}
