package org.cryoudl.alignment.crossvalidation;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.FrequencyDisc;

/**
 * The information in a particle's image about its pose, from the derivatives of averages: {@code
 * I_pq = 2 sum CTF^2 Re(dA/dp conj(dB/dq)) / sigma^2}, p and q being the turn in radians and the
 * shift in pixels along x and y. With an average {@code A} twice, that is the Fisher information an
 * image seems to hold; with another average {@code B} that shares no noise with it, the part that
 * is real.
 *
 * @param psi of the turn alone
 * @param least of the shift along the direction in which it is least
 * @param most of the shift across that direction
 */
record PoseInformation(double psi, double least, double most) {

  private static final int SHIFT_X = 1;
  private static final int SHIFT_Y = 2;

  /**
   * Takes it from two averages that lie alike.
   *
   * @param weights mean CTF^2 over the noise's variance, per position of the disc
   */
  static PoseInformation of(
      AverageModel first, AverageModel second, FrequencyDisc disc, float[] weights) {
    float[][] a = derivatives(first, disc);
    float[][] b = derivatives(second, disc);
    double xx = product(a[SHIFT_X], b[SHIFT_X], weights);
    double yy = product(a[SHIFT_Y], b[SHIFT_Y], weights);
    double xy =
        0.5 * (product(a[SHIFT_X], b[SHIFT_Y], weights) + product(a[SHIFT_Y], b[SHIFT_X], weights));
    double middle = 0.5 * (xx + yy);
    double reach = Math.hypot(0.5 * (xx - yy), xy);
    return new PoseInformation(product(a[0], b[0], weights), middle - reach, middle + reach);
  }

  /** By the turn, by the shift along x and along y. */
  private static float[][] derivatives(AverageModel model, FrequencyDisc disc) {
    float[] values = new float[2 * disc.size()];
    float[][] by = new float[3][2 * disc.size()];
    model.sample(disc, 0, values, by[0]);
    double unit = 2 * Math.PI / disc.box();
    for (int j = 0; j < disc.size(); j++) {
      shifted(by[SHIFT_X], values, j, unit * disc.kx(j));
      shifted(by[SHIFT_Y], values, j, unit * disc.ky(j));
    }
    return by;
  }

  private static void shifted(float[] into, float[] values, int j, double frequency) {
    into[2 * j] = (float) (-frequency * values[2 * j + 1]);
    into[2 * j + 1] = (float) (frequency * values[2 * j]);
  }

  private static double product(float[] a, float[] b, float[] weights) {
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum += 2.0 * weights[j] * (a[2 * j] * b[2 * j] + a[2 * j + 1] * b[2 * j + 1]);
    }
    return sum;
  }
}
