package org.cryoudl.alignment.diagnostics;

import java.util.Optional;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.CtfView;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * Tells from the particles themselves whether their phases were flipped. Where the CTF is positive
 * both models agree, so an average is made of those coefficients alone; where it is negative,
 * flipped particles correlate with that average and unflipped ones anticorrelate.
 */
public final class PhaseFlipDetection {

  /** The sum of correlations must be this many standard deviations from zero to decide. */
  private static final double DECISIVE = 4;

  private PhaseFlipDetection() {}

  /**
   * Decides.
   *
   * @param signed particles with the CTF's sign
   * @return empty if the particles do not tell
   */
  public static Optional<CtfPhases> decide(
      SpectrumSource signed,
      ParticlePoses particles,
      NoiseSpectrum noise,
      int radius,
      double maskRadius) {
    Averages averages =
        new Reconstruction(new CtfView(signed, PhaseFlipDetection::positive), maskRadius)
            .at(particles, noise, radius);
    FrequencyDisc full = signed.disc();
    FrequencyDisc disc = new FrequencyDisc(full.box(), averages.radius());
    int[] positions = disc.positionsIn(full);
    float[] inverseNoise = noise.inverseOn(disc);
    AverageModel model = new AverageModel(averages.full(), averages.side(), disc.radius());
    double[] sums =
        ParallelLoop.reduce(
            signed.size(),
            () -> new double[2],
            (into, i) -> {
              ParticleSpectrum particle = signed.get(i);
              float[] template = new float[2 * disc.size()];
              float[] cos = new float[disc.size()];
              float[] sin = new float[disc.size()];
              model.sample(disc, particles.poses[i].psiDegrees(), template);
              disc.shiftPhases(
                  particles.poses[i].originXPixels(), particles.poses[i].originYPixels(), cos, sin);
              float[] x = particle.values();
              float[] ctf = particle.ctf().orElseThrow();
              for (int j = 0; j < disc.size(); j++) {
                int p = positions[j];
                if (ctf[p] < 0) {
                  double re = x[2 * p] * cos[j] - x[2 * p + 1] * sin[j];
                  double im = x[2 * p] * sin[j] + x[2 * p + 1] * cos[j];
                  double tr = -ctf[p] * template[2 * j];
                  double ti = -ctf[p] * template[2 * j + 1];
                  into[0] += inverseNoise[j] * (re * tr + im * ti);
                  into[1] += inverseNoise[j] * (tr * tr + ti * ti);
                }
              }
            },
            VectorSums::addInto);
    // Re(conj(T) X) w has variance |T|^2 w / 2 when X is noise of variance 1 / w.
    double z = sums[1] > 0 ? sums[0] / Math.sqrt(sums[1] / 2) : 0;
    if (Math.abs(z) < DECISIVE) {
      return Optional.empty();
    }
    return Optional.of(z > 0 ? CtfPhases.FLIPPED : CtfPhases.UNFLIPPED);
  }

  /** Leaves out every coefficient at which the CTF is negative. */
  private static float[] positive(float[] ctf) {
    float[] positive = new float[ctf.length];
    for (int j = 0; j < ctf.length; j++) {
      positive[j] = Math.max(0, ctf[j]);
    }
    return positive;
  }
}
