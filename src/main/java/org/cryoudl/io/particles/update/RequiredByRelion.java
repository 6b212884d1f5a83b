package org.cryoudl.io.particles.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.CtfColumn;
import org.cryoudl.io.particles.table.StarOptics;
import org.cryoudl.io.particles.table.StarParticles;
import org.cryoudl.io.star.StarTable;

/**
 * Columns without which RELION 3.1 and later read no STAR file of particles (found out by running
 * it): voltage, spherical aberration, amplitude contrast and the pixel size, which files of version
 * 3.0 give by magnification and the detector's pixel size. Where a file lacks them they are added;
 * an unknown quantity of the microscope is 0, as RELION itself writes it, and the pixel size that
 * nobody knows is 1 A.
 */
final class RequiredByRelion {

  /** Stands in for a pixel size nobody knows: with it, Angstroms are pixels. */
  static final double UNKNOWN_PIXEL_SIZE = 1.0;

  /** What stands for a quantity of the microscope that nobody knows. */
  static final String UNKNOWN = ParticleColumn.decimal(0);

  static final List<String> MICROSCOPE =
      List.of(
          CtfColumn.VOLTAGE.starName(),
          CtfColumn.SPHERICAL_ABERRATION.starName(),
          CtfColumn.AMPLITUDE_CONTRAST.starName());

  private static final String MAGNIFICATION = "rlnMagnification";
  private static final String DETECTOR_PIXEL_SIZE = "rlnDetectorPixelSize";

  /** Of this many times the detector's pixel in micrometres are a pixel of the image in A. */
  private static final double MAGNIFICATION_OF_ANGSTROMS = 10_000;

  private RequiredByRelion() {}

  /** The columns of the microscope that a file lacks, in its groups and in its rows. */
  static List<String> lacking(StarParticles particles) {
    Optional<StarTable> groups = particles.optics().groups();
    List<String> lacking =
        MICROSCOPE.stream()
            .filter(name -> !particles.table().has(name))
            .filter(name -> groups.filter(table -> table.has(name)).isEmpty())
            .toList();
    // RELION does without the amplitude contrast. Beside a known voltage a 0 would make a CTF of
    // it.
    return lacking.equals(List.of(CtfColumn.AMPLITUDE_CONTRAST.starName())) ? List.of() : lacking;
  }

  /** Adds what a file of version 3.0 lacks; says what the user should know. */
  static List<String> addToRows(TableEdit edit, ParticleSet set, List<String> lacking) {
    List<String> warnings = new ArrayList<>();
    lacking.forEach(name -> edit.set(name, row -> UNKNOWN));
    boolean sized =
        edit.columns().contains(MAGNIFICATION) && edit.columns().contains(DETECTOR_PIXEL_SIZE);
    if (!sized) {
      if (set.pixelSizeAngstroms().isEmpty()) {
        warnings.add(unknownPixelSize(set));
      }
      edit.set(MAGNIFICATION, row -> ParticleColumn.decimal(MAGNIFICATION_OF_ANGSTROMS));
      edit.set(
          DETECTOR_PIXEL_SIZE,
          row -> ParticleColumn.decimal(set.pixelSizeAngstroms(row).orElse(UNKNOWN_PIXEL_SIZE)));
    }
    return warnings;
  }

  /** The table of optics groups with what it lacks. */
  static TableEdit groups(
      StarTable table, ParticleSet set, StarParticles particles, List<String> lacking) {
    TableEdit edit = new TableEdit(table.columns(), table::rawValues);
    lacking.forEach(name -> edit.set(name, row -> UNKNOWN));
    if (!table.has(StarOptics.PIXEL_SIZE) && !particles.table().has(StarOptics.PIXEL_SIZE)) {
      edit.set(
          StarOptics.PIXEL_SIZE,
          group ->
              ParticleColumn.decimal(
                  IntStream.range(0, set.size())
                      .filter(row -> particles.optics().groupRow(row) == group)
                      .mapToObj(set::pixelSizeAngstroms)
                      .findFirst()
                      .orElse(OptionalDouble.empty())
                      .orElse(UNKNOWN_PIXEL_SIZE)));
    }
    return edit;
  }

  static String unknownMicroscope(ParticleSet set, List<String> names) {
    return set.file()
        + ": unknown and written as 0, for RELION asks for them: "
        + String.join(", ", names)
        + "; give them before any CTF is used";
  }

  static String unknownPixelSize(ParticleSet set) {
    return set.file()
        + ": the pixel size is unknown; the STAR file says "
        + UNKNOWN_PIXEL_SIZE
        + " A, with which its Angstroms are pixels";
  }
}
