package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.WhitenedParticle;
import org.cryoudl.geometry.Pose;

/**
 * Compares one particle with mixtures of two averages in all poses. Scores are linear in the
 * averages and norms quadratic, so that no mixture is compared itself. What is compared are small
 * differences of averages that are much alike, hence two things that other scans need not heed:
 *
 * <ul>
 *   <li>The strength of the particle is unknown, for particles differ in ice, dose and defocus. It
 *       is integrated out, about 1.
 *   <li>The peak of a strong particle's posterior is narrower than the distance of the poses that
 *       are compared. About the best pose they lie closer.
 * </ul>
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
public final class MixtureScan {

  /** Standard deviation of the strength of particles about 1. */
  private static final double STRENGTHS = 0.5;

  /** Poses lie so much closer about the best one, in turn and in both shifts, */
  private static final int FINER = 5;

  /** as far as so many of the others on each side. */
  private static final int ASIDE = 1;

  private static final int TURNS = PoseScan.TURNS;

  /** Fine positions along one axis about the best one. */
  private static final int FINE = (2 * ASIDE + 1) * FINER;

  private static final int SIDE_BY_SIDE = 15;

  private static final int NOWHERE = -1;

  private final WhitenedParticle particle;
  private final int box;
  private final Grid coarse;
  private final Grid fine;

  /**
   * @param source where particles come from
   * @param band frequencies compared, from {@link PoseScan#band}
   */
  public MixtureScan(SpectrumSource source, Band band, double maxShiftPixels) {
    particle = new WhitenedParticle(band);
    box = source.disc().box();
    double step = PoseScan.STEP * box;
    coarse = new Grid(new ShiftWindow(band.disc(), maxShiftPixels, step), TURNS, FINER, 1);
    double finer = step / FINER;
    ShiftWindow close = new ShiftWindow(band.disc(), (FINE / 2) * finer, finer);
    fine = new Grid(close, FINE, 1, 1.0 / (FINER * FINER * FINER));
  }

  /**
   * An average in all turns, for {@link #logBayesFactors}; shared between threads.
   *
   * @param fromDegrees the first turn, which brings the average into the frame of another
   */
  public static float[][] templates(AverageModel average, Band band, double fromDegrees) {
    return average.sampleAll(band.disc(), FINER * TURNS, fromDegrees);
  }

  /**
   * Log of the likelihood ratio to pure noise of each mixture, in an unknown pose and at an unknown
   * strength.
   *
   * @param first one average in all turns, from {@link #templates}
   * @param second another in the same frame
   * @param shares of the first in each mixture, the rest being the second
   */
  public double[] logBayesFactors(
      ParticleSpectrum spectrum, float[][] first, float[][] second, double[] shares) {
    coarse.compare(spectrum, first, second, 0, Pose.IDENTITY);
    double shiftSigma = CoarseToFine.SHIFT_SIGMA * box;
    double[] prior = coarse.logPrior(Pose.IDENTITY, shiftSigma);
    double normaliser = 0;
    for (double log : prior) {
      normaliser += TURNS * Math.exp(log);
    }
    double[] factors = new double[shares.length];
    int lastCell = -1;
    double[] finePrior = {};
    for (int m = 0; m < shares.length; m++) {
      coarse.mix(shares[m]);
      int cell = coarse.best(prior);
      int turn = cell / prior.length;
      int shift = cell % prior.length;
      if (cell != lastCell) {
        Pose about = coarse.origin(shift);
        int from = turn * FINER - FINE / 2;
        fine.compare(spectrum, first, second, from, about);
        finePrior = fine.logPrior(about, shiftSigma);
        lastCell = cell;
      }
      fine.mix(shares[m]);
      LogSum sum = new LogSum();
      coarse.addTo(sum, prior, turn, shift);
      fine.addTo(sum, finePrior, NOWHERE, 0);
      factors[m] = sum.log() - Math.log(normaliser);
    }
    return factors;
  }

  /** Poses on a grid, and how the particle compares with both averages in each. */
  private final class Grid {
    private final ShiftWindow window;
    private final ShiftWindow.Work work;
    private final int turnStep;
    private final double weight;
    private final float[][] ofFirst;
    private final float[][] ofSecond;
    private final double[] firstNorms;
    private final double[] secondNorms;
    private final double[] products;
    private double share;
    private final double[] precision;

    /**
     * @param turnStep distance of turns in those of the templates
     * @param weight of a pose
     */
    Grid(ShiftWindow window, int turns, int turnStep, double weight) {
      this.window = window;
      this.turnStep = turnStep;
      this.weight = weight;
      work = window.new Work(SIDE_BY_SIDE);
      ofFirst = new float[turns][window.side() * window.side()];
      ofSecond = new float[turns][window.side() * window.side()];
      firstNorms = new double[turns];
      secondNorms = new double[turns];
      products = new double[turns];
      precision = new double[turns];
    }

    /** Compares in turns from one of the templates' on, and in shifts about a pose's origin. */
    void compare(
        ParticleSpectrum spectrum, float[][] first, float[][] second, int from, Pose about) {
      particle.load(spectrum, about);
      int turns = products.length;
      for (int t = 0; t < turns; t++) {
        int at = template(from, t, first.length);
        firstNorms[t] = particle.norm(first[at]);
        secondNorms[t] = particle.norm(second[at]);
        products[t] = particle.product(first[at], second[at]);
      }
      correlate(first, from, ofFirst);
      correlate(second, from, ofSecond);
    }

    private int template(int from, int t, int count) {
      return Math.floorMod(from + t * turnStep, count);
    }

    private void correlate(float[][] templates, int from, float[][] correlations) {
      for (int start = 0; start < correlations.length; start += SIDE_BY_SIDE) {
        float[][] batch = new float[SIDE_BY_SIDE][];
        for (int i = 0; i < SIDE_BY_SIDE; i++) {
          batch[i] = correlations[start + i];
          work.load(i, particle.values(), templates[template(from, start + i, templates.length)]);
        }
        work.correlate(SIDE_BY_SIDE, batch);
      }
    }

    Pose origin(int shift) {
      return new Pose(
          0, -window.shift(shift % window.side()), -window.shift(shift / window.side()));
    }

    /** By shift, the prior of its total with the weight of a pose, not normalised. */
    double[] logPrior(Pose about, double sigma) {
      double[] prior = new double[window.side() * window.side()];
      for (int s = 0; s < prior.length; s++) {
        Pose pose = origin(s);
        double x = about.originXPixels() + pose.originXPixels();
        double y = about.originYPixels() + pose.originYPixels();
        prior[s] = -0.5 * (x * x + y * y) / (sigma * sigma) + Math.log(weight);
      }
      return prior;
    }

    /** Takes a mixture for what follows. */
    void mix(double shareOfFirst) {
      share = shareOfFirst;
      double rest = 1 - share;
      for (int t = 0; t < products.length; t++) {
        double norm =
            share * share * firstNorms[t]
                + 2 * share * rest * products[t]
                + rest * rest * secondNorms[t];
        precision[t] = 2 * norm + 1 / (STRENGTHS * STRENGTHS);
      }
    }

    /**
     * Log of the integral of {@code exp(a c - a^2 norm)} over the strength a, whose prior is normal
     * about 1.
     */
    private double score(int t, int s) {
      double known = 1 / (STRENGTHS * STRENGTHS);
      double linear = Math.max(0, share * ofFirst[t][s] + (1 - share) * ofSecond[t][s] + known);
      return 0.5 * (linear * linear / precision[t] - known - Math.log(precision[t] / known));
    }

    /** Turn times the number of shifts, and shift. */
    int best(double[] prior) {
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int t = 0; t < products.length; t++) {
        for (int s = 0; s < prior.length; s++) {
          double score = score(t, s) + prior[s];
          if (score > highest) {
            highest = score;
            best = t * prior.length + s;
          }
        }
      }
      return best;
    }

    /** Adds all poses but those next to one. */
    void addTo(LogSum sum, double[] prior, int turn, int shift) {
      int side = window.side();
      for (int t = 0; t < products.length; t++) {
        int apart = Math.floorMod(t - turn, TURNS);
        boolean nearTurn = turn != NOWHERE && Math.min(apart, TURNS - apart) <= ASIDE;
        for (int s = 0; s < prior.length; s++) {
          boolean near =
              nearTurn
                  && Math.abs(s % side - shift % side) <= ASIDE
                  && Math.abs(s / side - shift / side) <= ASIDE;
          if (!near) {
            sum.add(score(t, s) + prior[s]);
          }
        }
      }
    }
  }
}
