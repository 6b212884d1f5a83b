package org.cryoudl.alignment.confidence;

import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.PhaseTest;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.GaussNewtonStep;
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

  private static final int CENTRINGS = 3;

  /** A posterior whose maximum lies farther from the pose than this means another pose. */
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
    return of(poses, Optional.empty(), Optional.empty(), new double[poses.length]);
  }

  /**
   * The record of an alignment whose angles a network may have found.
   *
   * @param poses one a particle of the intake, not changed
   * @param phasesFound how the method took the CTF to be in the images, if it looked at it
   * @param networkConfidence as {@link ParticleResults#networkConfidence}
   * @param leastPsiErrorDegrees the method's own standard errors, which those from the curvature of
   *     the likelihood cannot undercut
   */
  public Alignment of(
      Pose[] poses,
      Optional<PhaseDecision> phasesFound,
      Optional<double[]> networkConfidence,
      double[] leastPsiErrorDegrees) {
    ParticlePoses particles = new ParticlePoses(poses.length);
    System.arraycopy(poses, 0, particles.poses, 0, poses.length);
    SpectrumSource raw = intake.spectra();
    NoiseSpectrum noise = NoiseSpectrum.totalPower(raw);
    if (recentre) {
      centre(particles, noise);
    }
    PhaseDecision phases = phasesFound.orElseGet(() -> phases(particles, noise));
    SpectrumSource source = phases.applyTo(raw);
    int finest = raw.disc().radius();
    RefinementState state = RefinementState.averaged(source, particles, noise, finest, maskRadius);
    int radius = GaussNewtonRefinement.radius(raw.disc(), state.averages());
    state = state.averaged(radius, maskRadius);
    // The first step measures the noise, the second the particles against it.
    GaussNewtonStep round = new GaussNewtonStep(maskRadius);
    state = state.with(round.step(state.withCopiedPoses()).noise());
    RefinementState stepped = round.step(state.withCopiedPoses());
    state = state.with(stepped.noise());
    ParticlePoses measured = stepped.particles();
    System.arraycopy(measured.correlation, 0, particles.correlation, 0, poses.length);
    System.arraycopy(measured.scale, 0, particles.scale, 0, poses.length);
    for (int i = 0; i < poses.length; i++) {
      particles.psiErrorDegrees[i] = Math.max(leastPsiErrorDegrees[i], measured.psiErrorDegrees[i]);
    }
    System.arraycopy(measured.shiftErrorPixels, 0, particles.shiftErrorPixels, 0, poses.length);
    measureHalfTurns(state, leastPsiErrorDegrees);
    return new AlignmentRecord(intake, networkConfidence)
        .of(RefinedViews.ofOne(Refined.of(state, phases, maskRadius)), false);
  }

  private void centre(ParticlePoses particles, NoiseSpectrum noise) {
    // Without a mask, which would hide what lies off the centre.
    Reconstruction open = new Reconstruction(intake.spectra(), 1);
    double box = intake.box();
    for (int i = 0; i < CENTRINGS; i++) {
      Averages averages = open.at(particles, noise, CoarseToFine.COARSE_RADIUS);
      int[] move = Recentring.move(averages.full(), averages.side());
      if (move[0] == 0 && move[1] == 0) {
        return;
      }
      double pixels = box / averages.side();
      particles.move(0, move[0] * pixels, move[1] * pixels);
    }
  }

  /** How the phases are, as the particles show it. */
  private PhaseDecision phases(ParticlePoses particles, NoiseSpectrum noise) {
    if (!intake.ctfUsed()) {
      return PhaseDecision.untested(PhaseClaim.settled(CtfPhases.UNFLIPPED));
    }
    PhaseTest test = new PhaseTest(noise, maskRadius, CoarseToFine.ofAnyShift(intake.box()));
    return PhaseDecision.of(intake.phases(), test.of(intake.spectra(), particles).z());
  }

  /** Confidence: the posterior about each pose, both half-turns considered. */
  private void measureHalfTurns(RefinementState state, double[] leastPsiErrorDegrees) {
    ParticlePoses particles = state.particles();
    RefinementState found = state.withCopiedPoses();
    ParticlePoses searched = found.particles();
    double[][] centres = new double[particles.size()][];
    double squares = 0;
    for (int i = 0; i < centres.length; i++) {
      Pose pose = particles.poses[i];
      centres[i] = new double[] {pose.psiDegrees(), pose.psiDegrees() + 180};
      squares += Math.pow(pose.originXPixels(), 2) + Math.pow(pose.originYPixels(), 2);
    }
    double shiftSigma = Math.max(2, Math.sqrt(squares / centres.length / 2));
    CoarseToFine.ofAnyShift(intake.box())
        .lastChoice(state.averages().resolvedShell())
        .run(
            state.source(),
            searched,
            ExpectationRound.Start.of(found, i -> centres[i], shiftSigma, maskRadius));
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
}
