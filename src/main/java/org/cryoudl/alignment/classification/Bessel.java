package org.cryoudl.alignment.classification;

/** Bessel functions of the first kind. */
final class Bessel {

  private Bessel() {}

  /**
   * {@code J_n(x) = 1/pi int_0^pi cos(n t - x sin t) dt}, by the trapezoidal rule, which converges
   * faster than any power of the step for this periodic integrand (Abramowitz and Stegun, 9.1.21).
   *
   * @param order at least 0
   */
  static double j(int order, double x) {
    int steps = 32 + order + (int) Math.ceil(Math.abs(x));
    double sum = 0.5 * (1 + Math.cos(order * Math.PI));
    for (int i = 1; i < steps; i++) {
      double t = Math.PI * i / steps;
      sum += Math.cos(order * t - x * Math.sin(t));
    }
    return sum / steps;
  }
}
