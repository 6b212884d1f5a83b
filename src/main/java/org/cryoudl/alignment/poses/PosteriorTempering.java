package org.cryoudl.alignment.poses;

import java.util.function.DoubleUnaryOperator;

/**
 * How much probabilities are to be toned down so that those of particles that had a part in an
 * average are on average no surer than those of particles that had none.
 */
public final class PosteriorTempering {

  private static final int STEPS = 40;

  private PosteriorTempering() {}

  /**
   * The factor, 0 to 1, for the logarithms of the probabilities, by bisection.
   *
   * @param meanCertainty mean probability of what is likeliest at a factor; grows with it
   * @param certainty that it must not exceed
   */
  public static double factor(DoubleUnaryOperator meanCertainty, double certainty) {
    if (meanCertainty.applyAsDouble(1) <= certainty) {
      return 1;
    }
    double low = 0;
    double high = 1;
    for (int step = 0; step < STEPS; step++) {
      double middle = 0.5 * (low + high);
      if (meanCertainty.applyAsDouble(middle) > certainty) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
