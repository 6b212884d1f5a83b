package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.Pose;

/**
 * One particle on a {@link Band}, moved into the centre of its box: the coefficients {@code X(k)
 * exp(-2 pi i k.o / box)}, o being the origin of its pose, and the CTF beside them. It is what an
 * average times the CTF is compared with.
 *
 * <p>Not safe for several threads: the instance is used again for the next particle.
 */
public final class CentredParticle {

  private final Band band;
  private final float[] values;
  private final float[] ctf;
  private final float[] cos;
  private final float[] sin;

  public CentredParticle(Band band) {
    this.band = band;
    this.values = new float[2 * band.size()];
    this.ctf = new float[band.size()];
    this.cos = new float[band.size()];
    this.sin = new float[band.size()];
  }

  /** Takes a particle, moved by a pose's origin; its turn is left alone. */
  public void load(ParticleSpectrum particle, Pose pose) {
    float[] x = particle.values();
    float[] transfer = particle.ctf().orElse(null);
    int[] positions = band.positions();
    band.disc().shiftPhases(pose.originXPixels(), pose.originYPixels(), cos, sin);
    for (int j = 0; j < ctf.length; j++) {
      int from = positions[j];
      values[2 * j] = x[2 * from] * cos[j] - x[2 * from + 1] * sin[j];
      values[2 * j + 1] = x[2 * from] * sin[j] + x[2 * from + 1] * cos[j];
      ctf[j] = transfer == null ? 1 : transfer[from];
    }
  }

  /** The coefficients of the particle loaded last, packed. */
  public float[] values() {
    return values;
  }

  /** Its CTF by position, 1 where none is known. */
  public float[] ctf() {
    return ctf;
  }

  /**
   * What an average leaves of the particle: {@code X - CTF A}.
   *
   * @param template the average's coefficients in the particle's turn; receives what is left
   */
  public void subtractFrom(float[] template) {
    for (int j = 0; j < ctf.length; j++) {
      float c = ctf[j];
      template[2 * j] = values[2 * j] - c * template[2 * j];
      template[2 * j + 1] = values[2 * j + 1] - c * template[2 * j + 1];
    }
  }
}
