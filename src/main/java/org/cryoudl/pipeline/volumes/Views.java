package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.random.KeyedRandom;

/** Where the views of a volume come from. */
public final class Views {

  private static final String IMAGE = "rlnImageName";
  private static final String ROT = "rlnAngleRot";
  private static final String TILT = "rlnAngleTilt";

  /** The golden ratio's turn: directions of a spiral that keep away from each other. */
  private static final double GOLDEN_DEGREES = 180 * (3 - Math.sqrt(5));

  private Views() {}

  /** Particles whose CTF is to be used, but is not in the file. */
  public record CtfMissing(String place) implements Reason {
    @Override
    public String problem() {
      return place
          + ": the CTF is not known; rlnDefocusU, rlnVoltage, rlnSphericalAberration and"
          + " rlnAmplitudeContrast are needed";
    }

    @Override
    public String remedy() {
      return "add them, or leave the CTF out";
    }
  }

  /**
   * Directions spread evenly over the sphere, their in-plane angles drawn evenly.
   *
   * @param seed of the in-plane angles
   */
  static List<View> uniform(int count, long seed) {
    List<View> views = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double tilt = Math.toDegrees(Math.acos(1 - 2 * (i + 0.5) / count));
      double rot = i * GOLDEN_DEGREES % 360 - 180;
      double psi = KeyedRandom.of(seed, "psi", i).nextDouble() * 360 - 180;
      views.add(new View(new EulerAngles(rot, tilt, psi), 0, 0, Optional.empty()));
    }
    return views;
  }

  /**
   * The views that a file lists: angles, and of a STAR file of particles their origins and CTFs.
   *
   * @param withCtf whether CTFs are wanted
   * @throws DataException if angles are missing or no numbers, or a CTF is missing
   */
  static List<View> read(Path file, boolean withCtf) {
    boolean particles =
        ListedAngles.isStar(file)
            && StarFile.read(file).tables().stream().anyMatch(table -> table.has(IMAGE));
    if (particles) {
      try (ParticleSet set = ParticleSet.open(file, ParticleSetOptions.DEFAULT.withoutImages())) {
        return of(set, withCtf);
      }
    }
    if (withCtf) {
      throw new DataException(new CtfMissing(file.toString()));
    }
    return ListedAngles.read(file).angles().stream()
        .map(angles -> new View(angles, 0, 0, Optional.empty()))
        .toList();
  }

  /**
   * The views that particles were taken in.
   *
   * @throws DataException if angles or a CTF that is wanted are missing
   */
  static List<View> of(ParticleSet set, boolean withCtf) {
    return IntStream.range(0, set.size()).mapToObj(row -> of(set, row, withCtf)).toList();
  }

  private static View of(ParticleSet set, int row, boolean withCtf) {
    double rot = angle(set, row, ROT);
    double tilt = angle(set, row, TILT);
    Pose pose = set.ownPose(row).orElse(Pose.IDENTITY);
    Optional<CtfParameters> ctf = withCtf ? set.ctf(row) : Optional.empty();
    if (withCtf && ctf.isEmpty()) {
      throw new DataException(new CtfMissing(set.place(row)));
    }
    return new View(
        new EulerAngles(rot, tilt, pose.psiDegrees()),
        pose.originXPixels(),
        pose.originYPixels(),
        ctf);
  }

  private static double angle(ParticleSet set, int row, String column) {
    return set.number(row, column)
        .orElseThrow(
            () ->
                new DataException(
                    set.place(row)
                        + ": there is no angle "
                        + column
                        + "; a STAR file with rlnAngleRot, rlnAngleTilt and rlnAnglePsi is"
                        + " needed"));
  }

  /**
   * Views with CTFs of a microscope.
   *
   * @throws UsageException if the views have CTFs already
   */
  static List<View> withCtf(List<View> views, Microscope microscope, long seed) {
    List<View> all = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      SplittableRandom random = KeyedRandom.of(seed, "defocus", i);
      all.add(
          new View(
              view.angles(),
              view.originXPixels(),
              view.originYPixels(),
              Optional.of(microscope.draw(random))));
    }
    return all;
  }
}
