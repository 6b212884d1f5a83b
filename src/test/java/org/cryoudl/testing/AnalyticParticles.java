package org.cryoudl.testing;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * Particles whose coefficients are known in closed form: Gaussian blobs in random poses, multiplied
 * by a CTF, with white noise.
 *
 * @param disc the disc of the coefficients
 * @param spectra the particles
 * @param poses their true poses
 */
public record AnalyticParticles(FrequencyDisc disc, ParticleSpectrum[] spectra, Pose[] poses)
    implements SpectrumSource {

  /** No particle has a CTF. */
  public static final IntFunction<Optional<float[]>> NO_CTF = i -> Optional.empty();

  @Override
  public int size() {
    return spectra.length;
  }

  @Override
  public ParticleSpectrum get(int index) {
    return spectra[index];
  }

  /**
   * Draws particles.
   *
   * @param noiseVariance {@code E|n|^2} of a coefficient's noise
   * @param shiftPixels shifts are uniform within plus and minus this
   * @param ctf values on the disc that multiply a particle and are given with it
   */
  public static AnalyticParticles simulate(
      GaussianBlobs template,
      FrequencyDisc disc,
      int count,
      double noiseVariance,
      double shiftPixels,
      IntFunction<Optional<float[]>> ctf,
      long seed) {
    Random random = new Random(seed);
    ParticleSpectrum[] spectra = new ParticleSpectrum[count];
    Pose[] poses = new Pose[count];
    for (int i = 0; i < count; i++) {
      poses[i] =
          new Pose(
              360 * random.nextDouble() - 180,
              shiftPixels * (2 * random.nextDouble() - 1),
              shiftPixels * (2 * random.nextDouble() - 1));
      float[] values = coefficients(template.moved(inverse(poses[i])), disc);
      Optional<float[]> transfer = ctf.apply(i);
      for (int j = 0; j < values.length; j++) {
        float c = transfer.isPresent() ? transfer.get()[j / 2] : 1;
        values[j] = (float) (c * values[j] + Math.sqrt(noiseVariance / 2) * random.nextGaussian());
      }
      spectra[i] = new ParticleSpectrum(values, transfer);
    }
    return new AnalyticParticles(disc, spectra, poses);
  }

  /** An oscillating function that differs from particle to particle, as CTFs do. */
  public static float[] oscillation(FrequencyDisc disc, int particle) {
    float[] ctf = new float[disc.size()];
    double speed = (5 + 4 * Math.abs(Math.sin(particle))) / (disc.radius() * disc.radius());
    for (int j = 0; j < ctf.length; j++) {
      double squared = disc.kx(j) * disc.kx(j) + disc.ky(j) * disc.ky(j);
      ctf[j] = (float) Math.sin(0.2 + speed * squared);
    }
    return ctf;
  }

  /** The blobs' transform on a disc, packed. */
  public static float[] coefficients(GaussianBlobs blobs, FrequencyDisc disc) {
    float[] packed = new float[2 * disc.size()];
    double unit = 1.0 / disc.box();
    for (int j = 0; j < disc.size(); j++) {
      double[] value = blobs.transform(unit * disc.kx(j), unit * disc.ky(j));
      packed[2 * j] = (float) value[0];
      packed[2 * j + 1] = (float) value[1];
    }
    return packed;
  }

  /** The pose that undoes another. */
  public static Pose inverse(Pose pose) {
    double[] o = Angles.rotate(pose.psiDegrees(), pose.originXPixels(), pose.originYPixels());
    return new Pose(-pose.psiDegrees(), -o[0], -o[1]);
  }

  /** The particles as they are before any round, at their true poses. */
  public ParticlePoses atTruth() {
    ParticlePoses particles = new ParticlePoses(size());
    System.arraycopy(poses, 0, particles.poses, 0, size());
    return particles;
  }

  /** The same noise variance in every shell. */
  public static NoiseSpectrum flat(FrequencyDisc disc, double variance) {
    double[] noise = new double[disc.radius() + 1];
    Arrays.fill(noise, variance);
    return NoiseSpectrum.of(noise);
  }
}
