package org.cryoudl.alignment.baseline;

import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.alignment.AlignmentOptions;
import org.cryoudl.alignment.ParticleIntake;
import org.cryoudl.alignment.PoseAssessment;
import org.cryoudl.alignment.Reference;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;

/** Aligns by one of the classical methods and judges the outcome as every other. */
public final class BaselineAligner implements Aligner {

  private final PoseFinder finder;
  private final AlignmentOptions options;
  private final Progress progress;

  public BaselineAligner(PoseFinder finder, AlignmentOptions options, Progress progress) {
    this.finder = finder;
    this.options = options;
    this.progress = progress;
  }

  @Override
  public Alignment align(ParticleSet set) {
    ParticleIntake intake = ParticleIntake.of(set, options, progress);
    Pose[] poses = finder.find(intake, options, progress);
    boolean frameIsGiven = intake.reference() instanceof Reference.Picture;
    return new PoseAssessment(intake, options, !frameIsGiven).of(poses);
  }
}
