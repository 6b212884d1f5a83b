package org.cryoudl.alignment.intake;

import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.Particles;

/** The poses that the metadata of a set already hold. */
public final class MetadataPoses {

  private MetadataPoses() {}

  /**
   * The pose of every particle of an intake.
   *
   * @throws DataException if a particle has none, or one that cannot be used
   */
  public static Pose[] required(ParticleIntake intake) {
    Pose[] poses = new Pose[intake.size()];
    Particles set = intake.set();
    for (int i = 0; i < poses.length; i++) {
      int row = intake.images().row(i);
      poses[i] =
          set.pose(row)
              .orElseThrow(
                  () -> new DataException(new AlignmentReason.NoStartPose(set.place(row))));
    }
    return poses;
  }

  /** The pose of every particle, the identity where the metadata hold none. */
  public static Pose[] orZero(ParticleIntake intake) {
    Pose[] poses = new Pose[intake.size()];
    for (int i = 0; i < poses.length; i++) {
      Optional<Pose> pose = intake.set().pose(intake.images().row(i));
      poses[i] = pose.orElse(Pose.IDENTITY);
    }
    return poses;
  }
}
