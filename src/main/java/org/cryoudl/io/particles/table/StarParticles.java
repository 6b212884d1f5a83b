package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/** The particles of a RELION STAR file, 3.0 (one loop) or 3.1 and later (with optics groups). */
public final class StarParticles implements MetadataTable {

  public static final String IMAGE = "rlnImageName";

  /** What is carried over to other formats, beside the shared columns. */
  private static final Set<String> KNOWN =
      Set.of(
          IMAGE,
          StarOptics.GROUP,
          "rlnAnglePsi",
          "rlnOriginXAngst",
          "rlnOriginYAngst",
          "rlnOriginX",
          "rlnOriginY",
          "rlnDefocusU",
          "rlnDefocusV",
          "rlnDefocusAngle",
          "rlnVoltage",
          "rlnSphericalAberration",
          "rlnAmplitudeContrast",
          "rlnPhaseShift",
          "rlnMagnification",
          "rlnDetectorPixelSize",
          StarOptics.PIXEL_SIZE);

  private final StarFile file;
  private final StarTable table;
  private final StarOptics optics;
  private final StarColumn image;
  private final StarColumn psi;
  private final StarColumn xAngstroms;
  private final StarColumn yAngstroms;
  private final StarColumn xPixels;
  private final StarColumn yPixels;

  private StarParticles(StarFile file, StarTable table) {
    this.file = file;
    this.table = table;
    image = new StarColumn(table, table.require(IMAGE));
    if (table.rowCount() == 0) {
      throw new DataException(
          file.file() + ": the block data_" + table.block() + " has 0 rows, so 0 particles");
    }
    optics = new StarOptics(file, table);
    psi = StarColumn.of(table, "rlnAnglePsi");
    xAngstroms = StarColumn.of(table, "rlnOriginXAngst");
    yAngstroms = StarColumn.of(table, "rlnOriginYAngst");
    xPixels = StarColumn.of(table, "rlnOriginX");
    yPixels = StarColumn.of(table, "rlnOriginY");
  }

  /** Reads a file, or one block of it. */
  public static StarParticles read(Path path, Optional<String> block) {
    StarFile file = StarFile.read(path);
    return new StarParticles(
        file, ParticleBlocks.choose(file, block, IMAGE, List.of("particles", "images")));
  }

  public StarFile file() {
    return file;
  }

  public StarTable table() {
    return table;
  }

  public StarOptics optics() {
    return optics;
  }

  @Override
  public int size() {
    return table.rowCount();
  }

  @Override
  public String place(int row) {
    return table.place(row);
  }

  @Override
  public Optional<String> image(int row) {
    return image.text(row);
  }

  @Override
  public OptionalDouble pixelSizeAngstroms(int row) {
    return optics.pixelSizeAngstroms(row);
  }

  @Override
  public OptionalInt boxPixels(int row) {
    return optics.boxPixels(row);
  }

  @Override
  public String placeOfBox(int row) {
    return optics.placeOfBox(row);
  }

  @Override
  public String placeOf(int row, CtfColumn column) {
    return optics.placeOf(row, column);
  }

  @Override
  public Optional<CtfParameters> writtenCtf(int row) {
    OptionalDouble voltage = optics.number(row, CtfColumn.VOLTAGE);
    OptionalDouble aberration = optics.number(row, CtfColumn.SPHERICAL_ABERRATION);
    OptionalDouble amplitude = optics.number(row, CtfColumn.AMPLITUDE_CONTRAST);
    OptionalDouble defocus = optics.number(row, CtfColumn.DEFOCUS_U);
    if (defocus.isEmpty() || voltage.isEmpty() || aberration.isEmpty() || amplitude.isEmpty()) {
      return Optional.empty();
    }
    double u = defocus.getAsDouble();
    return Optional.of(
        new CtfParameters(
            voltage.getAsDouble(),
            aberration.getAsDouble(),
            amplitude.getAsDouble(),
            u,
            optics.number(row, CtfColumn.DEFOCUS_V).orElse(u),
            optics.defocusAngleDegrees(row),
            optics.number(row, CtfColumn.PHASE_SHIFT).orElse(0)));
  }

  @Override
  public Optional<Pose> pose(int row, OptionalDouble pixelSizeAngstroms) {
    boolean any =
        psi.isPresent()
            || xAngstroms.isPresent()
            || yAngstroms.isPresent()
            || xPixels.isPresent()
            || yPixels.isPresent();
    return any
        ? Optional.of(
            PlausiblePose.of(
                table.place(row),
                psi.numberOr(row, 0),
                origin(row, xAngstroms, xPixels, pixelSizeAngstroms),
                origin(row, yAngstroms, yPixels, pixelSizeAngstroms)))
        : Optional.empty();
  }

  /** The Angstrom column wins where both are there; otherwise the column's own unit holds. */
  private double origin(int row, StarColumn angstroms, StarColumn pixels, OptionalDouble size) {
    if (!angstroms.isPresent()) {
      return pixels.numberOr(row, 0);
    }
    double value = angstroms.number(row).getAsDouble();
    if (value == 0) {
      return 0;
    }
    return value
        / size.orElseThrow(
            () ->
                new DataException(
                    table.place(row)
                        + ": the origin is "
                        + value
                        + " A, but neither the STAR file nor the stack holds a pixel size to turn"
                        + " it into pixels"));
  }

  @Override
  public boolean isFlipped(int row) {
    return false; // RELION's 2D metadata cannot hold a mirror
  }

  @Override
  public Optional<String> text(int row, SharedColumn column) {
    return StarColumn.of(table, column.starName()).text(row);
  }

  @Override
  public OptionalDouble number(int row, String column) {
    return StarColumn.of(table, column).number(row);
  }

  @Override
  public List<String> columnsNotShared() {
    return ParticleBlocks.unknown(table, KNOWN, SharedColumn::starName);
  }

  @Override
  public boolean isTomographic() {
    return table.columns().stream().anyMatch(column -> column.startsWith("rlnTomo"))
        || file.tables().stream().anyMatch(other -> other.has("rlnTomoSubTomosAre2DStacks"));
  }

  @Override
  public PhaseState phases() {
    return optics.phases();
  }

  @Override
  public boolean saysDark() {
    return false;
  }

  @Override
  public List<String> warnings() {
    return optics.warnings();
  }
}
