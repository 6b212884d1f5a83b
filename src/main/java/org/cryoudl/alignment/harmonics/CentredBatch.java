package org.cryoudl.alignment.harmonics;

/**
 * Some particles about their origins.
 *
 * @param values by part (real, imaginary): by angle of the half circle, ring, particle
 * @param centres the origins in pixels: all x, then all y
 * @param count of particles
 */
public record CentredBatch(float[][] values, float[] centres, int count) {

  /**
   * Takes particles about their origins.
   *
   * @param batch which ones
   * @param origins x and y of each particle of the set, in pixels
   * @param frequencies no more rings than the particles have
   */
  public static CentredBatch of(
      PolarParticles particles, int[] batch, double[] origins, PolarFrequencies frequencies) {
    int half = PolarFrequencies.HALF_ANGLES;
    int rings = frequencies.rings();
    int count = batch.length;
    float[] centres = new float[2 * count];
    float[][] moved = new float[2][half * rings * count];
    for (int b = 0; b < count; b++) {
      double x = origins[2 * batch[b]];
      double y = origins[2 * batch[b] + 1];
      centres[b] = (float) x;
      centres[count + b] = (float) y;
      float[] values = particles.values(batch[b]);
      int imaginary = particles.rings() * half;
      for (int h = 0; h < half; h++) {
        double angle = PolarFrequencies.angle(h);
        double phase =
            -2 * Math.PI / frequencies.box() * (Math.cos(angle) * x + Math.sin(angle) * y);
        float c = (float) Math.cos(phase);
        float s = (float) Math.sin(phase);
        float pc = 1;
        float ps = 0;
        for (int r = 0; r < rings; r++) {
          float next = pc * c - ps * s; // the phase of ring r + 1 is r + 1 times that of ring 1
          ps = pc * s + ps * c;
          pc = next;
          float re = values[r * half + h];
          float im = values[imaginary + r * half + h];
          int at = (h * rings + r) * count + b;
          moved[0][at] = re * pc - im * ps;
          moved[1][at] = re * ps + im * pc;
        }
      }
    }
    return new CentredBatch(moved, centres, count);
  }
}
