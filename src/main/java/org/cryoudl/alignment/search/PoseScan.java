package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.WhitenedParticle;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * Compares one particle with an average in all turns, and keeps what is needed to measure how well
 * the average, shown any number of times as strongly, explains it.
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
public final class PoseScan {

  private static final int SIDE_BY_SIDE = 10;

  /** Turns compared: steps of four degrees. */
  public static final int TURNS = 90;

  /** Distance of neighbouring shifts, as a share of the box. */
  public static final double STEP = 0.02;

  private final WhitenedParticle particle;
  private final ShiftWindow window;
  private final ShiftWindow.Work work;
  private final float[][] correlations;
  private final float[] norms;
  private double dispersion = 1;
  private final double[] logPrior;
  private final double periodDegrees;
  private final int box;
  private Pose start = Pose.IDENTITY;

  /** The average in turns {@code 360 / length} degrees apart, on a band; shared between threads. */
  static float[][] templates(AverageModel average, Band band, int turns) {
    return average.sampleAll(band.disc(), turns);
  }

  /**
   * The frequencies on which all poses are compared.
   *
   * @param resolved finest shell that the average resolves
   */
  public static Band band(SpectrumSource source, int resolved, NoiseSpectrum noise) {
    return Band.of(source, Math.min(CoarseToFine.COARSE_RADIUS, resolved), noise);
  }

  /** The average in all turns, on a band; shared between threads. */
  public static float[][] templates(AverageModel average, Band band) {
    return templates(average, band, TURNS);
  }

  /**
   * A scan of all turns and of shifts up to a largest one.
   *
   * @param source where particles come from
   * @param band from {@link #band}
   */
  public PoseScan(SpectrumSource source, Band band, double maxShiftPixels) {
    this(source, band, TURNS, maxShiftPixels, STEP * band.box());
  }

  /**
   * @param source where particles come from
   * @param band frequencies compared
   * @param turns number of turns; a multiple of ten
   * @param rangePixels largest shift along x and y
   * @param stepPixels distance of neighbouring shifts
   */
  PoseScan(SpectrumSource source, Band band, int turns, double rangePixels, double stepPixels) {
    this.particle = new WhitenedParticle(band);
    this.box = band.box();
    this.periodDegrees = source.symmetry().periodModuloHalfTurn();
    this.window = new ShiftWindow(band.disc(), rangePixels, stepPixels);
    this.work = window.new Work(SIDE_BY_SIDE);
    this.correlations = new float[turns][window.side() * window.side()];
    this.norms = new float[turns];
    this.logPrior = new double[window.side() * window.side()];
  }

  /** Number of poses compared. */
  int poses() {
    return norms.length * logPrior.length;
  }

  /**
   * Compares about the centre of the box.
   *
   * @param templates from {@link #templates}
   */
  public void scan(ParticleSpectrum spectrum, float[][] templates) {
    scan(spectrum, templates, Pose.IDENTITY, CoarseToFine.SHIFT_SIGMA * box);
  }

  /**
   * Compares.
   *
   * @param templates from {@link #templates}
   * @param about shifts are tried about its origin
   * @param shiftSigmaPixels standard deviation of the prior on the total shift, per axis
   */
  void scan(ParticleSpectrum spectrum, float[][] templates, Pose about, double shiftSigmaPixels) {
    start = about;
    particle.load(spectrum, about);
    float[][] batch = new float[SIDE_BY_SIDE][];
    double powers = 0;
    double expected = 0;
    for (int t = 0; t < different(); t++) {
      norms[t] = (float) particle.norm(templates[t]);
      powers += particle.power(templates[t]);
      expected += norms[t];
    }
    repeat(norms);
    for (int from = 0; from < norms.length; from += SIDE_BY_SIDE) {
      for (int i = 0; i < SIDE_BY_SIDE; i++) {
        batch[i] = correlations[from + i];
        work.load(i, particle.values(), templates[from + i]);
      }
      work.correlate(SIDE_BY_SIDE, batch);
    }
    dispersion = expected > 0 ? powers / expected : 1;
    double total = 0;
    for (int s = 0; s < logPrior.length; s++) {
      Pose pose = pose(0, s);
      double squared =
          pose.originXPixels() * pose.originXPixels() + pose.originYPixels() * pose.originYPixels();
      logPrior[s] = -0.5 * squared / (shiftSigmaPixels * shiftSigmaPixels);
      total += Math.exp(logPrior[s]);
    }
    double normaliser = Math.log(total * norms.length);
    for (int s = 0; s < logPrior.length; s++) {
      logPrior[s] -= normaliser;
    }
  }

  /** Turns of which no two are half a turn apart, where templates have the same power. */
  private int different() {
    return norms.length % 2 == 0 ? norms.length / 2 : norms.length;
  }

  private void repeat(float[] byTurn) {
    System.arraycopy(byTurn, 0, byTurn, different(), byTurn.length - different());
  }

  private Pose pose(int turn, int shift) {
    int side = window.side();
    return new Pose(
        Angles.wrap(360.0 * turn / norms.length, 360),
        start.originXPixels() - window.shift(shift % side),
        start.originYPixels() - window.shift(shift / side));
  }

  private double score(int turn, int shift, double scale) {
    return scale * correlations[turn][shift] - scale * scale * norms[turn] + logPrior[shift];
  }

  /**
   * How the posterior of the particle is spread.
   *
   * @param pose the best one
   * @param elsewhere share of the posterior at turns more than {@code windowDegrees} from a given
   *     one, modulo 180 and the symmetry
   * @param entropyElsewhere entropy of that share alone, in nats
   */
  public record Found(Pose pose, double elsewhere, double entropyElsewhere) {}

  /**
   * Variance of the scores in the last {@link #scan} if the phases of the image had nothing to do
   * with those of the average, over what noise of the assumed spectrum gives. It exceeds 1 where
   * noise is stronger in some coefficients of a shell, or in some images, than in others, and a
   * little where the particle itself adds to the power.
   */
  public double dispersion() {
    return dispersion;
  }

  /**
   * Log of the likelihood ratio of the average in an unknown pose to pure noise. Its exponential is
   * at most 1 on average if the average has nothing to do with the particle, also where the noise
   * is not quite as assumed: scores are divided by their own {@link #dispersion}, which makes a
   * true average look less certain than it is.
   *
   * @param scale how strongly the average is taken to be in the particle
   * @param dispersion of the last {@link #scan}, at least 1
   */
  public double logBayesFactor(double scale, double dispersion) {
    LogSum sum = new LogSum();
    for (int t = 0; t < norms.length; t++) {
      for (int s = 0; s < logPrior.length; s++) {
        sum.add(scale * (correlations[t][s] - scale * norms[t]) / dispersion + logPrior[s]);
      }
    }
    return sum.log();
  }

  /** The highest {@code Re <y, t>} of the last {@link #scan} over all turns and shifts. */
  public double highestProduct() {
    float highest = Float.NEGATIVE_INFINITY;
    for (float[] ofTurn : correlations) {
      for (float correlation : ofTurn) {
        highest = Math.max(highest, correlation);
      }
    }
    return 0.5 * highest;
  }

  /** The best pose of the last {@link #scan} if the average is as strong as in the particles. */
  Pose best() {
    return found(1, Double.NaN, 0).pose();
  }

  /**
   * Sums up the last {@link #scan}.
   *
   * @param scale how strongly the average is taken to be in the particle
   * @param psiDegrees turn that counts as here; the best one if not a number
   */
  public Found found(double scale, double psiDegrees, double windowDegrees) {
    double best = Double.NEGATIVE_INFINITY;
    int bestTurn = 0;
    int bestShift = 0;
    for (int t = 0; t < norms.length; t++) {
      for (int s = 0; s < logPrior.length; s++) {
        double score = score(t, s, scale);
        if (score > best) {
          best = score;
          bestTurn = t;
          bestShift = s;
        }
      }
    }
    Pose pose = pose(bestTurn, bestShift);
    double here = Double.isNaN(psiDegrees) ? pose.psiDegrees() : psiDegrees;
    double near = 0;
    double far = 0;
    double information = 0;
    for (int t = 0; t < norms.length; t++) {
      double apart = Math.abs(Angles.wrap(360.0 * t / norms.length - here, periodDegrees));
      boolean isNear = apart <= Math.min(windowDegrees, periodDegrees / 4);
      for (int s = 0; s < logPrior.length; s++) {
        double score = score(t, s, scale) - best;
        double p = score < -30 ? 0 : Math.exp(score);
        if (isNear) {
          near += p;
        } else {
          far += p;
          information += p * score;
        }
      }
    }
    return new Found(pose, far / (near + far), far > 0 ? Math.log(far) - information / far : 0);
  }
}
