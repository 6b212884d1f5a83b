package org.cryoudl.alignment.crossvalidation;

import java.util.Locale;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.statistics.VectorSums;

/**
 * How fine the detail of an average is that particles confirm which had no part in it. Halves of a
 * noisy set that are aligned to each other come to agree on each other's noise, and a particle that
 * is turned to fit noise is turned away from its signal; these particles have no share in it.
 *
 * <p>Detail is asked for from coarse to fine, a few shells at a time, at the pose that coarser
 * detail gives: a pose that fine detail had a say in would agree with its noise. The log likelihood
 * of a particle changes with a shell of the average {@code A} by {@code sum (2 Re(conj(CTF A) X) -
 * CTF^2 |A|^2) / sigma^2}, which is negative on average where more of A is noise than signal. The
 * finest shell is where the sum over all shells so far is highest.
 */
public final class HeldOutResolution {

  /** Fewer particles cannot tell. */
  private static final int LEAST_WITNESSES = 20;

  /** As much detail is taken for granted. */
  private static final int FIRST_SHELL = 8;

  private static final int BAND = 3;
  private static final int STEPS = 5;

  private HeldOutResolution() {}

  /**
   * Finds it.
   *
   * @param source particles with the CTF as the phase model has it
   * @param indices those that had no part in the average
   * @param particles their poses in the average
   * @param noise variance of a coefficient per shell
   * @return finest shell in cycles per box; no bound if too few can be asked
   */
  public static int finestShell(
      SpectrumSource source,
      int[] indices,
      ParticlePoses particles,
      Averages averages,
      NoiseSpectrum noise,
      Progress progress) {
    int radius = GaussNewtonRefinement.radius(source.disc(), averages);
    if (indices.length < LEAST_WITNESSES || radius <= FIRST_SHELL) {
      return Integer.MAX_VALUE;
    }
    double[] gains = gains(source, indices, particles, averages, noise, radius);
    int finest = FIRST_SHELL;
    double sum = 0;
    double best = 0;
    for (int s = FIRST_SHELL + 1; s <= radius; s++) {
      sum += gains[s];
      if (sum > best) {
        best = sum;
        finest = s;
      }
    }
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d witnesses confirm detail to shell %d, halves to %d",
            indices.length,
            finest,
            averages.resolvedShell()));
    return finest;
  }

  /** Log likelihood that each shell beyond the first ones adds. */
  static double[] gains(
      SpectrumSource source,
      int[] indices,
      ParticlePoses particles,
      Averages averages,
      NoiseSpectrum noise,
      int radius) {
    Band band = Band.of(source, radius, noise);
    AverageModel model = averages.model(radius);
    Band[] coarser = new Band[(radius - FIRST_SHELL + BAND - 1) / BAND];
    for (int b = 0; b < coarser.length; b++) {
      coarser[b] = Band.of(source, FIRST_SHELL + b * BAND, noise);
    }
    return ParallelLoop.reduce(
        indices.length,
        () -> new double[radius + 1],
        (sums, w) -> {
          ParticleSpectrum particle = source.get(indices[w]);
          for (Band known : coarser) {
            // From the fine pose each time: coarse detail alone may lose a small particle's.
            Pose pose = refined(particle, particles.poses[indices[w]], known, model);
            add(sums, particle, pose, model, band, known.radius());
          }
        },
        VectorSums::addInto);
  }

  private static Pose refined(
      ParticleSpectrum particle, Pose start, Band known, AverageModel model) {
    PoseRefinement refinement = new PoseRefinement(known, model);
    Pose pose = start;
    for (int s = 0; s < STEPS; s++) {
      pose = refinement.step(particle, pose).pose();
    }
    return pose;
  }

  /** Adds the log likelihood that the next shells add for a particle. */
  private static void add(
      double[] sums,
      ParticleSpectrum particle,
      Pose pose,
      AverageModel model,
      Band band,
      int known) {
    FrequencyDisc disc = band.disc();
    float[] template = new float[2 * disc.size()];
    model.sample(disc, pose.psiDegrees(), template);
    CentredParticle centred = new CentredParticle(band);
    centred.load(particle, pose);
    float[] x = centred.values();
    float[] ctf = centred.ctf();
    float[] inverseNoise = band.inverseNoise();
    for (int j = 0; j < disc.size(); j++) {
      int shell = disc.shell(j);
      if (shell > known && shell <= known + BAND) {
        float tr = ctf[j] * template[2 * j];
        float ti = ctf[j] * template[2 * j + 1];
        sums[shell] +=
            inverseNoise[j] * (2 * (x[2 * j] * tr + x[2 * j + 1] * ti) - tr * tr - ti * ti);
      }
    }
  }
}
