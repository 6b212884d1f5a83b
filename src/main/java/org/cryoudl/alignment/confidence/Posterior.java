package org.cryoudl.alignment.confidence;

import java.util.Arrays;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.poses.PosteriorTempering;
import org.cryoudl.alignment.search.LocalPosterior;
import org.cryoudl.alignment.search.PoseScan;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.NormalDistribution;

/**
 * Measures how far a particle's pose can be relied on, from its posterior against an average that
 * does not hold it: about the pose, after a half-turn, and in all other turns.
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
public final class Posterior {

  /** Turns within this count as the pose's own. */
  private static final double WINDOW_DEGREES = 10;

  /** The grid on which poses are counted, in degrees and as a share of the box. */
  private static final double COUNTED_DEGREES = 2;

  private static final double COUNTED_SHIFT = 0.008;

  /** Turns that a coarse pose is looked for among, in degrees. */
  private static final double WIDE_STEP = 1.5;

  /** Distance of grid points in standard errors. */
  private static final double STEP = 0.8;

  private final Settings settings;
  private final LocalPosterior local;
  private final LocalPosterior wide;
  private final PoseScan scan;
  private final int box;
  private final CyclicSymmetry symmetry;

  /**
   * What holds for all particles.
   *
   * @param source where particles come from
   * @param band frequencies compared about a pose
   * @param scanned frequencies compared among all poses, from {@link PoseScan#band}
   * @param shiftErrorPixels typical standard error of the shift from the curvature
   * @param maxShiftPixels largest shift that was looked for
   * @param trust share of the average's strength that held-out particles confirm
   * @param factors what standard errors are multiplied by
   * @param halfTurn how the average lies on itself after a half-turn
   * @param halfTurns whether both half-turns have to be compared, for every particle
   * @param everywhere whether all turns have to be looked at, for every particle
   * @param held whether particles stay where they are even if another turn is likelier
   * @param doubt what averages made apart do not confirm
   */
  record Settings(
      SpectrumSource source,
      Band band,
      Band scanned,
      double shiftErrorPixels,
      double maxShiftPixels,
      double trust,
      PoseBootstrap.Factors factors,
      HalfTurnAmbiguity halfTurn,
      boolean halfTurns,
      boolean everywhere,
      boolean held,
      Doubt doubt) {

    double shiftStepPixels() {
      return Math.max(1e-3 * band.box(), STEP * Math.min(shiftErrorPixels, 0.02 * band.box()));
    }
  }

  /**
   * What an average seems to show, and averages of halves of the set that were made apart do not
   * confirm.
   *
   * @param turns share of the posterior at the turn that they confirm, 0 to 1
   * @param psiDegrees least standard error of the angle
   * @param axisDegrees direction in the average along which shifts are known worst
   * @param alongPixels least standard error of the shift along it
   */
  record Doubt(double turns, double psiDegrees, double axisDegrees, double alongPixels) {

    /** None. */
    static final Doubt NONE = new Doubt(1, 0, 0, 0);
  }

  /**
   * An average without the particle.
   *
   * @param model with as much of its half-turn as is confirmed
   * @param opposite the same after a half-turn
   * @param turns it in all turns
   */
  record Compared(AverageModel model, AverageModel opposite, float[][] turns) {

    static Compared of(AverageModel[] sides, Settings settings) {
      return new Compared(sides[0], sides[1], PoseScan.templates(sides[0], settings.scanned()));
    }
  }

  Posterior(Settings settings) {
    this.settings = settings;
    this.symmetry = settings.source().symmetry();
    this.box = settings.band().box();
    this.local = new LocalPosterior(settings.band(), settings.shiftStepPixels());
    this.wide = new LocalPosterior(settings.band(), COUNTED_SHIFT * box);
    this.scan = new PoseScan(settings.source(), settings.scanned(), settings.maxShiftPixels());
  }

  /**
   * Writes down what is known of one particle's pose, and moves it to the posterior's mean.
   *
   * @param psiErrorDegrees standard error of psi from the curvature
   * @param suspect whether the particle shows the average so weakly that it may be lost in a wrong
   *     pose; then it is looked for in all of them, and brought to a better one if there is one
   */
  void measure(
      ParticlePoses particles,
      int index,
      ParticleSpectrum spectrum,
      Compared compared,
      double psiErrorDegrees,
      boolean suspect) {
    Pose pose = particles.poses[index];
    double scale = settings.trust() * particles.weight[index];
    double step = STEP * Math.min(psiErrorDegrees, WINDOW_DEGREES / LocalPosterior.ASIDE);
    double elsewhere = 0;
    double entropyElsewhere = 0;
    if (settings.everywhere() || suspect) {
      scan.scan(spectrum, compared.turns());
      PoseScan.Found found = scan.found(scale, pose.psiDegrees(), WINDOW_DEGREES);
      if (found.elsewhere() > 0.5 && !settings.held()) {
        Pose near = wide.about(spectrum, compared.model(), scale, found.pose(), WIDE_STEP).best();
        pose = local.about(spectrum, compared.model(), scale, near, step).mean();
        found = scan.found(scale, pose.psiDegrees(), WINDOW_DEGREES);
      }
      elsewhere = found.elsewhere();
      entropyElsewhere =
          counted(found.entropyElsewhere(), 360.0 / PoseScan.TURNS, PoseScan.STEP * box);
    }
    if (settings.doubt().turns() < 1) {
      elsewhere = 1 - settings.doubt().turns() * (1 - elsewhere);
      double anywhere = 360 / COUNTED_DEGREES * Math.pow(shiftsCounted(), 2);
      entropyElsewhere = Math.max(entropyElsewhere, Math.log(anywhere));
    }
    LocalPosterior.Moments here = local.about(spectrum, compared.model(), scale, pose, step);
    double halfTurn = 1;
    if ((settings.halfTurns() || suspect) && !symmetry.hasHalfTurn()) {
      LocalPosterior.Moments there = local.about(spectrum, compared.opposite(), scale, pose, step);
      halfTurn = 1 / (1 + Math.exp(there.logEvidence() - here.logEvidence()));
      if (halfTurn < 0.5 && !settings.held()) {
        halfTurn = 1 - halfTurn;
        here = there;
      }
      particles.poses[index] = here == there ? settings.halfTurn().back(here.mean()) : here.mean();
    } else {
      particles.poses[index] = here.mean();
    }
    double entropy =
        binary(elsewhere)
            + elsewhere * entropyElsewhere
            + (1 - elsewhere)
                * (binary(halfTurn) + counted(here.entropy(), step, settings.shiftStepPixels()));
    particles.halfTurnProbability[index] = halfTurn;
    particles.confidence[index] = (1 - elsewhere) * halfTurn;
    particles.effectivePoses[index] = Math.exp(entropy);
    double deviation =
        Math.max(
            settings.doubt().psiDegrees(),
            Math.sqrt(here.psiVariance()) * settings.factors().psi());
    particles.psiErrorDegrees[index] =
        Math.min(
            NormalDistribution.WITHIN_ONE_DEVIATION * symmetry.widestWindowDegrees(),
            interval(deviation, elsewhere, symmetry));
    setShift(particles, index, here);
  }

  /**
   * Makes half-turns no surer than they are for particles that had no part in the average: those
   * that had one have left their noise in it, through the half-turns of all others. Log odds are
   * divided by what brings the mean probability down to theirs.
   *
   * @param certainty mean probability of the half-turns of held-out particles
   */
  static void temperHalfTurns(ParticlePoses particles, double certainty) {
    double factor = PosteriorTempering.factor(f -> meanCertainty(particles, f), certainty);
    for (int i = 0; factor < 1 && i < particles.size(); i++) {
      double before = particles.halfTurnProbability[i];
      double after = tempered(before, factor);
      particles.halfTurnProbability[i] = after;
      particles.confidence[i] *= before > 0 ? after / before : 0;
      particles.effectivePoses[i] *= Math.exp(binary(after) - binary(before));
    }
  }

  private static double meanCertainty(ParticlePoses particles, double factor) {
    return Arrays.stream(particles.halfTurnProbability)
        .map(p -> tempered(Math.max(p, 1 - p), factor))
        .average()
        .orElse(1);
  }

  /** A probability whose log odds are multiplied by a factor. */
  private static double tempered(double probability, double factor) {
    double p = Math.max(1e-12, Math.min(1 - 1e-12, probability));
    return 1 / (1 + Math.exp(-factor * Math.log(p / (1 - p))));
  }

  /** The worse axis of the shift, and the one across, from the covariance of the origin. */
  private void setShift(ParticlePoses particles, int index, LocalPosterior.Moments here) {
    double psi = particles.poses[index].psiDegrees();
    double square = Math.pow(settings.factors().shift(), 2);
    double axis = Math.toRadians(settings.doubt().axisDegrees() - psi);
    double cos = Math.cos(axis);
    double sin = Math.sin(axis);
    double along =
        square * (cos * cos * here.xx() + 2 * cos * sin * here.xy() + sin * sin * here.yy());
    double missing = Math.max(0, Math.pow(settings.doubt().alongPixels(), 2) - along);
    double xx = square * here.xx() + missing * cos * cos;
    double xy = square * here.xy() + missing * cos * sin;
    double yy = square * here.yy() + missing * sin * sin;
    double middle = 0.5 * (xx + yy);
    double reach = Math.hypot(0.5 * (xx - yy), xy);
    particles.shiftErrorPixels[index] = Math.sqrt(middle + reach);
    particles.minorShiftErrorPixels[index] = Math.sqrt(Math.max(0, middle - reach));
    double inBox = Math.toDegrees(0.5 * Math.atan2(2 * xy, xx - yy));
    particles.shiftAxisDegrees[index] = Angles.wrap(inBox + psi, 180);
  }

  private double shiftsCounted() {
    return 2 * settings.maxShiftPixels() / (COUNTED_SHIFT * box) + 1;
  }

  /** The entropy of a grid's posterior on the grid on which poses are counted, at least 0. */
  private double counted(double entropy, double stepDegrees, double stepPixels) {
    double shift = stepPixels / (COUNTED_SHIFT * box);
    return Math.max(0, entropy + Math.log(stepDegrees / COUNTED_DEGREES * shift * shift));
  }

  private static double binary(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  }

  /**
   * Half-width, in degrees, of the interval that holds 68 % of a posterior modulo 180 degrees and
   * the symmetry: a normal distribution and, with a share of {@code elsewhere}, any angle.
   */
  static double interval(double deviation, double elsewhere, CyclicSymmetry symmetry) {
    double widest = symmetry.widestWindowDegrees();
    double low = 0;
    double high = widest;
    for (int i = 0; i < 40; i++) {
      double middle = 0.5 * (low + high);
      double inside =
          (1 - elsewhere) * (2 * NormalDistribution.cumulative(middle / deviation) - 1)
              + elsewhere * middle / widest;
      if (inside < NormalDistribution.WITHIN_ONE_DEVIATION) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }

  /** Writes down for every particle that nothing is known of its pose. */
  public static void flat(
      ParticlePoses particles, int box, double maxShiftPixels, CyclicSymmetry symmetry) {
    double period = symmetry.periodDegrees();
    double shifts = 2 * maxShiftPixels / (COUNTED_SHIFT * box) + 1;
    for (int i = 0; i < particles.size(); i++) {
      particles.halfTurnProbability[i] = symmetry.hasHalfTurn() ? 1 : 0.5;
      particles.confidence[i] = Math.min(1, 2 * WINDOW_DEGREES / period);
      particles.effectivePoses[i] = Math.max(1, period / COUNTED_DEGREES) * shifts * shifts;
      particles.psiErrorDegrees[i] =
          symmetry.widestWindowDegrees() * NormalDistribution.WITHIN_ONE_DEVIATION;
      particles.shiftErrorPixels[i] = maxShiftPixels / Math.sqrt(3);
      particles.minorShiftErrorPixels[i] = particles.shiftErrorPixels[i];
    }
  }
}
