package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.Pose;

/**
 * One particle ready to be compared with templates: shifted, weighed by its CTF and by the noise.
 * The log of the likelihood ratio of a template {@code t} that is shown {@code scale} times to pure
 * noise is {@code 2 scale Re <y, t> - scale^2 norm(t)}.
 *
 * <p>Not safe for several threads: the instance is used again for the next particle.
 */
public final class WhitenedParticle {

  private final FrequencyDisc disc;
  private final int[] positions;
  private final float[] inverseNoise;
  private final float[] values;
  private final float[] ctfWeight;
  private final float[] cos;
  private final float[] sin;

  /**
   * @param full the disc on which particles come
   * @param disc frequencies compared
   * @param noise variance of a coefficient's noise per shell
   */
  public WhitenedParticle(FrequencyDisc full, FrequencyDisc disc, NoiseSpectrum noise) {
    this.disc = disc;
    this.positions = disc.positionsIn(full);
    this.inverseNoise = noise.inverseOn(disc);
    this.values = new float[2 * disc.size()];
    this.ctfWeight = new float[disc.size()];
    this.cos = new float[disc.size()];
    this.sin = new float[disc.size()];
  }

  /** Takes a particle, shifted by a pose's origin. */
  public void load(ParticleSpectrum particle, Pose pose) {
    float[] x = particle.values();
    float[] ctf = particle.ctf().orElse(null);
    disc.shiftPhases(pose.originXPixels(), pose.originYPixels(), cos, sin);
    for (int j = 0; j < ctfWeight.length; j++) {
      int from = positions[j];
      float c = ctf == null ? 1 : ctf[from];
      float w = c * inverseNoise[j];
      values[2 * j] = w * (x[2 * from] * cos[j] - x[2 * from + 1] * sin[j]);
      values[2 * j + 1] = w * (x[2 * from] * sin[j] + x[2 * from + 1] * cos[j]);
      ctfWeight[j] = c * w;
    }
  }

  /** {@code CTF X / sigma^2}, packed. */
  public float[] values() {
    return values;
  }

  /** {@code sum CTF^2 |t|^2 / sigma^2}. */
  public float norm(float[] template) {
    double norm = 0;
    for (int j = 0; j < ctfWeight.length; j++) {
      float re = template[2 * j];
      float im = template[2 * j + 1];
      norm += ctfWeight[j] * (re * re + im * im);
    }
    return (float) norm;
  }

  /** {@code sum CTF^2 |X|^2 |t|^2 / sigma^4}: {@link #norm} on average for noise as assumed. */
  public double power(float[] template) {
    double power = 0;
    for (int j = 0; j < ctfWeight.length; j++) {
      double own = values[2 * j] * values[2 * j] + values[2 * j + 1] * values[2 * j + 1];
      double re = template[2 * j];
      double im = template[2 * j + 1];
      power += own * (re * re + im * im);
    }
    return power;
  }
}
