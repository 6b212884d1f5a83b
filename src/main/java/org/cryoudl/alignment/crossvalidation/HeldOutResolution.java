package org.cryoudl.alignment.crossvalidation;

import java.util.Locale;
import java.util.OptionalInt;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.FrequencyDisc;
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
 * <p>Detail is compared from coarse to fine, a few shells at a time, at the pose that coarser
 * detail gives: a pose that fine detail helped to find would agree with its noise. The log
 * likelihood of a particle changes with a shell of the average {@code A} by {@code sum (2
 * Re(conj(CTF A) X) - CTF^2 |A|^2) / sigma^2}, which is negative on average where more of A is
 * noise than signal. The finest shell is where the sum over all shells so far is highest.
 */
public final class HeldOutResolution {

  /** Fewer particles than this do not decide what detail poses are refined with. */
  private static final int LEAST_REFINED = 20;

  /** Fewer say nothing of the detail of an average. */
  private static final int LEAST_HELD_OUT = 5;

  /** As much detail is taken for granted. */
  private static final int FIRST_SHELL = 8;

  private static final int BAND = 3;
  private static final int STEPS = 5;

  private HeldOutResolution() {}

  /**
   * Finds it.
   *
   * @param state poses of all particles, and averages that do not hold those held out
   * @param indices those held out
   * @return finest shell in cycles per box; empty if too few are held out, or they confirm all that
   *     the halves agree on
   */
  public static OptionalInt confirmedShell(
      RefinementState state, int[] indices, Progress progress) {
    Averages averages = state.averages();
    int radius = GaussNewtonRefinement.radius(state.source().disc(), averages);
    if (indices.length < LEAST_HELD_OUT || radius <= FIRST_SHELL) {
      return OptionalInt.empty();
    }
    double[] gains = gains(state, indices, radius);
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
            "%d held-out particles confirm detail to shell %d, halves to %d",
            indices.length,
            finest,
            averages.resolvedShell()));
    return finest < radius ? OptionalInt.of(finest) : OptionalInt.empty();
  }

  /**
   * The finest shell that poses are refined with: what held-out particles confirm, where there are
   * enough of them.
   *
   * @param confirmed see {@link #confirmedShell}
   * @param heldOut how many particles decided that
   * @return the largest integer if all detail may be looked at
   */
  public static int finestRefined(OptionalInt confirmed, int heldOut) {
    return heldOut < LEAST_REFINED ? Integer.MAX_VALUE : confirmed.orElse(Integer.MAX_VALUE);
  }

  /** Log likelihood that each shell beyond the first ones adds. */
  static double[] gains(RefinementState state, int[] indices, int radius) {
    SpectrumSource source = state.source();
    ParticlePoses particles = state.particles();
    Band band = Band.of(source, radius, state.noise());
    AverageModel model = state.averages().model(radius);
    Band[] coarser = new Band[(radius - FIRST_SHELL + BAND - 1) / BAND];
    for (int b = 0; b < coarser.length; b++) {
      coarser[b] = Band.of(source, FIRST_SHELL + b * BAND, state.noise());
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
