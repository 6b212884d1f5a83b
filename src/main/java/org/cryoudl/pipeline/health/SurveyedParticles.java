package org.cryoudl.pipeline.health;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.io.scratch.ScratchSpace;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.parallel.Workforce;

/**
 * Particles whose images were looked at, so that nobody has to read them for the same again, and
 * those who work on them.
 *
 * @param particles the particles
 * @param constantRows rows whose image holds one value; empty if not all images were looked at
 * @param workforce who works on pieces of these particles
 * @param scratch where what is worked out of them may be kept meanwhile
 */
public record SurveyedParticles(
    Particles particles,
    Optional<List<Integer>> constantRows,
    Workforce workforce,
    ScratchSpace scratch)
    implements Particles {

  @Override
  public Path file() {
    return particles.file();
  }

  @Override
  public int size() {
    return particles.size();
  }

  @Override
  public ImageSource images() {
    return particles.images();
  }

  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return particles.pixelSizeAngstroms();
  }

  @Override
  public Optional<CtfParameters> ctf(int row) {
    return particles.ctf(row);
  }

  @Override
  public Optional<Pose> pose(int row) {
    return particles.pose(row);
  }

  @Override
  public OptionalInt classNumber(int row) {
    return particles.classNumber(row);
  }

  @Override
  public PhaseState phases() {
    return particles.phases();
  }

  @Override
  public boolean saysDark() {
    return particles.saysDark();
  }

  @Override
  public String imageName(int row) {
    return particles.imageName(row);
  }

  @Override
  public String place(int row) {
    return particles.place(row);
  }
}
