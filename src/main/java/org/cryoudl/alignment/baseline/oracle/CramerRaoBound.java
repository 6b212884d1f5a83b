package org.cryoudl.alignment.baseline.oracle;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.jspecify.annotations.Nullable;

/**
 * The least standard errors that any unbiased estimate of a pose can have, from the clean template,
 * the CTF and the noise spectrum: the inverse of the Fisher information {@code J_ab = 2 sum_k
 * Re(conj(D_a(k)) D_b(k)) / sigma^2(k)} over the independent coefficients, D the derivatives of
 * {@code CTF(k) T(R(psi) k) exp(2 pi i k.o / box)} by psi, o and the strength of the signal, which
 * is not known either (Kay, Fundamentals of Statistical Signal Processing I, 15.7).
 *
 * @param psiDegrees least standard error of psi; infinite for a template that a turn leaves alone
 * @param shiftXPixels least standard error of the shift along the image's columns
 * @param shiftYPixels the same along its rows
 */
public record CramerRaoBound(double psiDegrees, double shiftXPixels, double shiftYPixels) {

  /** Mean size of a normally distributed error over its standard deviation. */
  private static final double MEAN_SIZE = Math.sqrt(2 / Math.PI);

  /** Below this share of the uncorrelated information a direction counts as free. */
  private static final double FREE = 1e-9;

  /** The least mean |error| of psi, in degrees, if errors are normal. */
  public double meanPsiErrorDegrees() {
    return MEAN_SIZE * psiDegrees;
  }

  /**
   * The least mean length of the shift's error, in pixels, if errors are normal and alike along
   * both axes.
   */
  public double meanShiftErrorPixels() {
    // A Rayleigh distribution's mean.
    double squared = (shiftXPixels * shiftXPixels + shiftYPixels * shiftYPixels) / 2;
    return Math.sqrt(Math.PI / 2 * squared);
  }

  /** The bound for a particle that shows the template so many times as strongly. */
  CramerRaoBound forStrength(double strength) {
    return new CramerRaoBound(
        psiDegrees / strength, shiftXPixels / strength, shiftYPixels / strength);
  }

  /**
   * The bound for one particle.
   *
   * @param band frequencies that hold signal
   * @param template the clean picture
   * @param psiDegrees the true turn
   * @param ctf CTF at the band's positions, or null for none
   */
  static CramerRaoBound of(
      Band band, AverageModel template, double psiDegrees, float @Nullable [] ctf) {
    FrequencyDisc disc = band.disc();
    float[] inverseNoise = band.inverseNoise();
    float[] values = new float[2 * disc.size()];
    float[] turned = new float[2 * disc.size()];
    template.sample(disc, psiDegrees, values, turned);
    double unit = 2 * Math.PI / disc.box();
    // Parameters: psi, shift x, shift y, log of the strength.
    double[][] information = new double[4][4];
    double[] re = new double[4];
    double[] im = new double[4];
    for (int j = 0; j < disc.size(); j++) {
      double c = ctf == null ? 1 : ctf[j];
      re[0] = c * turned[2 * j];
      im[0] = c * turned[2 * j + 1];
      double tr = c * values[2 * j];
      double ti = c * values[2 * j + 1];
      re[1] = -unit * disc.kx(j) * ti;
      im[1] = unit * disc.kx(j) * tr;
      re[2] = -unit * disc.ky(j) * ti;
      im[2] = unit * disc.ky(j) * tr;
      re[3] = tr;
      im[3] = ti;
      double weight = 2 * inverseNoise[j];
      for (int a = 0; a < 4; a++) {
        for (int b = 0; b <= a; b++) {
          information[a][b] += weight * (re[a] * re[b] + im[a] * im[b]);
        }
      }
    }
    return new CramerRaoBound(
        Math.toDegrees(deviation(information, 0)),
        deviation(information, 1),
        deviation(information, 2));
  }

  /** Square root of a diagonal element of the inverse, by eliminating all other parameters. */
  private static double deviation(double[][] lower, int which) {
    double[][] m = new double[4][4];
    int[] order = {which, 0, 0, 0};
    for (int i = 0, at = 1; i < 4; i++) {
      if (i != which) {
        order[at++] = i;
      }
    }
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        m[a][b] = lower[Math.max(order[a], order[b])][Math.min(order[a], order[b])];
      }
    }
    double alone = m[0][0];
    for (int pivot = 3; pivot > 0; pivot--) {
      if (!(m[pivot][pivot] > 0)) {
        continue;
      }
      for (int a = 0; a < pivot; a++) {
        double factor = m[a][pivot] / m[pivot][pivot];
        for (int b = 0; b < pivot; b++) {
          m[a][b] -= factor * m[pivot][b];
        }
      }
    }
    return m[0][0] > FREE * alone ? 1 / Math.sqrt(m[0][0]) : Double.POSITIVE_INFINITY;
  }
}
