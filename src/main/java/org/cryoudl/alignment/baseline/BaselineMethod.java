package org.cryoudl.alignment.baseline;

import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/** The part of a baseline that differs from the others: how it finds poses. */
public interface BaselineMethod {

  /**
   * Finds a pose for every particle of the intake.
   *
   * @param options what the user decides, the same as for every method
   */
  Pose[] find(ParticleIntake intake, AlignmentOptions options, Progress progress);

  /** Whether the frame of the poses comes from elsewhere and must be kept. */
  default boolean frameIsGiven(ParticleIntake intake) {
    return intake.reference() instanceof Reference.Picture;
  }
}
