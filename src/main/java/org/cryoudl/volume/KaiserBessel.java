package org.cryoudl.volume;

/** The Kaiser-Bessel window that is 8 grid steps wide, for grids of double density. */
final class KaiserBessel {

  static final int HALF_WIDTH = 4;

  private static final double WIDTH = 2.0 * HALF_WIDTH;

  /** Beatty's optimum for this width and double density. */
  private static final double BETA = Math.PI * Math.sqrt(WIDTH * WIDTH / 4 * 2.25 - 0.8);

  /** Table points in a grid step: between them a straight line is right to 1e-8. */
  private static final int PER_STEP = 16384;

  private static final double[] TABLE = table();

  private KaiserBessel() {}

  /**
   * Weights of successive grid points along an axis, as many as the window is wide.
   *
   * @param distance from the first of them, in steps of the grid
   */
  static double[] weights(double distance) {
    double[] weights = new double[2 * HALF_WIDTH];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = window(distance - i);
    }
    return weights;
  }

  private static double window(double distance) {
    double at = Math.abs(distance) * PER_STEP;
    int i = (int) at;
    if (i >= TABLE.length - 1) {
      return 0;
    }
    double t = at - i;
    return TABLE[i] + t * (TABLE[i + 1] - TABLE[i]);
  }

  static double transform(double cyclesPerStep) {
    double x = Math.PI * WIDTH * cyclesPerStep;
    double squared = BETA * BETA - x * x;
    double root = Math.sqrt(Math.abs(squared));
    double shape = root < 1e-9 ? 1 : squared > 0 ? Math.sinh(root) / root : Math.sin(root) / root;
    return WIDTH * shape / bessel(BETA);
  }

  private static double[] table() {
    double[] table = new double[HALF_WIDTH * PER_STEP + 2];
    double top = bessel(BETA);
    for (int i = 0; i <= HALF_WIDTH * PER_STEP; i++) {
      double u = (double) i / (HALF_WIDTH * PER_STEP);
      table[i] = bessel(BETA * Math.sqrt(Math.max(0, 1 - u * u))) / top;
    }
    return table;
  }

  /** The modified Bessel function of order 0, by its series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-18 * sum; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }
}
