package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.xmd.XmdFile;
import org.cryoudl.metadata.CtfParameters;

/** The enabled particles of an XMIPP metadata file. */
public final class XmdParticles implements MetadataTable {

  public static final String IMAGE = "image";
  private static final double DISABLED = -1;

  /** What is carried over to other formats, beside the shared columns. */
  private static final Set<String> KNOWN =
      Set.of(
          IMAGE,
          "itemId",
          "enabled",
          "anglePsi",
          "shiftX",
          "shiftY",
          "flip",
          "ctfSamplingRate",
          "ctfVoltage",
          "ctfSphericalAberration",
          "ctfQ0",
          "ctfDefocusU",
          "ctfDefocusV",
          "ctfDefocusAngle");

  private final XmdFile file;
  private final StarTable table;
  private final int[] rows;
  private final StarColumn image;
  private final StarColumn psi;
  private final StarColumn shiftX;
  private final StarColumn shiftY;
  private final StarColumn flip;

  private XmdParticles(XmdFile file, StarTable table) {
    this.file = file;
    this.table = table;
    image = new StarColumn(table, table.require(IMAGE));
    StarColumn enabled = StarColumn.of(table, "enabled");
    rows =
        IntStream.range(0, table.rowCount())
            .filter(row -> enabled.numberOr(row, 1) != DISABLED)
            .toArray();
    if (rows.length == 0) {
      throw new DataException(
          file.file()
              + ": the block data_"
              + table.block()
              + " has "
              + table.rowCount()
              + " rows, of which 0 are enabled, so 0 particles");
    }
    psi = StarColumn.of(table, "anglePsi");
    shiftX = StarColumn.of(table, "shiftX");
    shiftY = StarColumn.of(table, "shiftY");
    flip = StarColumn.of(table, "flip");
  }

  /** Reads a file, or one block of it. */
  public static XmdParticles read(Path path, Optional<String> block) {
    XmdFile file = XmdFile.read(path);
    return new XmdParticles(
        file,
        ParticleBlocks.choose(file.content(), block, IMAGE, List.of("noname", "", "particles")));
  }

  public XmdFile file() {
    return file;
  }

  public StarTable table() {
    return table;
  }

  /** The row of the file that a particle stands in. */
  public int tableRow(int particle) {
    return rows[particle];
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public String place(int row) {
    return table.place(rows[row]);
  }

  @Override
  public Optional<String> image(int row) {
    return image.text(rows[row]);
  }

  @Override
  public OptionalDouble pixelSizeAngstroms(int row) {
    return StarColumn.of(table, "ctfSamplingRate").number(rows[row]);
  }

  @Override
  public OptionalInt boxPixels(int row) {
    return OptionalInt.empty();
  }

  @Override
  public Optional<CtfParameters> ctf(int row) {
    int r = rows[row];
    OptionalDouble u = StarColumn.of(table, "ctfDefocusU").number(r);
    OptionalDouble voltage = StarColumn.of(table, "ctfVoltage").number(r);
    OptionalDouble aberration = StarColumn.of(table, "ctfSphericalAberration").number(r);
    OptionalDouble amplitude = StarColumn.of(table, "ctfQ0").number(r);
    if (u.isEmpty() || voltage.isEmpty() || aberration.isEmpty() || amplitude.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CtfParameters(
            voltage.getAsDouble(),
            aberration.getAsDouble(),
            amplitude.getAsDouble(),
            u.getAsDouble(),
            StarColumn.of(table, "ctfDefocusV").numberOr(r, u.getAsDouble()),
            StarColumn.of(table, "ctfDefocusAngle").numberOr(r, 0),
            0));
  }

  /** The pose as the file has it, if it holds one. */
  public Optional<XmippPose> xmippPose(int row) {
    int r = rows[row];
    boolean any = psi.isPresent() || shiftX.isPresent() || shiftY.isPresent() || flip.isPresent();
    return any
        ? Optional.of(
            new XmippPose(
                psi.numberOr(r, 0),
                shiftX.numberOr(r, 0),
                shiftY.numberOr(r, 0),
                flip.numberOr(r, 0) != 0))
        : Optional.empty();
  }

  @Override
  public Optional<Pose> pose(int row, OptionalDouble pixelSizeAngstroms) {
    if (isFlipped(row)) {
      throw new DataException(
          place(row)
              + ": the image "
              + image(row).orElseThrow()
              + " is mirrored (flip 1), which a pose in RELION's 2D convention cannot hold");
    }
    return xmippPose(row).map(XmippPose::toRelion);
  }

  @Override
  public boolean isFlipped(int row) {
    return flip.numberOr(rows[row], 0) != 0;
  }

  @Override
  public Optional<String> text(int row, SharedColumn column) {
    return StarColumn.of(table, column.xmdName()).text(rows[row]);
  }

  @Override
  public OptionalDouble number(int row, String column) {
    return StarColumn.of(table, column).number(rows[row]);
  }

  @Override
  public List<String> columnsNotShared() {
    return ParticleBlocks.unknown(table, KNOWN, SharedColumn::xmdName);
  }

  @Override
  public PhaseState phases() {
    boolean flipped = StarColumn.of(table, "ctfPhaseFlipped").numberOr(rows[0], 0) == 1;
    return flipped ? PhaseState.FLIPPED : PhaseState.UNKNOWN;
  }

  @Override
  public boolean saysDark() {
    return false;
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (rows.length < table.rowCount()) {
      warnings.add(
          file.file()
              + ": "
              + (table.rowCount() - rows.length)
              + " of "
              + table.rowCount()
              + " rows are disabled (enabled -1) and left out");
    }
    StarColumn phasePlate = StarColumn.of(table, "ctfVPPphaseshift");
    if (phasePlate.numberOr(rows[0], 0) != 0) {
      warnings.add(place(0) + ": the phase-plate shift ctfVPPphaseshift is not used");
    }
    return warnings;
  }
}
