package org.cryoudl.evaluation.classes;

import java.util.Arrays;

/** Sums up particles, each counted as often as a resample drew it. */
final class Shares {

  private double[] angles = new double[1024];
  private int good;
  private long within10;
  private long within20;
  private long within30;
  private long framed;
  private long pure;
  private long lost;
  private long junk;
  private long caught;

  /** Adds a molecule. */
  void add(int weight, double angle, double frame, boolean own, boolean out) {
    if (good + weight > angles.length) {
      angles = Arrays.copyOf(angles, 2 * Math.max(angles.length, good + weight));
    }
    Arrays.fill(angles, good, good + weight, angle);
    good += weight;
    within10 += angle < 10 ? weight : 0;
    within20 += angle < 20 ? weight : 0;
    within30 += angle < 30 ? weight : 0;
    framed += frame < 15 ? weight : 0;
    pure += own ? weight : 0;
    lost += out ? weight : 0;
  }

  /** Adds what is no molecule. */
  void addJunk(int weight, boolean out) {
    junk += weight;
    caught += out ? weight : 0;
  }

  ViewFigures figures(double pairPsi, double rare) {
    return new ViewFigures(
        ViewScore.median(Arrays.copyOf(angles, good)),
        share(within10, good),
        share(within20, good),
        share(within30, good),
        share(framed, good),
        pairPsi,
        share(pure, good),
        share(caught, junk),
        share(lost, good),
        rare);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
