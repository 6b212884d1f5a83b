package org.cryoudl.alignment.spectra;

import java.util.Arrays;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * The frequencies on which particles and averages are compared, whitened: a disc inside the one on
 * which particles come, where its coefficients stand among theirs, and one over the variance of the
 * noise of each. Particles are brought onto it as {@link CentredParticle} and {@link
 * WhitenedParticle}. Immutable, for any number of threads.
 */
public final class Band {

  /** Particles whose CTFs stand for those of all. */
  private static final int CTF_PARTICLES = 200;

  private final FrequencyDisc disc;
  private final int[] positions;
  private final float[] inverseNoise;

  private Band(FrequencyDisc full, FrequencyDisc disc, float[] inverseNoise) {
    this.disc = disc;
    this.positions = disc.positionsIn(full);
    this.inverseNoise = inverseNoise;
  }

  /**
   * A band of a source's particles.
   *
   * @param radius largest frequency, in cycles per box; the particles' own if that is less
   */
  public static Band of(SpectrumSource source, int radius, NoiseSpectrum noise) {
    return of(source.disc(), radius, noise);
  }

  /**
   * A band of particles that come on a disc.
   *
   * @param radius largest frequency, in cycles per box; the disc's own if that is less
   */
  public static Band of(FrequencyDisc full, int radius, NoiseSpectrum noise) {
    FrequencyDisc disc = new FrequencyDisc(full.box(), Math.min(radius, full.radius()));
    return new Band(full, disc, noise.inverseOn(disc));
  }

  /** A band whose coefficients all count alike, for what does not depend on the noise. */
  public static Band unweighted(FrequencyDisc full, int radius) {
    double[] one = new double[full.radius() + 1];
    Arrays.fill(one, 1);
    return of(full, radius, NoiseSpectrum.of(one));
  }

  /** The frequencies. */
  public FrequencyDisc disc() {
    return disc;
  }

  /** Side length of the particles' box in pixels. */
  public int box() {
    return disc.box();
  }

  /** Largest frequency, in cycles per box. */
  public int radius() {
    return disc.radius();
  }

  /** Number of coefficients. */
  public int size() {
    return disc.size();
  }

  /** One over the variance of a coefficient's noise, by position; shared, must not be written. */
  public float[] inverseNoise() {
    return inverseNoise;
  }

  /** Where each coefficient stands among a particle's; shared, must not be written. */
  int[] positions() {
    return positions;
  }

  /** Of one value a coefficient of a particle, those on the band. */
  public float[] pick(float[] all) {
    float[] picked = new float[positions.length];
    for (int j = 0; j < picked.length; j++) {
      picked[j] = all[positions[j]];
    }
    return picked;
  }

  /**
   * Mean CTF^2 over the noise's variance, by position: how much a coefficient counts in a typical
   * particle.
   *
   * @param source the particles that the band was made for
   */
  public float[] meanWeights(SpectrumSource source) {
    SubsetSource some = SubsetSource.spread(source, CTF_PARTICLES);
    double[] squares =
        ParallelLoop.reduce(
            some.size(),
            () -> new double[disc.size()],
            (into, i) -> {
              float[] ctf = some.get(i).ctf().orElse(null);
              for (int j = 0; j < into.length; j++) {
                into[j] += ctf == null ? 1 : square(ctf[positions[j]]);
              }
            },
            VectorSums::addInto);
    float[] weights = new float[disc.size()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = (float) (squares[j] / some.size() * inverseNoise[j]);
    }
    return weights;
  }

  private static double square(double value) {
    return value * value;
  }
}
