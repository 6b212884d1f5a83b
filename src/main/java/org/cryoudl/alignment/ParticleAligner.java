package org.cryoudl.alignment;

import java.util.Optional;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.PolarModel;
import org.cryoudl.progress.Progress;

/**
 * Aligns a set of particles: angles modulo 180 degrees from the network, then half-turn, shift and
 * angle together against the improving average ({@link WitnessedRefinement}).
 */
public final class ParticleAligner implements Aligner {

  private final PolarModel model;
  private final AlignmentOptions options;
  private final Progress progress;

  public ParticleAligner(PolarModel model, AlignmentOptions options, Progress progress) {
    this.model = model;
    this.options = options;
    this.progress = progress;
  }

  @Override
  public Alignment align(Particles set) {
    ParticleIntake intake = ParticleIntake.of(set, options, progress);
    NetworkAngles.Found angles =
        new NetworkAngles(model, progress)
            .find(intake.images(), intake.reference(), intake.spectra());
    JointRefinement.Refined refined =
        new WitnessedRefinement(
                intake.spectra(),
                new JointRefinement.Options(
                    options.maskRadius(intake.box()),
                    options.maxShiftPixels(intake.box()),
                    intake.phases(),
                    !(intake.reference() instanceof Reference.Picture)),
                progress)
            .run(angles.psiDegrees(), angles.score(), intake.reference());
    return result(intake, angles.confidence(), refined);
  }

  /**
   * The record of an alignment, in the frame its reference asks for.
   *
   * @param networkConfidence as {@link Alignment#networkConfidence}
   */
  static Alignment result(
      ParticleIntake intake, double[] networkConfidence, JointRefinement.Refined refined) {
    AlignedParticles particles = refined.particles();
    Averages averages = refined.averages();
    double turn = 0;
    if (intake.reference() instanceof Reference.Particle particle) {
      turn = -particles.poses[particle.index()].psiDegrees();
      particles.move(turn, 0, 0);
    }
    Image average = Image.square(averages.side(), averages.full());
    Image raw = Image.square(averages.side(), averages.unfiltered());
    if (turn != 0) {
      Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);
      average = warp.apply(average, new Pose(turn, 0, 0));
      raw = warp.apply(raw, new Pose(turn, 0, 0));
    }
    return new Alignment(
        intake.images().rows(),
        intake.images().constantRows(),
        particles.poses,
        particles.correlation,
        particles.confidence,
        networkConfidence,
        particles.psiErrorDegrees,
        particles.shiftErrorPixels,
        particles.scale,
        average,
        raw,
        averages.ringCorrelation(),
        refined.patternRatio(),
        appraisal(refined),
        refined.undecidedHalfTurns(),
        refined.noise(),
        intake.ctfUsed() ? Optional.of(refined.phases()) : Optional.empty(),
        intake.set().pixelSizeAngstroms());
  }

  private static Optional<PoseAppraisal> appraisal(JointRefinement.Refined refined) {
    AlignedParticles particles = refined.particles();
    return particles.appraised
        ? Optional.of(
            new PoseAppraisal(
                particles.halfTurnProbability,
                particles.effectivePoses,
                particles.minorShiftErrorPixels,
                particles.shiftAxisDegrees,
                particles.outlier,
                particles.symmetry,
                refined.testimony()))
        : Optional.empty();
  }
}
