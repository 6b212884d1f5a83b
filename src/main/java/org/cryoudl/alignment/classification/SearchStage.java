package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;

/**
 * One stage of a search: some passes at one number of classes and one finest ring.
 *
 * @param classes number of classes
 * @param rings finest ring in cycles per box
 * @param passes most passes
 */
record SearchStage(int classes, int rings, int passes) {

  /** Rings where one class is aligned: enough to centre particles. */
  private static final int FIRST_RINGS = 8;

  /** Rings while classes are divided. */
  static final int GROWING_RINGS = 11;

  /** Rings at the end. */
  static final int FINEST_RINGS = 14;

  /** By how much the number of classes grows from stage to stage, at most. */
  private static final double GROWTH = 1.85;

  /** Passes of a stage end when the log evidence grows by less than this share of itself. */
  private static final double SETTLED = 5e-4;

  /** Share of the classes that is given up at a time. */
  private static final double RENEWED_SHARE = 0.15;

  /**
   * The stages that lead to a number of classes. Few classes come first: their averages of many
   * particles stand out of the noise where those of the final classes would not, and each division
   * starts from particles that are aligned already.
   *
   * @param finest no ring is finer
   */
  static List<SearchStage> growing(int classes, int finest) {
    List<SearchStage> stages = new ArrayList<>();
    stages.add(new SearchStage(1, Math.min(FIRST_RINGS, finest), 4));
    int rings = growingRings(finest);
    int steps = (int) Math.ceil(Math.log(classes) / Math.log(GROWTH) - 1e-9);
    for (int n = 1; n <= steps; n++) {
      int count = (int) Math.round(Math.pow(classes, (double) n / steps));
      stages.add(new SearchStage(count, rings, 10));
    }
    return stages;
  }

  /**
   * The stages of a search that begins with some classes: more are added at coarser rings, if more
   * are wanted; then come the finest rings.
   *
   * @param present number of classes at the beginning
   * @param finest no ring is finer
   */
  static List<SearchStage> goingOn(int present, int classes, int finest) {
    List<SearchStage> stages = new ArrayList<>();
    int count = present;
    while (count < classes) {
      count = Math.min(classes, (int) Math.ceil(GROWTH * count));
      stages.add(new SearchStage(count, growingRings(finest), 10));
    }
    stages.add(last(classes, finest));
    return stages;
  }

  /** The same with at most so many passes. */
  SearchStage atMost(int most) {
    return new SearchStage(classes, rings, Math.min(passes, most));
  }

  /** The same with another finest ring. */
  SearchStage atRings(int other) {
    return new SearchStage(classes, other, passes);
  }

  /** Passes over more classes than are wanted, after some were divided. */
  static SearchStage crowded(int classes, int finest) {
    return new SearchStage(classes + renewedClasses(classes), growingRings(finest), 6);
  }

  /** Passes over classes that are all there, after the others were given up. */
  static SearchStage renewed(int classes, int finest) {
    return new SearchStage(classes, growingRings(finest), 5);
  }

  /** How many of some classes are given up for others at a time. */
  static int renewedClasses(int classes) {
    return Math.max(1, (int) Math.round(RENEWED_SHARE * classes));
  }

  private static int growingRings(int finest) {
    return Math.min(GROWING_RINGS, finest);
  }

  /** Whether passes may end: the log evidence grew, and by little. */
  static boolean isSettled(double before, double logEvidence) {
    return logEvidence > before && logEvidence - before < SETTLED * Math.abs(logEvidence);
  }

  /** The last passes. */
  static SearchStage last(int classes, int finest) {
    return new SearchStage(classes, Math.min(FINEST_RINGS, finest), 6);
  }
}
