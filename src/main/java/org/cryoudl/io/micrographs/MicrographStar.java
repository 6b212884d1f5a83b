package org.cryoudl.io.micrographs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.star.OpticsGroup;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;

/**
 * RELION's lists of micrographs: {@code micrographs.star}, {@code corrected_micrographs.star} and
 * {@code micrographs_ctf.star} of versions 3.1 and later, and the one table of version 3.0.
 */
public final class MicrographStar {

  /** The column that makes a table one of micrographs. */
  public static final String NAME = "rlnMicrographName";

  private static final String GROUP = "rlnOpticsGroup";
  private static final String VOLTAGE = "rlnVoltage";
  private static final String CS = "rlnSphericalAberration";
  private static final String CONTRAST = "rlnAmplitudeContrast";
  private static final String PIXEL_SIZE = "rlnMicrographPixelSize";
  private static final String ORIGINAL_PIXEL_SIZE = "rlnMicrographOriginalPixelSize";

  private MicrographStar() {}

  /** Whether a STAR file lists micrographs: one of its tables names them and no particles. */
  public static boolean isListOfMicrographs(StarFile star) {
    return find(star).isPresent();
  }

  private static Optional<StarTable> find(StarFile star) {
    return star.tables().stream()
        .filter(t -> t.has(NAME) && !t.has("rlnImageName") && !t.has("rlnCoordinateX"))
        .filter(t -> !t.has(AutopickStar.COORDINATES))
        .findFirst();
  }

  /**
   * The micrographs of a file, in its order.
   *
   * @param projectFolder that names are relative to, if the user knows it
   * @throws DataException if it lists none, or one does not exist
   */
  public static List<Micrograph> read(Path file, Optional<Path> projectFolder) {
    StarFile star = StarFile.read(file);
    StarTable table =
        find(star)
            .orElseThrow(
                () ->
                    new DataException(
                        file + " lists no micrographs: no block has the column _" + NAME));
    if (table.rowCount() == 0) {
      throw new DataException(file + " lists no micrographs: its block has no row");
    }
    StackResolver resolver = new StackResolver(projectFolder, Path.of(""), file);
    Columns columns = new Columns(star, table);
    List<Micrograph> all = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      String name = table.text(row, table.require(NAME));
      all.add(
          new Micrograph(
              name,
              resolver.resolve(name, table.place(row)),
              columns.pixelSize(row),
              columns.ctf(row),
              columns.microscope(row),
              StarColumn.of(table, "rlnCtfFigureOfMerit").number(row),
              StarColumn.of(table, "rlnCtfMaxResolution").number(row)));
    }
    return all;
  }

  /** Where the values of a row stand: in the row, or in its optics group. */
  private static final class Columns {

    private final StarTable table;
    private final Optional<StarTable> optics;
    private final Map<Integer, Integer> groups = new TreeMap<>();

    Columns(StarFile star, StarTable table) {
      this.table = table;
      this.optics =
          star.table("optics").filter(t -> t.has(GROUP) && t.rowCount() > 0 && t != table);
      optics.ifPresent(
          t -> {
            for (int row = 0; row < t.rowCount(); row++) {
              groups.put(t.wholeNumber(row, t.require(GROUP)), row);
            }
          });
    }

    OptionalDouble number(int row, String name) {
      if (table.has(name)) {
        return StarColumn.of(table, name).number(row);
      }
      if (optics.isEmpty()) {
        return OptionalDouble.empty();
      }
      int group = table.has(GROUP) ? table.wholeNumber(row, table.require(GROUP)) : 1;
      Integer found = groups.get(group);
      if (found == null) {
        throw new DataException(
            table.place(row)
                + ": the optics group "
                + group
                + " is not among the "
                + groups.size()
                + " groups defined, "
                + groups.keySet());
      }
      return StarColumn.of(optics.get(), name).number(found);
    }

    OptionalDouble pixelSize(int row) {
      for (String name : List.of(PIXEL_SIZE, ORIGINAL_PIXEL_SIZE)) {
        OptionalDouble stated = number(row, name);
        if (stated.isPresent()) {
          return stated;
        }
      }
      OptionalDouble detector = number(row, "rlnDetectorPixelSize");
      OptionalDouble magnification = number(row, "rlnMagnification");
      return detector.isPresent() && magnification.isPresent()
          ? OptionalDouble.of(1e4 * detector.getAsDouble() / magnification.getAsDouble())
          : OptionalDouble.empty();
    }

    Optional<CtfParameters> microscope(int row) {
      OptionalDouble voltage = number(row, VOLTAGE);
      OptionalDouble cs = number(row, CS);
      OptionalDouble contrast = number(row, CONTRAST);
      return voltage.isPresent() && cs.isPresent() && contrast.isPresent()
          ? Optional.of(
              new CtfParameters(
                  voltage.getAsDouble(),
                  cs.getAsDouble(),
                  contrast.getAsDouble(),
                  0,
                  0,
                  0,
                  number(row, "rlnPhaseShift").orElse(0)))
          : Optional.empty();
    }

    Optional<CtfParameters> ctf(int row) {
      OptionalDouble u = number(row, "rlnDefocusU");
      OptionalDouble v = number(row, "rlnDefocusV");
      return u.isPresent() && v.isPresent()
          ? microscope(row)
              .map(
                  m ->
                      new CtfParameters(
                          m.voltageKilovolts(),
                          m.sphericalAberrationMillimetres(),
                          m.amplitudeContrast(),
                          u.getAsDouble(),
                          v.getAsDouble(),
                          number(row, "rlnDefocusAngle").orElse(0),
                          m.phaseShiftDegrees()))
          : Optional.empty();
    }
  }

  /**
   * Writes {@code micrographs_ctf.star}, or a list without CTFs where no micrograph has one; all
   * must have a pixel size.
   *
   * @param all at least one
   */
  public static void write(Path target, List<Micrograph> all) {
    StarWriter.write(target, star -> write(star, all));
  }

  private static void write(StarWriter star, List<Micrograph> all) throws IOException {
    Map<OpticsGroup, Integer> groups =
        OpticsGroup.numbered(all.stream().map(MicrographStar::opticsOf));
    OpticsGroup.writeOfMicrographs(star, groups.keySet());
    boolean ctf = all.stream().allMatch(each -> each.ctf().isPresent());
    boolean merit = ctf && all.stream().allMatch(each -> each.figureOfMerit().isPresent());
    List<String> columns = new ArrayList<>(List.of(NAME, GROUP));
    if (ctf) {
      columns.addAll(
          List.of(
              "rlnDefocusU",
              "rlnDefocusV",
              "rlnCtfAstigmatism",
              "rlnDefocusAngle",
              "rlnPhaseShift"));
    }
    if (merit) {
      columns.addAll(List.of("rlnCtfFigureOfMerit", "rlnCtfMaxResolution"));
    }
    star.open("micrographs", columns);
    for (Micrograph each : all) {
      List<String> cells = new ArrayList<>();
      cells.add(StarWriter.quote(each.name()));
      cells.add(Objects.requireNonNull(groups.get(opticsOf(each))).toString());
      if (ctf) {
        CtfParameters c = each.ctf().orElseThrow();
        cells.add(number("%.2f", c.defocusUAngstroms()));
        cells.add(number("%.2f", c.defocusVAngstroms()));
        cells.add(number("%.2f", c.defocusUAngstroms() - c.defocusVAngstroms()));
        cells.add(number("%.3f", c.defocusAngleDegrees()));
        cells.add(number("%.3f", c.phaseShiftDegrees()));
      }
      if (merit) {
        cells.add(number("%.6f", each.figureOfMerit().orElseThrow()));
        cells.add(number("%.3f", each.maxResolutionAngstroms().orElseThrow()));
      }
      star.row(cells);
    }
    star.end();
  }

  private static OpticsGroup opticsOf(Micrograph each) {
    return new OpticsGroup(
        each.microscope(), each.pixelSizeAngstroms(), OptionalInt.empty(), false);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
