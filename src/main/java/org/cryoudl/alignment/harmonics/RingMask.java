package org.cryoudl.alignment.harmonics;

import java.util.Arrays;

/**
 * A circular mask about the centre of the box, as it acts on circular harmonics at rings of
 * frequency: {@code f_m(r) -> sum over r' of K_m(r, r') f_m(r')}, where K is the mask between two
 * Hankel transforms of order m. The inner transform sums over rings that are one cycle per box
 * apart, which is exact for pictures inside the box.
 */
public final class RingMask {

  /** Steps of the integrals over radius, per pixel-sized period of the finest ring. */
  private static final int STEPS = 256;

  /** Radius of the circle with the area of the box, as a share of its side. */
  private static final double WHOLE_BOX = 1 / Math.sqrt(Math.PI);

  private static final double EDGE = 0.06;

  private final int rings;
  private final float[][] kernels;
  private final double[] noiseKept;

  /**
   * @param maskRadius radius of the part that is kept whole, as a share of the box
   */
  public RingMask(PolarFrequencies frequencies, double maskRadius) {
    this.rings = frequencies.rings();
    this.kernels = new float[frequencies.harmonics()][rings * rings];
    this.noiseKept = new double[rings];
    double[] radius = new double[STEPS];
    double[] mask = new double[STEPS];
    double step = WHOLE_BOX / STEPS;
    for (int i = 0; i < STEPS; i++) {
      radius[i] = (i + 0.5) * step;
      double outside = (radius[i] - maskRadius) / EDGE;
      mask[i] = outside <= 0 ? 1 : outside >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * outside);
    }
    int largest = 0;
    for (int j = 0; j < kernels.length; j++) {
      largest = Math.max(largest, frequencies.order(j));
    }
    double[][][] all = new double[rings][STEPS][];
    for (int r = 0; r < rings; r++) {
      for (int i = 0; i < STEPS; i++) {
        all[r][i] = Bessel.upTo(largest, 2 * Math.PI * (r + 1) * radius[i]);
      }
    }
    for (int j = 0; j < kernels.length; j++) {
      int order = frequencies.order(j);
      double[][] bessel = new double[rings][STEPS];
      for (int r = 0; r < rings; r++) {
        for (int i = 0; i < STEPS; i++) {
          bessel[r][i] = all[r][i][order];
        }
      }
      for (int r = 0; r < rings; r++) {
        for (int q = 0; q < rings; q++) {
          double sum = 0;
          for (int i = 0; i < STEPS; i++) {
            sum += mask[i] * bessel[r][i] * bessel[q][i] * radius[i];
          }
          // 2 pi int rho d rho of J J, times the ring's share of the plane 2 pi q dq.
          kernels[j][q * rings + r] = (float) (4 * Math.PI * Math.PI * (q + 1) * sum * step);
        }
      }
      // White noise fills the box: its power at a ring in this order, before and after the mask.
      for (int r = 0; r < rings; r++) {
        double after = 0;
        for (int i = 0; i < STEPS; i++) {
          after += mask[i] * mask[i] * bessel[r][i] * bessel[r][i] * radius[i];
        }
        noiseKept[r] += frequencies.multiplicity(j) * 2 * Math.PI * after * step;
      }
    }
  }

  /** Share of white noise that the mask leaves at each ring. */
  public double[] noiseKept() {
    return noiseKept.clone();
  }

  /**
   * Masks one harmonic.
   *
   * @param from real parts ring by ring, then imaginary parts
   * @param to receives the same of the masked function
   */
  public void apply(int harmonic, float[] from, int fromOffset, float[] to, int toOffset) {
    float[] kernel = kernels[harmonic];
    Arrays.fill(to, toOffset, toOffset + 2 * rings, 0);
    for (int q = 0; q < rings; q++) {
      float real = from[fromOffset + q];
      float imaginary = from[fromOffset + rings + q];
      for (int r = 0; r < rings; r++) {
        to[toOffset + r] += kernel[q * rings + r] * real;
      }
      for (int r = 0; r < rings; r++) {
        to[toOffset + rings + r] += kernel[q * rings + r] * imaginary;
      }
    }
  }
}
