package org.cryoudl.alignment.diagnostics;

import java.util.Optional;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.CtfView;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * Decides from the particles themselves whether their phases were flipped. Where the CTF is
 * positive both models agree, so an average is made of those coefficients alone; where it is
 * negative, flipped particles correlate with that average and unflipped ones anticorrelate.
 */
public final class PhaseFlipDetection {

  /** The sum of correlations must be this many standard deviations from zero to decide. */
  private static final double DECISIVE = 4;

  private PhaseFlipDetection() {}

  /**
   * Decides.
   *
   * @param signed particles with the CTF's sign
   * @return empty if the particles do not decide
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
    Band band = Band.of(signed, averages.radius(), noise);
    AverageModel model = averages.model(band.radius());
    double[] sums =
        ParallelLoop.reduce(
            signed.size(),
            () -> new double[2],
            (into, i) -> addNegative(band, model, signed.get(i), particles.poses[i], into),
            VectorSums::addInto);
    // Re(conj(T) X) w has variance |T|^2 w / 2 when X is noise of variance 1 / w.
    double z = sums[1] > 0 ? sums[0] / Math.sqrt(sums[1] / 2) : 0;
    if (Math.abs(z) < DECISIVE) {
      return Optional.empty();
    }
    return Optional.of(z > 0 ? CtfPhases.FLIPPED : CtfPhases.UNFLIPPED);
  }

  /** Adds Re(conj(T) X) and |T|^2, over the noise, where the CTF is negative; T has |CTF|. */
  private static void addNegative(
      Band band, AverageModel model, ParticleSpectrum particle, Pose pose, double[] sums) {
    float[] template = new float[2 * band.size()];
    model.sample(band.disc(), pose.psiDegrees(), template);
    CentredParticle centred = new CentredParticle(band);
    centred.load(particle, pose);
    float[] x = centred.values();
    float[] ctf = centred.ctf();
    float[] inverseNoise = band.inverseNoise();
    for (int j = 0; j < ctf.length; j++) {
      if (ctf[j] < 0) {
        double re = x[2 * j];
        double im = x[2 * j + 1];
        double tr = -ctf[j] * template[2 * j];
        double ti = -ctf[j] * template[2 * j + 1];
        sums[0] += inverseNoise[j] * (re * tr + im * ti);
        sums[1] += inverseNoise[j] * (tr * tr + ti * ti);
      }
    }
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
