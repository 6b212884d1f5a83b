package org.cryoudl.alignment.confidence;

import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.diagnostics.PhaseFlipDetection;
import org.cryoudl.alignment.diagnostics.ResidualHeterogeneity;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.NormalDistribution;

/**
 * Scores poses that some method has found, without changing them relative to each other: the
 * averages they make, and each particle's correlation, standard errors and posterior against those.
 * So the figures of all methods mean the same.
 */
public final class GivenPoseScoring {

  private static final int LEAST_RADIUS = 16;
  private static final int LARGEST_POSTERIOR_RADIUS = 40;

  /** Shells beyond the resolved ones that still count. */
  private static final int MARGIN_SHELLS = 6;

  private static final int CENTRINGS = 3;

  /** A posterior whose maximum lies farther from the pose than this speaks for another pose. */
  private static final double SAME_POSE_DEGREES = 10;

  private final ParticleIntake intake;
  private final double maskRadius;
  private final boolean recentre;

  /**
   * @param options those the intake was made with
   * @param recentre whether the common frame may be shifted by whole pixels, to bring the average
   *     to the centre of the box
   */
  public GivenPoseScoring(ParticleIntake intake, AlignmentOptions options, boolean recentre) {
    this.intake = intake;
    this.maskRadius = options.maskRadius(intake.box());
    this.recentre = recentre;
  }

  /**
   * The record of an alignment with these poses; no network took part.
   *
   * @param poses one a particle of the intake, not changed
   */
  public Alignment of(Pose[] poses) {
    return of(poses, Optional.empty(), new double[poses.length]);
  }

  /**
   * The record of an alignment whose angles a network may have found.
   *
   * @param poses one a particle of the intake, not changed
   * @param networkConfidence as {@link ParticleResults#networkConfidence}
   * @param leastPsiErrorDegrees the method's own standard errors, which those from the curvature of
   *     the likelihood cannot undercut
   */
  public Alignment of(
      Pose[] poses, Optional<double[]> networkConfidence, double[] leastPsiErrorDegrees) {
    ParticlePoses particles = new ParticlePoses(poses.length);
    System.arraycopy(poses, 0, particles.poses, 0, poses.length);
    SpectrumSource raw = intake.spectra();
    NoiseSpectrum noise = NoiseSpectrum.totalPower(raw);
    if (recentre) {
      centre(particles, noise);
    }
    CtfPhases phases = phases(particles, noise);
    SpectrumSource source = phases.applyTo(raw);
    GaussNewtonStep round = new GaussNewtonStep(source, maskRadius);
    Reconstruction average = new Reconstruction(source, maskRadius);
    int finest = raw.disc().radius();
    int resolved = average.at(particles, noise, finest).resolvedShell();
    int radius = Math.min(finest, Math.max(LEAST_RADIUS, resolved + MARGIN_SHELLS));
    Averages averages = average.at(particles, noise, radius);
    // The first look measures the noise, the second the particles against it.
    noise = round.step(copy(particles), averages, noise).noise();
    ParticlePoses scored = copy(particles);
    noise = round.step(scored, averages, noise).noise();
    System.arraycopy(scored.correlation, 0, particles.correlation, 0, poses.length);
    System.arraycopy(scored.scale, 0, particles.scale, 0, poses.length);
    for (int i = 0; i < poses.length; i++) {
      particles.psiErrorDegrees[i] = Math.max(leastPsiErrorDegrees[i], scored.psiErrorDegrees[i]);
    }
    System.arraycopy(scored.shiftErrorPixels, 0, particles.shiftErrorPixels, 0, poses.length);
    scoreHalfTurns(source, particles, averages, noise, leastPsiErrorDegrees);
    Averages last = average.fullSize(particles, noise);
    return new AlignmentRecord(intake, networkConfidence)
        .ofOneView(
            new Refined(
                particles,
                last,
                phases,
                noise,
                ResidualHeterogeneity.patternRatio(source, particles, last, maskRadius),
                HalfTurnAmbiguity.find(source, last, noise).undecidedShare()),
            false);
  }

  private void centre(ParticlePoses particles, NoiseSpectrum noise) {
    // Without a mask, which would hide what lies off the centre.
    Reconstruction open = new Reconstruction(intake.spectra(), 1);
    double box = intake.box();
    for (int i = 0; i < CENTRINGS; i++) {
      Averages averages = open.at(particles, noise, LEAST_RADIUS);
      int[] move = Recentring.move(averages.full(), averages.side());
      if (move[0] == 0 && move[1] == 0) {
        return;
      }
      double pixels = box / averages.side();
      particles.move(0, move[0] * pixels, move[1] * pixels);
    }
  }

  private CtfPhases phases(ParticlePoses particles, NoiseSpectrum noise) {
    Optional<CtfPhases> known = intake.phases();
    if (known.isPresent() || !intake.ctfUsed()) {
      return known.orElse(CtfPhases.FLIPPED);
    }
    return PhaseFlipDetection.decide(
            intake.spectra(), particles, noise, intake.spectra().disc().radius(), maskRadius)
        .orElse(CtfPhases.FLIPPED);
  }

  /** Confidence: the posterior about each pose, both half-turns considered. */
  private void scoreHalfTurns(
      SpectrumSource source,
      ParticlePoses particles,
      Averages averages,
      NoiseSpectrum noise,
      double[] leastPsiErrorDegrees) {
    ParticlePoses searched = copy(particles);
    double[][] centres = new double[particles.size()][];
    double squares = 0;
    for (int i = 0; i < centres.length; i++) {
      Pose pose = particles.poses[i];
      centres[i] = new double[] {pose.psiDegrees(), pose.psiDegrees() + 180};
      squares += Math.pow(pose.originXPixels(), 2) + Math.pow(pose.originYPixels(), 2);
    }
    double box = intake.box();
    int radius =
        Math.max(LEAST_RADIUS, Math.min(LARGEST_POSTERIOR_RADIUS, averages.resolvedShell()));
    double shiftSigma = Math.max(2, Math.sqrt(squares / centres.length / 2));
    new ExpectationRound(radius, 2, 4, 0.016 * box, 0.008 * box)
        .run(
            source,
            searched,
            new ExpectationRound.Start(
                averages.halves(),
                averages.side(),
                noise,
                centres,
                shiftSigma,
                maskRadius,
                PoseSearch.Scale.LIKELIHOOD));
    for (int i = 0; i < centres.length; i++) {
      double turn = searched.poses[i].psiDegrees() - particles.poses[i].psiDegrees();
      boolean same = Math.abs(Angles.wrap(turn, 360)) < SAME_POSE_DEGREES;
      particles.confidence[i] = same ? searched.confidence[i] : 1 - searched.confidence[i];
      // The average cannot make an angle surer than the method that found it knows it to be.
      particles.confidence[i] *= within(SAME_POSE_DEGREES, leastPsiErrorDegrees[i]);
    }
  }

  /** Share of a normal distribution within a distance of its mean. */
  private static double within(double distance, double deviation) {
    return deviation > 0 ? 1 - 2 * NormalDistribution.cumulative(-distance / deviation) : 1;
  }

  private static ParticlePoses copy(ParticlePoses particles) {
    ParticlePoses copy = new ParticlePoses(particles.size());
    System.arraycopy(particles.poses, 0, copy.poses, 0, copy.size());
    return copy;
  }
}
