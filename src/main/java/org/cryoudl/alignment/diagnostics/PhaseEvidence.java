package org.cryoudl.alignment.diagnostics;

import java.util.OptionalDouble;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.FoldAverages;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * What particles say of their phases. Where the CTF is positive both models agree, so an average is
 * made of those coefficients alone; where it is negative, flipped particles correlate with that
 * average and unflipped ones anticorrelate. Each particle is compared with an average that it had
 * no part in.
 *
 * <p>The statistic is {@code S = sum Re(conj(T) X) / sigma^2} over the negative coefficients, T
 * being |CTF| times the average. If poses do not depend on those coefficients either ({@link
 * CtfPhases#whereBothAgree}), these are independent of T where there is no signal, and S has mean 0
 * and variance {@code sum |T|^2 / (2 sigma^2)}. Poses that were found under one of the models
 * favour it.
 *
 * <p>Evidence of several sets, or of several classes, adds up.
 *
 * @param sum S
 * @param variance of S for noise as assumed
 * @param squares sum of the squares of each particle's own part of S
 * @param particles how many
 */
public record PhaseEvidence(double sum, double variance, double squares, int particles) {

  /** Of no particles. */
  public static final PhaseEvidence NONE = new PhaseEvidence(0, 0, 0, 0);

  /** Of fewer particles the variance of S is taken as the noise gives it. */
  private static final int LEAST_FOR_SPREAD = 10;

  /** Share of the CTF's power that must be positive in a shell for its average to be known. */
  private static final double LEAST_POSITIVE = 0.05;

  /** Particles whose CTFs stand for those of all. */
  private static final int CTF_PARTICLES = 200;

  /**
   * The evidence of particles that show one view.
   *
   * @param signed particles with the CTF's sign
   * @param particles their poses
   * @param noise variance of the noise
   * @param radius finest detail looked at, in cycles per box
   * @param maskRadius of the average, as a share of the box
   */
  public static PhaseEvidence of(
      SpectrumSource signed,
      ParticlePoses particles,
      NoiseSpectrum noise,
      int radius,
      double maskRadius) {
    int finest = Math.min(radius, signed.disc().radius());
    FoldAverages averages =
        FoldAverages.of(CtfPhases.whereBothAgree(signed), particles, noise, finest, maskRadius);
    Band band = Band.of(signed, averages.all().radius(), noise);
    AverageModel[] models = averages.models(band.radius());
    float[] weights = weights(band, signed);
    double[] sums =
        ParallelLoop.reduce(
            signed.size(),
            () -> new double[3],
            (into, i) ->
                add(
                    band,
                    weights,
                    models[FoldAverages.fold(i)],
                    signed.get(i),
                    particles.poses[i],
                    into),
            VectorSums::addInto);
    return new PhaseEvidence(sums[0], sums[1], sums[2], signed.size());
  }

  /**
   * One over the variance of the noise by position, and 0 in shells where next to no particle has a
   * positive CTF: there the average is not known, and holds what neighbouring shells and the mask
   * make of each other.
   */
  private static float[] weights(Band band, SpectrumSource signed) {
    SubsetSource some = SubsetSource.spread(signed, CTF_PARTICLES);
    int shells = band.radius() + 1;
    double[] sums =
        ParallelLoop.reduce(
            some.size(),
            () -> new double[2 * shells],
            (into, i) -> {
              float[] ctf = band.pick(some.get(i).ctf().orElseThrow());
              for (int j = 0; j < ctf.length; j++) {
                int shell = band.disc().shell(j);
                into[shell] += ctf[j] * ctf[j];
                into[shells + shell] += ctf[j] > 0 ? ctf[j] * ctf[j] : 0;
              }
            },
            VectorSums::addInto);
    float[] weights = band.inverseNoise().clone();
    for (int j = 0; j < weights.length; j++) {
      int shell = band.disc().shell(j);
      weights[j] = sums[shells + shell] < LEAST_POSITIVE * sums[shell] ? 0 : weights[j];
    }
    return weights;
  }

  /** The evidence of both. */
  public PhaseEvidence plus(PhaseEvidence other) {
    return new PhaseEvidence(
        sum + other.sum,
        variance + other.variance,
        squares + other.squares,
        particles + other.particles);
  }

  /**
   * S in standard deviations: positive for flipped phases, negative for unflipped ones; empty if no
   * coefficient tells. The deviation is that of the noise or that which the particles show,
   * whichever is larger.
   */
  public OptionalDouble z() {
    double spread =
        particles < LEAST_FOR_SPREAD
            ? 0
            : (squares - sum * sum / particles) * particles / (particles - 1);
    double largest = Math.max(variance, spread);
    return largest > 0 ? OptionalDouble.of(sum / Math.sqrt(largest)) : OptionalDouble.empty();
  }

  /** Adds a particle's part of S, the variance of that, and its square. */
  private static void add(
      Band band,
      float[] weights,
      AverageModel model,
      ParticleSpectrum particle,
      Pose pose,
      double[] sums) {
    float[] template = new float[2 * band.size()];
    model.sample(band.disc(), pose.psiDegrees(), template);
    CentredParticle centred = new CentredParticle(band);
    centred.load(particle, pose);
    float[] x = centred.values();
    float[] ctf = centred.ctf();
    double own = 0;
    double variance = 0;
    for (int j = 0; j < ctf.length; j++) {
      if (ctf[j] < 0) {
        double re = x[2 * j];
        double im = x[2 * j + 1];
        double tr = -ctf[j] * template[2 * j];
        double ti = -ctf[j] * template[2 * j + 1];
        own += weights[j] * (re * tr + im * ti);
        variance += weights[j] * (tr * tr + ti * ti) / 2;
      }
    }
    sums[0] += own;
    sums[1] += variance;
    sums[2] += own * own;
  }
}
