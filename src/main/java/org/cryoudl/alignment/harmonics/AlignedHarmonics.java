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
  private final double[] cos = new double[HALF];
  private final double[] sin = new double[HALF];

  public AlignedHarmonics(PolarParticles particles, PolarFrequencies frequencies) {
    this.particles = particles;
    this.frequencies = frequencies;
    this.ofEven = frequencies.analysis(true);
    this.ofOdd = frequencies.analysis(false);
    for (int h = 0; h < HALF; h++) {
      cos[h] = Math.cos(PolarFrequencies.angle(h));
      sin[h] = Math.sin(PolarFrequencies.angle(h));
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
}
