package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/**
 * A stack without metadata.
 *
 * @param file the stack
 * @param size number of its images
 */
public record BareParticles(Path file, int size) implements MetadataTable {

  @Override
  public String place(int row) {
    return ImageLocation.name(file.toString(), row);
  }

  @Override
  public Optional<String> image(int row) {
    return Optional.empty();
  }

  @Override
  public OptionalDouble pixelSizeAngstroms(int row) {
    return OptionalDouble.empty();
  }

  @Override
  public OptionalInt boxPixels(int row) {
    return OptionalInt.empty();
  }

  @Override
  public String placeOfBox(int row) {
    return place(row);
  }

  @Override
  public Optional<CtfParameters> writtenCtf(int row) {
    return Optional.empty();
  }

  @Override
  public String placeOf(int row, CtfColumn column) {
    return place(row);
  }

  @Override
  public Optional<Pose> pose(int row, OptionalDouble pixelSizeAngstroms) {
    return Optional.empty();
  }

  @Override
  public boolean isFlipped(int row) {
    return false;
  }

  @Override
  public Optional<String> text(int row, SharedColumn column) {
    return Optional.empty();
  }

  @Override
  public OptionalDouble number(int row, String column) {
    return OptionalDouble.empty();
  }

  @Override
  public List<String> columnsNotShared() {
    return List.of();
  }

  @Override
  public PhaseState phases() {
    return PhaseState.UNKNOWN;
  }

  @Override
  public boolean saysDark() {
    return false;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
