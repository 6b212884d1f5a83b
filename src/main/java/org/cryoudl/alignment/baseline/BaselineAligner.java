package org.cryoudl.alignment.baseline;

import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.confidence.GivenPoseScoring;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.progress.Progress;

/** Aligns by one of the classical methods and scores the outcome as that of every other. */
public final class BaselineAligner implements Aligner {

  private final BaselineMethod finder;
  private final AlignmentOptions options;
  private final Progress progress;

  public BaselineAligner(BaselineMethod finder, AlignmentOptions options, Progress progress) {
    this.finder = finder;
    this.options = options;
    this.progress = progress;
  }

  @Override
  public Alignment align(Particles set) {
    ParticleIntake intake = ParticleIntake.of(set, options, progress);
    Pose[] poses = finder.find(intake, options, progress);
    return new GivenPoseScoring(intake, options, !finder.frameIsGiven(intake)).of(poses);
  }
}
