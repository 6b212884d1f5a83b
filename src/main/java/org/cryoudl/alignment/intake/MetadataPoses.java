package org.cryoudl.alignment.intake;

import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
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
    return required(intake, AlignmentReason.NoStartPose::new);
  }

  /**
   * The pose of every particle of an intake, at which it is held.
   *
   * @throws DataException if a particle has none, or one that cannot be used
   */
  public static Pose[] held(ParticleIntake intake) {
    return required(intake, ClassStartReason.NoPoseToHold::new);
  }

  private static Pose[] required(ParticleIntake intake, Function<String, Reason> lacking) {
    Pose[] poses = new Pose[intake.size()];
    Particles set = intake.set();
    for (int i = 0; i < poses.length; i++) {
      int row = intake.images().row(i);
      poses[i] = set.pose(row).orElseThrow(() -> new DataException(lacking.apply(set.place(row))));
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
