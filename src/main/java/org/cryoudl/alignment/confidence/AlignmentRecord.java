package org.cryoudl.alignment.confidence;

import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;

/** What is written down of an alignment: from the end of a refinement to its result. */
public final class AlignmentRecord {

  private AlignmentRecord() {}

  /**
   * The record of an alignment, in the frame its reference asks for.
   *
   * @param networkConfidence as {@link Alignment#networkConfidence}
   */
  public static Alignment of(ParticleIntake intake, double[] networkConfidence, Refined refined) {
    ParticlePoses particles = refined.particles();
    Averages averages = refined.averages();
    double turn = 0;
    if (intake.reference() instanceof Reference.Particle particle) {
      turn = -particles.poses[particle.index()].psiDegrees();
      particles.move(turn, 0, 0);
    }
    if (particles.symmetry.imposed()) {
      particles.bringWithin(new CyclicSymmetry(particles.symmetry.order()));
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
        reliability(refined),
        refined.undecidedHalfTurns(),
        refined.noise(),
        intake.ctfUsed() ? Optional.of(refined.phases()) : Optional.empty(),
        intake.set().pixelSizeAngstroms());
  }

  private static Optional<PoseReliability> reliability(Refined refined) {
    ParticlePoses particles = refined.particles();
    return refined
        .reliability()
        .map(
            view ->
                new PoseReliability(
                    particles.halfTurnProbability,
                    particles.effectivePoses,
                    particles.minorShiftErrorPixels,
                    particles.shiftAxisDegrees,
                    particles.outlier,
                    view));
  }
}
