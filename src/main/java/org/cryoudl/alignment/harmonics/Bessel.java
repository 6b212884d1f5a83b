package org.cryoudl.alignment.harmonics;

/** Bessel functions of the first kind. */
public final class Bessel {

  /** Orders beyond argument and largest order at which the recurrence starts. */
  private static final int BEYOND = 24;

  private Bessel() {}

  /**
   * {@code J_0(x)} to {@code J_n(x)}, by the recurrence {@code J_(k-1) = 2 k / x J_k - J_(k+1)}
   * downwards from where they vanish, scaled by {@code J_0 + 2 (J_2 + J_4 + ...) = 1} (Miller's
   * method; Abramowitz and Stegun, 9.1.27 and 9.1.46).
   *
   * @param largest order n, at least 0
   * @param x above 0
   */
  public static double[] upTo(int largest, double x) {
    int start = 2 * ((Math.max(largest, (int) Math.ceil(x)) + BEYOND) / 2);
    double[] values = new double[largest + 1];
    double above = 0;
    double here = 1e-300;
    double sum = 0;
    for (int k = start; k > 0; k--) {
      if (k <= largest) {
        values[k] = here;
      }
      if (k % 2 == 0) {
        sum += 2 * here;
      }
      double below = 2 * k / x * here - above;
      above = here;
      here = below;
      if (Math.abs(here) > 1e200) { // keep within range; what is far above is lost in rounding
        above *= 1e-200;
        here *= 1e-200;
        sum *= 1e-200;
        for (int j = k; j <= largest; j++) {
          values[j] *= 1e-200;
        }
      }
    }
    values[0] = here;
    sum += here;
    for (int k = 0; k <= largest; k++) {
      values[k] /= sum;
    }
    return values;
  }
}
