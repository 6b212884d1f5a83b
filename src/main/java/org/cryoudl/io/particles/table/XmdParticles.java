package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.io.xmd.XmdFile;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.metadata.PixelSize;

/**
 * The particles of an XMIPP metadata file, the enabled ones or all. As for XMIPP itself, a row is
 * disabled where {@code enabled} is 0 or less.
 */
public final class XmdParticles implements MetadataTable {

  public static final String IMAGE = "image";
  public static final String PIXEL_SIZE = "ctfSamplingRate";
  public static final String PHASES_FLIPPED = "ctfPhaseFlipped";

  private static final List<String> USUAL_BLOCKS = List.of("noname", "", "particles");

  private static final List<CtfColumn> NEEDED_FOR_CTF =
      List.of(
          CtfColumn.VOLTAGE,
          CtfColumn.SPHERICAL_ABERRATION,
          CtfColumn.AMPLITUDE_CONTRAST,
          CtfColumn.DEFOCUS_U);

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
          PIXEL_SIZE,
          "ctfVoltage",
          "ctfSphericalAberration",
          "ctfQ0",
          "ctfDefocusU",
          "ctfDefocusV",
          "ctfDefocusAngle",
          "ctfVPPphaseshift",
          PHASES_FLIPPED);

  private final XmdFile file;
  private final StarTable table;

  /** The class of each row, where blocks say it and no column. */
  private final Optional<int[]> classNumbers;

  private final int[] rows;
  private final StarColumn image;
  private final StarColumn psi;
  private final StarColumn shiftX;
  private final StarColumn shiftY;
  private final StarColumn flip;
  private final StarColumn pixelSize;
  private final StarColumn defocusAngle;
  private final List<StarColumn> ctf; // in the order of CtfColumn

  private XmdParticles(
      XmdFile file, StarTable table, Optional<int[]> classNumbers, boolean disabledKept) {
    this.file = file;
    this.table = table;
    this.classNumbers = classNumbers;
    image = new StarColumn(table, table.require(IMAGE));
    StarColumn enabled = StarColumn.of(table, "enabled");
    rows =
        IntStream.range(0, table.rowCount())
            .filter(row -> disabledKept || enabled.numberOr(row, 1) > 0)
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
    pixelSize = StarColumn.of(table, PIXEL_SIZE);
    defocusAngle = StarColumn.of(table, "ctfDefocusAngle");
    ctf =
        Arrays.stream(CtfColumn.values())
            .map(column -> StarColumn.of(table, column.xmdName()))
            .toList();
  }

  /**
   * Reads a file, or one block of it. Of a file of classes, whose particles stand in a block for
   * each class, these are all read.
   *
   * @param disabledKept whether disabled rows are particles too
   */
  public static XmdParticles read(Path path, Optional<String> block, boolean disabledKept) {
    XmdFile file = XmdFile.read(path);
    List<StarTable> members = XmdClasses.members(file);
    boolean haveOthers = USUAL_BLOCKS.stream().anyMatch(name -> file.table(name).isPresent());
    if (block.isEmpty() && !members.isEmpty() && !haveOthers) {
      return new XmdParticles(
          file, StarTable.joined(members), Optional.of(XmdClasses.numbers(members)), disabledKept);
    }
    StarTable table = ParticleBlocks.choose(file.content(), block, IMAGE, USUAL_BLOCKS);
    Optional<int[]> numbers =
        XmdClasses.number(table.block()).isPresent()
            ? Optional.of(XmdClasses.numbers(List.of(table)))
            : Optional.empty();
    return new XmdParticles(file, table, numbers, disabledKept);
  }

  /**
   * Whether the particles stand in blocks of classes. Written again with other poses or without
   * some of them, they no longer are these classes.
   */
  public boolean areInBlocksOfClasses() {
    return XmdClasses.isOfClasses(table.block()) && !XmdClasses.members(file).isEmpty();
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
    OptionalDouble size = pixelSize.number(rows[row]);
    if (size.isEmpty() || size.getAsDouble() == 0) {
      return OptionalDouble.empty();
    }
    if (!PixelSize.isPossible(size.getAsDouble())) {
      throw new DataException(
          place(row) + ": " + PixelSize.objection(size.getAsDouble()) + "; correct _" + PIXEL_SIZE);
    }
    return size;
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
  public String placeOf(int row, CtfColumn column) {
    return place(row) + ": _" + column.xmdName();
  }

  @Override
  public Optional<CtfParameters> writtenCtf(int row) {
    int r = rows[row];
    for (CtfColumn needed : NEEDED_FOR_CTF) {
      if (!ctf(needed).isPresent()) {
        return Optional.empty();
      }
    }
    double u = ctf(CtfColumn.DEFOCUS_U).number(r).getAsDouble();
    return Optional.of(
        new CtfParameters(
            ctf(CtfColumn.VOLTAGE).number(r).getAsDouble(),
            ctf(CtfColumn.SPHERICAL_ABERRATION).number(r).getAsDouble(),
            ctf(CtfColumn.AMPLITUDE_CONTRAST).number(r).getAsDouble(),
            u,
            ctf(CtfColumn.DEFOCUS_V).numberOr(r, u),
            defocusAngle.numberOr(r, 0),
            ctf(CtfColumn.PHASE_SHIFT).numberOr(r, 0)));
  }

  private StarColumn ctf(CtfColumn column) {
    return ctf.get(column.ordinal());
  }

  /** The pose as the file has it, if it holds one. */
  public Optional<XmippPose> xmippPose(int row) {
    int r = rows[row];
    boolean any = psi.isPresent() || shiftX.isPresent() || shiftY.isPresent() || flip.isPresent();
    return any
        ? Optional.of(
            PlausiblePose.ofXmipp(
                place(row),
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
    if (column == SharedColumn.CLASS && classNumbers.isPresent()) {
      return Optional.of(Integer.toString(classNumbers.get()[rows[row]]));
    }
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
    StarColumn flag = StarColumn.of(table, PHASES_FLIPPED);
    boolean flipped = flag.numberOr(rows[0], 0) == 1;
    for (int row = 1; flag.isPresent() && row < rows.length; row++) {
      if (flag.numberOr(rows[row], 0) == 1 != flipped) {
        throw new DataException(
            place(row)
                + ": _"
                + PHASES_FLIPPED
                + " is not the same as at "
                + place(0)
                + ", but phases must be treated alike in all images; take the rows apart");
      }
    }
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
              + " rows are disabled (enabled 0 or less) and left out");
    }
    if (pixelSize.isPresent() && pixelSize.number(rows[0]).getAsDouble() == 0) {
      warnings.add(
          place(0) + ": _" + PIXEL_SIZE + " is 0, which is no pixel size, so it is not used");
    }
    return warnings;
  }
}
