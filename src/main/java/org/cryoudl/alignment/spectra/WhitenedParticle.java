package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.Pose;

/**
 * One particle ready to be compared with templates, or to be averaged: moved into the centre,
 * weighed by its CTF and by the noise. The log of the likelihood ratio of a template {@code t} that
 * is shown {@code scale} times to pure noise is {@code 2 scale Re <y, t> - scale^2 norm(t)}.
 *
 * <p>Not safe for several threads: the instance is used again for the next particle.
 */
public final class WhitenedParticle {

  private final float[] inverseNoise;
  private final CentredParticle centred;
  private final float[] weights;

  /**
   * @param band frequencies compared
   */
  public WhitenedParticle(Band band) {
    this.inverseNoise = band.inverseNoise();
    this.centred = new CentredParticle(band);
    this.weights = new float[band.size()];
  }

  /** Takes a particle, moved by a pose's origin. */
  public void load(ParticleSpectrum particle, Pose pose) {
    load(particle, pose, 1);
  }

  /**
   * As the other, of a particle that shows the average more or less strongly than others.
   *
   * @param strength what its CTF is multiplied by
   */
  public void load(ParticleSpectrum particle, Pose pose, float strength) {
    centred.load(particle, pose);
    float[] values = centred.values();
    float[] ctf = centred.ctf();
    for (int j = 0; j < weights.length; j++) {
      float c = strength * ctf[j];
      float w = c * inverseNoise[j];
      values[2 * j] *= w;
      values[2 * j + 1] *= w;
      weights[j] = c * w;
    }
  }

  /** {@code CTF X / sigma^2}, packed. */
  public float[] values() {
    return centred.values();
  }

  /** {@code CTF^2 / sigma^2} by position. */
  public float[] weights() {
    return weights;
  }

  /** {@code sum CTF^2 |t|^2 / sigma^2}. */
  public double norm(float[] template) {
    double norm = 0;
    for (int j = 0; j < weights.length; j++) {
      float re = template[2 * j];
      float im = template[2 * j + 1];
      norm += weights[j] * (re * re + im * im);
    }
    return norm;
  }

  /** {@code sum CTF^2 Re(a conj(b)) / sigma^2}: {@link #norm} of a sum has twice that. */
  public double product(float[] a, float[] b) {
    double product = 0;
    for (int j = 0; j < weights.length; j++) {
      product += weights[j] * (a[2 * j] * b[2 * j] + a[2 * j + 1] * b[2 * j + 1]);
    }
    return product;
  }

  /** {@code sum CTF^2 |X|^2 |t|^2 / sigma^4}: {@link #norm} on average for noise as assumed. */
  public double power(float[] template) {
    float[] values = centred.values();
    double power = 0;
    for (int j = 0; j < weights.length; j++) {
      double own = values[2 * j] * values[2 * j] + values[2 * j + 1] * values[2 * j + 1];
      double re = template[2 * j];
      double im = template[2 * j + 1];
      power += own * (re * re + im * im);
    }
    return power;
  }
}
