package org.cryoudl.alignment.harmonics;

import org.cryoudl.geometry.Pose;

/**
 * The harmonics of single particles times their CTF, moved and turned into the frame of their
 * class: what a particle adds to the numerator of an average at one pose. Safe for any number of
 * threads.
 */
public final class AlignedHarmonics {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final PolarParticles particles;
  private final PolarFrequencies frequencies;
  private final float[] ofEven;
  private final float[] ofOdd;
  private final float[] toReal;
  private final float[] toImaginary;
  private final double[] cos = new double[HALF];
  private final double[] sin = new double[HALF];

  public AlignedHarmonics(PolarParticles particles, PolarFrequencies frequencies) {
    this.particles = particles;
    this.frequencies = frequencies;
    this.ofEven = frequencies.analysis(true);
    this.ofOdd = frequencies.analysis(false);
    this.toReal = frequencies.samples(true);
    this.toImaginary = frequencies.samples(false);
    for (int h = 0; h < HALF; h++) {
      cos[h] = Math.cos(Math.PI * h / HALF);
      sin[h] = Math.sin(Math.PI * h / HALF);
    }
  }

  /** Number of values of a particle. */
  public int size() {
    return 2 * frequencies.rings() * frequencies.harmonics();
  }

  /** By harmonic: real parts ring by ring, then imaginary parts. */
  public float[] of(int particle, Pose pose) {
    int rings = frequencies.rings();
    int even = frequencies.evenHarmonics();
    int imaginary = particles.rings() * HALF;
    float[] values = particles.values(particle);
    float[] aligned = new float[size()];
    float[] x = new float[HALF];
    float[] y = new float[HALF];
    double unit = -2 * Math.PI / frequencies.box();
    double turn = Math.toRadians(pose.psiDegrees());
    for (int r = 0; r < rings; r++) {
      for (int h = 0; h < HALF; h++) {
        double phase =
            unit * (r + 1) * (cos[h] * pose.originXPixels() + sin[h] * pose.originYPixels());
        float c = (float) Math.cos(phase);
        float s = (float) Math.sin(phase);
        float re = values[r * HALF + h];
        float im = values[imaginary + r * HALF + h];
        x[h] = re * c - im * s;
        y[h] = re * s + im * c;
      }
      for (int j = 0; j < frequencies.harmonics(); j++) {
        boolean isEven = j < even;
        float[] matrix = isEven ? ofEven : ofOdd;
        float[] part = isEven ? x : y;
        int row = 2 * (isEven ? j : j - even) * HALF;
        float re = 0;
        float im = 0;
        for (int h = 0; h < HALF; h++) {
          re += matrix[row + h] * part[h];
          im += matrix[row + HALF + h] * part[h];
        }
        double phase = -frequencies.order(j) * turn;
        float c = (float) Math.cos(phase);
        float s = (float) Math.sin(phase);
        aligned[2 * rings * j + r] = re * c - im * s;
        aligned[2 * rings * j + rings + r] = re * s + im * c;
      }
    }
    return aligned;
  }

  /**
   * Harmonics as samples of the half circle again, as {@link PolarParticles#values} keeps them.
   *
   * @param harmonics all that the half circle holds
   */
  float[] samples(float[] harmonics) {
    int rings = frequencies.rings();
    float[] samples = new float[2 * rings * HALF];
    for (int j = 0; j < frequencies.harmonics(); j++) {
      boolean isEven = j < frequencies.evenHarmonics();
      float[] matrix = isEven ? toReal : toImaginary;
      int count = frequencies.harmonics(isEven);
      int column = isEven ? j : j - frequencies.evenHarmonics();
      for (int r = 0; r < rings; r++) {
        float re = harmonics[2 * rings * j + r];
        float im = harmonics[2 * rings * j + rings + r];
        int at = (isEven ? 0 : rings * HALF) + r * HALF;
        for (int h = 0; h < HALF; h++) {
          int m = 2 * (h * count + column);
          samples[at + h] += matrix[m] * re + matrix[m + 1] * im;
        }
      }
    }
    return samples;
  }
}
