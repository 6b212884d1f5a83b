package org.cryoudl.alignment.diagnostics;

import java.util.SplittableRandom;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.PrincipalComponent;

/**
 * Measures whether the particles are one view. What is left of them when the average is taken away
 * must be noise; other views, other conformations and junk leave a pattern that many particles
 * share. The variance along the strongest such pattern (the first principal component of the
 * aligned residuals) is compared with that of the same residuals turned at random, which share no
 * pattern.
 */
public final class ResidualHeterogeneity {

  private static final int PARTICLES = 600;
  private static final int MAX_RADIUS = 16;
  private static final int ITERATIONS = 30;

  /**
   * Share of the mask's radius that is looked at: where the average fades into its mask, a particle
   * that goes on beyond it, such as a filament, leaves a pattern that means nothing.
   */
  private static final double INNER = 0.8;

  private static final long SEED = 20231L;

  private ResidualHeterogeneity() {}

  /**
   * Variance along the strongest pattern of the residuals over what chance gives: near 1 for one
   * view.
   *
   * @param maskRadius as a share of the box
   */
  public static double ratio(RefinementState state, double maskRadius) {
    SpectrumSource source = state.source();
    ParticlePoses particles = state.particles();
    Averages averages = state.averages();
    FrequencyDisc full = source.disc();
    int radius =
        Math.min(full.radius(), Math.min(MAX_RADIUS, Math.max(4, averages.resolvedShell())));
    Band band = Band.unweighted(full, radius);
    int side = Averages.side(band.box(), band.radius());
    // Without a mask: a particle that goes on beyond it, such as a filament, comes back into the
    // middle with the ripples of its CTF, and would leave a pattern that means nothing.
    AverageModel model = new AverageModel(averages.unfiltered(), averages.side(), band.radius());
    float[] mask = CircularMask.aroundParticle(side, INNER * maskRadius).weights();
    SubsetSource some = SubsetSource.spread(source, PARTICLES);
    float[][] aligned = new float[some.size()][];
    float[][] random = new float[some.size()][];
    ParallelLoop.run(
        some.size(),
        i -> {
          int particle = some.indices()[i];
          Pose pose = particles.poses[particle];
          float[] left = residual(source.get(particle), pose, model, band, side);
          double chance = new SplittableRandom(SEED + i).nextDouble(360);
          aligned[i] = turned(left, side, pose.psiDegrees(), mask);
          random[i] = turned(left, side, chance, mask);
        });
    double byChance = PrincipalComponent.variance(random, ITERATIONS, SEED);
    return byChance > 0 ? PrincipalComponent.variance(aligned, ITERATIONS, SEED) / byChance : 1;
  }

  /**
   * What is left of a particle, centred, in its own orientation, when the average is taken away as
   * strongly as it fits.
   */
  private static float[] residual(
      ParticleSpectrum particle, Pose pose, AverageModel model, Band band, int side) {
    float[] template = new float[2 * band.size()];
    model.sample(band.disc(), pose.psiDegrees(), template);
    CentredParticle centred = new CentredParticle(band);
    centred.load(particle, pose);
    float[] x = centred.values();
    float[] ctf = centred.ctf();
    double xt = 0;
    double tt = 0;
    for (int j = 0; j < ctf.length; j++) {
      float c = ctf[j];
      double re = x[2 * j];
      double im = x[2 * j + 1];
      xt += c * (re * template[2 * j] + im * template[2 * j + 1]);
      tt += c * c * (sq(template[2 * j]) + sq(template[2 * j + 1]));
    }
    float scale = tt > 0 ? (float) (xt / tt) : 0;
    for (int j = 0; j < ctf.length; j++) {
      float factor = scale * ctf[j];
      template[2 * j] = x[2 * j] - factor * template[2 * j];
      template[2 * j + 1] = x[2 * j + 1] - factor * template[2 * j + 1];
    }
    return band.disc().picture(template, side);
  }

  private static double sq(double value) {
    return value * value;
  }

  /** Turned to the nearest pixels, which is fine enough here, and masked. */
  private static float[] turned(float[] picture, int side, double psiDegrees, float[] mask) {
    float[] out = new float[picture.length];
    double cos = Math.cos(Math.toRadians(psiDegrees));
    double sin = Math.sin(Math.toRadians(psiDegrees));
    int centre = Image.centre(side);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int x = column - centre;
        int y = row - centre;
        int fromX = (int) Math.rint(cos * x + sin * y) + centre;
        int fromY = (int) Math.rint(-sin * x + cos * y) + centre;
        if (fromX >= 0 && fromY >= 0 && fromX < side && fromY < side) {
          out[row * side + column] = mask[row * side + column] * picture[fromY * side + fromX];
        }
      }
    }
    return out;
  }
}
