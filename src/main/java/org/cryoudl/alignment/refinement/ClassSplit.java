package org.cryoudl.alignment.refinement;

import java.util.Arrays;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.PrincipalComponent;

/**
 * Splits a class in two along the strongest pattern in what its average leaves of its particles:
 * the first principal component of the residuals at the present poses, found by alternating between
 * the pattern and each particle's share of it, with CTF and noise (probabilistic principal
 * components, Tipping and Bishop, J. R. Stat. Soc. B 61 (1999) 611).
 */
final class ClassSplit {

  private static final int ROUNDS = 10;
  private static final int MAX_RADIUS = 16;

  private final SpectrumSource source;
  private final NoiseSpectrum noise;
  private final double maskRadius;

  ClassSplit(SpectrumSource source, NoiseSpectrum noise, double maskRadius) {
    this.source = source;
    this.noise = noise;
    this.maskRadius = maskRadius;
  }

  /**
   * Share of the pattern in each of some particles.
   *
   * @param members which particles
   * @param average of them all
   * @param seed of the first shares
   * @return one value a member; the two signs make the two halves
   */
  double[] shares(ParticlePoses particles, int[] members, Averages average, long seed) {
    FrequencyDisc full = source.disc();
    int radius = Math.min(full.radius(), Math.min(MAX_RADIUS, average.radius()));
    Scene scene = new Scene(Band.of(source, radius, noise), average.model(radius));
    double[] shares = PrincipalComponent.start(members.length, seed);
    for (int round = 0; round < ROUNDS; round++) {
      float[] pattern = pattern(scene, particles, members, shares);
      AverageModel model = new AverageModel(pattern, scene.side, radius);
      ParallelLoop.run(
          members.length,
          m -> {
            float[] residual = scene.residual(particles.poses[members[m]], members[m]);
            shares[m] = scene.share(model, residual, members[m], particles.poses[members[m]]);
          });
      double mean = Arrays.stream(shares).average().orElse(0);
      Arrays.setAll(shares, m -> shares[m] - mean);
    }
    return shares;
  }

  private float[] pattern(Scene scene, ParticlePoses particles, int[] members, double[] shares) {
    AverageAccumulator sum =
        ParallelLoop.reduce(
            members.length,
            () -> new AverageAccumulator(scene.side, scene.band.radius()),
            (into, m) -> {
              float[] values = scene.residual(particles.poses[members[m]], members[m]);
              float[] weights = new float[scene.band.size()];
              float[] ctf = scene.ctf(members[m]);
              for (int j = 0; j < weights.length; j++) {
                float c = ctf[j];
                float w = (float) (shares[m] * c * scene.band.inverseNoise()[j]);
                values[2 * j] *= w;
                values[2 * j + 1] *= w;
                weights[j] = (float) (shares[m] * c * w);
              }
              into.add(
                  scene.band.disc(), values, weights, particles.poses[members[m]].psiDegrees());
            },
            AverageAccumulator::merge);
    double[] penalty = new double[scene.band.radius() + 1];
    penalty[0] = Double.POSITIVE_INFINITY;
    return Averages.masked(
        sum.average(penalty), CircularMask.aroundParticle(scene.side, maskRadius));
  }

  /** What stays the same from round to round. */
  private final class Scene {
    final Band band;
    final int side;
    final AverageModel average;

    Scene(Band band, AverageModel average) {
      this.band = band;
      this.side = Averages.side(band.box(), band.radius());
      this.average = average;
    }

    /** The CTF of a particle on the band, 1 where none is known. */
    float[] ctf(int index) {
      float[] one = new float[band.size()];
      Arrays.fill(one, 1);
      return source.get(index).ctf().map(band::pick).orElse(one);
    }

    /** The particle, shifted into the centre, less its average. */
    float[] residual(Pose pose, int index) {
      return average.residual(band, source.get(index), pose);
    }

    /** The least-squares share of a pattern in a residual. */
    double share(AverageModel pattern, float[] residual, int index, Pose pose) {
      float[] ctf = ctf(index);
      float[] inverseNoise = band.inverseNoise();
      float[] values = new float[2 * band.size()];
      pattern.sample(band.disc(), pose.psiDegrees(), values);
      double product = 0;
      double power = 0;
      for (int j = 0; j < ctf.length; j++) {
        float c = ctf[j];
        float re = c * values[2 * j];
        float im = c * values[2 * j + 1];
        product += inverseNoise[j] * (residual[2 * j] * re + residual[2 * j + 1] * im);
        power += inverseNoise[j] * (re * re + im * im);
      }
      return power > 0 ? product / power : 0;
    }
  }
}
