package org.cryoudl.alignment;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Asks whether the particles are one view: what is left of them when the average is taken away must
 * be noise, as strong where the particle was as beside it. Other views, other conformations and
 * junk leave more.
 */
final class Homogeneity {

  private static final int PARTICLES = 1000;

  /**
   * Share of the average's largest squared density from which on a pixel belongs to the particle.
   */
  private static final double PARTICLE = 0.05;

  private Homogeneity() {}

  /**
   * Variance of the residuals inside the particle over their variance in the background; 1 if the
   * particles are one view, and where there is no particle to speak of.
   *
   * @param source particles with the CTF as the phase model has it
   * @param maskRadius as a share of the box
   */
  static double residualRatio(
      SpectrumSource source, AlignedParticles particles, Averages averages, double maskRadius) {
    FrequencyDisc full = source.disc();
    int radius = Math.max(4, Math.min(averages.resolvedShell(), full.radius()));
    FrequencyDisc disc = new FrequencyDisc(full.box(), radius);
    int[] positions = disc.positionsIn(full);
    int side = Averages.side(full.box(), radius);
    AverageModel model = new AverageModel(averages.full(), averages.side(), radius);
    boolean[] inside = inside(model, disc, side);
    boolean[] outside = outside(side, maskRadius);
    SubsetSource some = SubsetSource.spread(source, PARTICLES);
    double[] sums =
        ParallelLoop.reduce(
            some.size(),
            () -> new double[4],
            (into, i) -> {
              int particle = some.indices()[i];
              float[] image =
                  residual(source.get(particle), particles, particle, model, disc, positions, side);
              for (int p = 0; p < image.length; p++) {
                double square = (double) image[p] * image[p];
                if (inside[p]) {
                  into[0] += square;
                  into[1]++;
                } else if (outside[p]) {
                  into[2] += square;
                  into[3]++;
                }
              }
            },
            NoiseSpectrum::addInto);
    boolean measured = sums[1] > 0 && sums[3] > 0 && sums[2] > 0;
    return measured ? (sums[0] / sums[1]) / (sums[2] / sums[3]) : 1;
  }

  private static float[] residual(
      ParticleSpectrum particle,
      AlignedParticles particles,
      int index,
      AverageModel model,
      FrequencyDisc disc,
      int[] positions,
      int side) {
    float[] template = new float[2 * disc.size()];
    float[] cos = new float[disc.size()];
    float[] sin = new float[disc.size()];
    model.sample(disc, particles.poses[index].psiDegrees(), template);
    disc.shiftPhases(
        particles.poses[index].originXPixels(), particles.poses[index].originYPixels(), cos, sin);
    float[] x = particle.values();
    float[] ctf = particle.ctf().orElse(null);
    double psi = particles.poses[index].psiDegrees();
    for (int j = 0; j < disc.size(); j++) {
      int p = positions[j];
      float factor = (float) particles.scale[index] * (ctf == null ? 1 : ctf[p]);
      float re = x[2 * p] * cos[j] - x[2 * p + 1] * sin[j] - factor * template[2 * j];
      float im = x[2 * p] * sin[j] + x[2 * p + 1] * cos[j] - factor * template[2 * j + 1];
      template[2 * j] = re;
      template[2 * j + 1] = im;
    }
    return turned(picture(template, disc, side), side, psi);
  }

  /** The particle's own frame is turned against the average's; regions are those of the average. */
  private static float[] turned(float[] picture, int side, double psiDegrees) {
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
          out[row * side + column] = picture[fromY * side + fromX];
        } else {
          out[row * side + column] = picture[row * side + column];
        }
      }
    }
    return out;
  }

  private static float[] picture(float[] packed, FrequencyDisc disc, int side) {
    HalfSpectrum spectrum = HalfSpectrum.zeros(side);
    for (int j = 0; j < disc.size(); j++) {
      int i = HalfSpectrum.index(side, HalfSpectrum.rowOf(side, disc.ky(j)), disc.kx(j));
      spectrum.values()[i] = packed[2 * j];
      spectrum.values()[i + 1] = packed[2 * j + 1];
      if (disc.kx(j) == 0) {
        int m = HalfSpectrum.index(side, HalfSpectrum.rowOf(side, -disc.ky(j)), 0);
        spectrum.values()[m] = packed[2 * j];
        spectrum.values()[m + 1] = -packed[2 * j + 1];
      }
    }
    Fft2D transform = Fft2D.of(side);
    transform.cornerPhase(spectrum.values());
    return transform.inverse(spectrum);
  }

  private static boolean[] inside(AverageModel model, FrequencyDisc disc, int side) {
    float[] packed = new float[2 * disc.size()];
    model.sample(disc, 0, packed);
    float[] average = picture(packed, disc, side);
    double top = 0;
    for (float v : average) {
      top = Math.max(top, (double) v * v);
    }
    boolean[] inside = new boolean[average.length];
    for (int p = 0; p < inside.length; p++) {
      inside[p] = (double) average[p] * average[p] > PARTICLE * top;
    }
    return inside;
  }

  private static boolean[] outside(int side, double maskRadius) {
    boolean[] outside = new boolean[side * side];
    int centre = Image.centre(side);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        outside[row * side + column] =
            Math.hypot(column - centre, row - centre) > maskRadius * side;
      }
    }
    return outside;
  }
}
