package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.WhitenedParticle;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * The posterior of one particle's pose on a fine grid about an optimum: its moments say more than
 * the curvature, neighbouring optima among it. The likelihood is that of {@link PoseSearch}.
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
public final class LocalPosterior {

  /** Grid points on each side of the centre. */
  public static final int ASIDE = 4;

  private static final int TURNS = 2 * ASIDE + 1;

  private final FrequencyDisc disc;
  private final WhitenedParticle particle;
  private final ShiftWindow window;
  private final ShiftWindow.Work work;
  private final float[] template;
  private final float[] norms = new float[TURNS];
  private final float[][] scores;

  /**
   * @param band frequencies compared
   * @param stepPixels distance of neighbouring shifts
   */
  public LocalPosterior(Band band, double stepPixels) {
    this.disc = band.disc();
    this.particle = new WhitenedParticle(band);
    this.window = new ShiftWindow(disc, ASIDE * stepPixels, stepPixels);
    this.work = window.new Work(TURNS);
    this.template = new float[2 * disc.size()];
    this.scores = new float[TURNS][window.side() * window.side()];
  }

  /**
   * The posterior about a pose.
   *
   * @param best the grid's best pose
   * @param mean the posterior's mean
   * @param logEvidence log of the likelihood ratio to pure noise, summed over the grid
   * @param psiVariance of the turn, in square degrees
   * @param xx variance of the origin along x, in square pixels
   * @param xy its covariance
   * @param yy its variance along y
   * @param entropy of the normalised grid, in nats
   */
  public record Moments(
      Pose best,
      Pose mean,
      double logEvidence,
      double psiVariance,
      double xx,
      double xy,
      double yy,
      double entropy) {}

  /**
   * Looks about a pose.
   *
   * @param scale how strongly the particle shows the average
   * @param stepDegrees distance of neighbouring turns
   */
  public Moments about(
      ParticleSpectrum spectrum,
      AverageModel average,
      double scale,
      Pose centre,
      double stepDegrees) {
    correlate(spectrum, average, centre, stepDegrees);
    int side = window.side();
    double top = Double.NEGATIVE_INFINITY;
    Pose best = centre;
    for (int t = 0; t < TURNS; t++) {
      for (int s = 0; s < scores[t].length; s++) {
        scores[t][s] = (float) (scale * scores[t][s] - scale * scale * norms[t]);
        if (scores[t][s] > top) {
          top = scores[t][s];
          best =
              new Pose(
                  Angles.wrap(centre.psiDegrees() + (t - ASIDE) * stepDegrees, 360),
                  centre.originXPixels() - window.shift(s % side),
                  centre.originYPixels() - window.shift(s / side));
        }
      }
    }
    return moments(centre, best, top, stepDegrees);
  }

  /** The log evidence that {@link #about} gives, for several scales. */
  public double[] logEvidence(
      ParticleSpectrum spectrum,
      AverageModel average,
      double[] scales,
      Pose centre,
      double stepDegrees) {
    correlate(spectrum, average, centre, stepDegrees);
    double[] evidence = new double[scales.length];
    for (int b = 0; b < scales.length; b++) {
      double top = Double.NEGATIVE_INFINITY;
      double total = 0;
      for (int t = 0; t < TURNS; t++) {
        for (float correlation : scores[t]) {
          double score = scales[b] * correlation - scales[b] * scales[b] * norms[t];
          if (score > top) {
            total *= Math.exp(top - score);
            top = score;
          }
          total += Math.exp(score - top);
        }
      }
      evidence[b] = top + Math.log(total);
    }
    return evidence;
  }

  private void correlate(
      ParticleSpectrum spectrum, AverageModel average, Pose centre, double stepDegrees) {
    particle.load(spectrum, centre);
    for (int t = 0; t < TURNS; t++) {
      average.sample(disc, centre.psiDegrees() + (t - ASIDE) * stepDegrees, template);
      work.load(t, particle.values(), template);
      norms[t] = (float) particle.norm(template);
    }
    work.correlate(TURNS, scores);
  }

  private Moments moments(Pose centre, Pose best, double top, double stepDegrees) {
    int side = window.side();
    double total = 0;
    double information = 0;
    double[] sum = new double[7];
    for (int t = 0; t < TURNS; t++) {
      double turn = (t - ASIDE) * stepDegrees;
      for (int s = 0; s < scores[t].length; s++) {
        double score = scores[t][s] - top;
        double p = Math.exp(score);
        double x = -window.shift(s % side);
        double y = -window.shift(s / side);
        total += p;
        information += p * score;
        sum[0] += p * turn;
        sum[1] += p * turn * turn;
        sum[2] += p * x;
        sum[3] += p * y;
        sum[4] += p * x * x;
        sum[5] += p * x * y;
        sum[6] += p * y * y;
      }
    }
    double turn = sum[0] / total;
    double x = sum[2] / total;
    double y = sum[3] / total;
    return new Moments(
        best,
        new Pose(centre.psiDegrees() + turn, centre.originXPixels() + x, centre.originYPixels() + y)
            .normalised(),
        top + Math.log(total),
        sum[1] / total - turn * turn,
        sum[4] / total - x * x,
        sum[5] / total - x * y,
        sum[6] / total - y * y,
        Math.log(total) - information / total);
  }
}
