package org.cryoudl.testing;

import org.cryoudl.alignment.harmonics.PolarFrequencies;

/** Circular harmonics of pictures in closed form. */
public final class RingHarmonics {

  private RingHarmonics() {}

  /** Harmonics of the closed-form transform, by a plain sum over angles. */
  public static float[] of(PolarFrequencies frequencies, GaussianBlobs blobs) {
    int rings = frequencies.rings();
    float[] values = new float[2 * rings * frequencies.harmonics()];
    int angles = 256;
    for (int r = 0; r < rings; r++) {
      for (int a = 0; a < angles; a++) {
        double angle = 2 * Math.PI * a / angles;
        double[] f =
            blobs.transform(
                (r + 1) * Math.cos(angle) / frequencies.box(),
                (r + 1) * Math.sin(angle) / frequencies.box());
        for (int j = 0; j < frequencies.harmonics(); j++) {
          double phase = -frequencies.order(j) * angle;
          double c = Math.cos(phase) / angles;
          double s = Math.sin(phase) / angles;
          values[2 * rings * j + r] += (float) (f[0] * c - f[1] * s);
          values[2 * rings * j + rings + r] += (float) (f[0] * s + f[1] * c);
        }
      }
    }
    return values;
  }
}
