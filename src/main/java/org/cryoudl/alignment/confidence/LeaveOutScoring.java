package org.cryoudl.alignment.confidence;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.FoldAverages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.diagnostics.ResidualHeterogeneity;
import org.cryoudl.alignment.diagnostics.SymmetrySearch;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.search.PoseScan;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.statistics.Robust;
import org.cryoudl.statistics.VectorSums;

/**
 * The last two rounds, in which every particle is compared with averages that do not hold it: the
 * final pose, and how far it can be relied on.
 */
public final class LeaveOutScoring {

  /** Share of the posterior elsewhere from which on every particle is looked at in all turns. */
  private static final double ELSEWHERE = 1e-3;

  /** Share of undecided half-turns below which they need not be compared. */
  private static final double SURE = 1e-9;

  /** Turn from which on a particle is in another pose than before. */
  private static final double ELSEWHERE_DEGREES = 10;

  /** Particles that show the average this many standard deviations too weakly are looked for. */
  private static final double SUSPECT = -1;

  /** Particles that each half of the set must keep for averages to be made. */
  private static final int LEAST_LEFT = 2;

  private final SpectrumSource source;
  private final RefinementOptions options;
  private final HeldOutEvidence evidence;
  private final Progress progress;
  private final FrequencyDisc full;
  private final Range range;

  /**
   * Where poses may be brought.
   *
   * @param bounds decides for each particle
   * @param everyTurn whether a particle may be brought to another turn; if not, what other turns
   *     explain still counts against it
   */
  public record Range(GaussNewtonStep.Bounds bounds, boolean everyTurn) {

    /** Anywhere. */
    public static final Range ALL = new Range((i, pose) -> pose, true);
  }

  /**
   * @param source all particles, with the CTF as the phase model has it
   */
  public LeaveOutScoring(
      SpectrumSource source,
      RefinementOptions options,
      HeldOutEvidence evidence,
      Range range,
      Progress progress) {
    this.source = source;
    this.range = range;
    this.options = options;
    this.evidence = evidence;
    this.progress = progress;
    this.full = source.disc();
  }

  /** What a round of comparisons measures of each particle, beside what it writes down. */
  private record Comparison(
      double[] scaleError, double[] misfit, double[][] variance, NoiseSpectrum noise) {}

  /**
   * Runs it.
   *
   * @param start poses that are nearly final, and averages at these poses or a little earlier;
   *     everything known about each particle is written there
   */
  public Refined score(RefinementState start, PhaseDecision phases) {
    ParticlePoses particles = start.particles();
    FoldAverages folds = folds(particles, start.averages(), start.noise());
    Comparison first = compare(folds, particles, start.noise());
    boolean real = !evidence.indicatesNoise();
    boolean tested = real && !evidence.isUntested();
    boolean[] outliers = new boolean[particles.size()];
    if (real) {
      outliers =
          Outliers.find(particles.scale, first.scaleError(), first.misfit(), particles.correlation);
      System.arraycopy(outliers, 0, particles.outlier, 0, outliers.length);
      Outliers.Scales scales = Outliers.Scales.of(particles.scale, first.scaleError());
      for (int i = 0; i < particles.size(); i++) {
        particles.weight[i] = scales.shrunk(particles.scale[i], first.scaleError()[i]);
      }
    }
    flagLowCorrelations(particles);
    folds = folds(particles, folds.all(), first.noise());
    Comparison last = compare(folds, particles, first.noise());
    System.arraycopy(outliers, 0, particles.outlier, 0, outliers.length);
    RefinementState state = new RefinementState(source, particles, folds.all(), last.noise());
    HalfTurnAmbiguity halfTurn = HalfTurnAmbiguity.find(state);
    if (tested) {
      measure(state, folds, last, halfTurn);
    } else {
      Posterior.flat(particles, full.box(), options.maxShiftPixels(), source.symmetry());
    }
    flagLowCorrelations(particles);
    RefinementState end = state.fullSize(options.maskRadius());
    particles.appraised = true;
    particles.noiseCorrelation =
        NullCorrelation.of(state, options.radius(full, folds.all()), options.maxShiftPixels())
            .correlation();
    if (real && source.symmetry().isNone()) {
      particles.symmetry = SymmetrySearch.find(state);
    }
    return new Refined(
        end,
        phases,
        ResidualHeterogeneity.ratio(end, options.maskRadius()),
        tested ? halfTurn.undecidedShare() : 0.5,
        evidence);
  }

  /**
   * Flags particles whose correlation with the average without their fold is too low for the user.
   *
   * @throws UsageException if hardly any is left
   */
  private void flagLowCorrelations(ParticlePoses particles) {
    OptionalDouble least = options.given().leastCorrelation();
    if (least.isEmpty()) {
      return;
    }
    int[] left = new int[2];
    for (int i = 0; i < particles.size(); i++) {
      particles.outlier[i] |= particles.correlation[i] < least.getAsDouble();
      left[i % 2] += particles.outlier[i] ? 0 : 1;
    }
    if (Math.min(left[0], left[1]) < LEAST_LEFT) {
      throw new UsageException(
          new AlignmentReason.TooFewCorrelate(
              least.getAsDouble(),
              left[0] + left[1],
              particles.size(),
              Robust.median(particles.correlation)));
    }
  }

  private FoldAverages folds(ParticlePoses particles, Averages before, NoiseSpectrum noise) {
    int radius = options.radius(full, before);
    return FoldAverages.of(source, particles, noise, radius, options.maskRadius());
  }

  /** One Gauss-Newton step of every particle against the average without its fold. */
  private Comparison compare(FoldAverages folds, ParticlePoses particles, NoiseSpectrum noise) {
    Band band = Band.of(source, options.radius(full, folds.all()), noise);
    AverageModel[] models = folds.models(band.radius());
    int size = source.size();
    double[] scaleError = new double[size];
    double[] misfit = new double[size];
    double[][] variance = new double[size][];
    PoseRefinement steps =
        ParallelLoop.reduce(
            size,
            () -> new PoseRefinement(band, models[0]),
            (refinement, i) -> {
              PoseRefinement.Step step =
                  refinement.step(models[FoldAverages.fold(i)], source.get(i), particles.poses[i]);
              particles.poses[i] = range.bounds().within(i, step.pose());
              particles.correlation[i] = step.correlation();
              particles.scale[i] = step.scale();
              scaleError[i] = step.scaleError();
              misfit[i] = step.misfit();
              double psi = step.psiErrorDegrees();
              double[] shift = step.shiftCovariance();
              variance[i] = new double[] {psi * psi, shift[0], shift[2]};
            },
            (a, b) -> VectorSums.addInto(a.residualPower(), b.residualPower()));
    return new Comparison(scaleError, misfit, variance, noise.updatedBy(steps.residualNoise(size)));
  }

  private void measure(
      RefinementState state, FoldAverages folds, Comparison last, HalfTurnAmbiguity halfTurn) {
    ParticlePoses particles = state.particles();
    NoiseSpectrum noise = state.noise();
    PoseBootstrap.Factors factors = factors(state, last);
    Band band = Band.of(source, folds.all().resolvedRadius(full), noise);
    // Particles that were not held out say nothing of how few of them lie elsewhere.
    boolean everywhere = !range.everyTurn() || evidence.count() == 0;
    Posterior.Settings settings =
        new Posterior.Settings(
            source,
            band,
            PoseScan.band(source, band.radius(), noise),
            Math.sqrt(
                Math.max(
                    Robust.median(column(last.variance(), 1)),
                    Robust.median(column(last.variance(), 2)))),
            options.maxShiftPixels(),
            evidence.trust(),
            factors,
            halfTurn,
            everywhere || halfTurn.undecidedShare() > SURE || evidence.halfTurnTrust() < 1,
            everywhere || evidence.elsewhere() > ELSEWHERE,
            !range.everyTurn(),
            doubt(particles.agreement));
    Outliers.Scales scales = Outliers.Scales.of(particles.scale, last.scaleError());
    Posterior.Compared[] compared = new Posterior.Compared[FoldAverages.FOLDS];
    for (int f = 0; f < compared.length; f++) {
      float[] picture = folds.withoutFold().get(f);
      compared[f] =
          Posterior.Compared.of(
              halfTurn.models(picture, folds.all().side(), band.disc(), evidence.halfTurnTrust()),
              settings);
    }
    Pose[] before = particles.poses.clone();
    ParallelLoop.reduce(
        source.size(),
        () -> new Posterior(settings),
        (posterior, i) -> {
          posterior.measure(
              particles,
              i,
              source.get(i),
              compared[FoldAverages.fold(i)],
              Math.sqrt(last.variance()[i][0]),
              range.everyTurn() && scales.z(particles.scale[i], last.scaleError()[i]) < SUSPECT);
          particles.poses[i] = range.bounds().within(i, particles.poses[i]);
        },
        (a, b) -> {});
    measureMoved(particles, before, folds, last, noise);
    double certainty = particles.agreement.map(HalfSetAgreement::halfTurnCertainty).orElse(1.0);
    Posterior.temperHalfTurns(particles, Math.min(certainty, evidence.halfTurnCertainty()));
  }

  /**
   * Particles that showed the average weakly and were brought to another pose are measured there,
   * and whether they belong to the set is decided anew: noise always finds a better pose.
   */
  private void measureMoved(
      ParticlePoses particles,
      Pose[] before,
      FoldAverages folds,
      Comparison last,
      NoiseSpectrum noise) {
    Outliers.Rule rule =
        Outliers.Rule.of(particles.scale, last.scaleError(), last.misfit(), particles.correlation);
    int[] moved =
        IntStream.range(0, particles.size())
            .filter(i -> isElsewhere(particles.poses[i], before[i]))
            .toArray();
    if (moved.length == 0) {
      return;
    }
    Band band = Band.of(source, options.radius(full, folds.all()), noise);
    AverageModel[] models = folds.models(band.radius());
    ParallelLoop.run(
        moved.length,
        m -> {
          int i = moved[m];
          PoseRefinement.Step step =
              new PoseRefinement(band, models[FoldAverages.fold(i)])
                  .step(source.get(i), particles.poses[i]);
          particles.correlation[i] = step.correlation();
          particles.scale[i] = step.scale();
          particles.outlier[i] =
              rule.rejects(step.scale(), step.scaleError(), step.misfit(), step.correlation());
        });
  }

  private static boolean isElsewhere(Pose pose, Pose before) {
    double turn = Angles.wrap(pose.psiDegrees() - before.psiDegrees(), 360);
    return Math.abs(turn) > ELSEWHERE_DEGREES;
  }

  /** What standard errors from the curvature are to be multiplied by. */
  private PoseBootstrap.Factors factors(RefinementState state, Comparison last) {
    if (state.particles().agreement.isPresent()) {
      // A bootstrap would take over what noise the average holds; the halves do not.
      HalfSetAgreement agreement = state.particles().agreement.get();
      return new PoseBootstrap.Factors(agreement.psiFactor(), agreement.shiftFactor());
    }
    PoseBootstrap.Factors factors =
        new PoseBootstrap(state, last.variance(), options.maskRadius()).factors();
    progress.detail(
        String.format(
            Locale.ROOT,
            "standard errors times %.2f (angle) and %.2f (shift) by bootstrap",
            factors.psi(),
            factors.shift()));
    return factors;
  }

  private Posterior.Doubt doubt(Optional<HalfSetAgreement> agreement) {
    return agreement
        .map(
            found ->
                new Posterior.Doubt(
                    Math.min(1, found.turnCertainty() / Math.max(1e-3, 1 - evidence.elsewhere())),
                    found.psiDegrees(),
                    found.axisDegrees(),
                    found.alongPixels()))
        .orElse(Posterior.Doubt.NONE);
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }
}
