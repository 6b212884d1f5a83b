package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;

/** Reads directions that a file lists: CSV with rot and tilt, or STAR. */
final class ListedDirections {

  /** No angle in degrees is greater. */
  private static final int GREATEST = 1_000_000_000;

  private static final String STAR_ROT = "rlnAngleRot";
  private static final String STAR_TILT = "rlnAngleTilt";

  private ListedDirections() {}

  /**
   * All directions in file order; psi is 0.
   *
   * @throws DataException if the file is missing, lacks a column or row, or a cell is no number;
   *     the message names file and line
   */
  static List<EulerAngles> read(Path file) {
    boolean star = file.toString().toLowerCase(Locale.ROOT).endsWith(".star");
    List<EulerAngles> directions = star ? ofStar(file) : ofCsv(file);
    if (directions.isEmpty()) {
      throw new DataException(file + " holds no row of directions");
    }
    return directions;
  }

  private static List<EulerAngles> ofStar(Path file) {
    for (StarTable table : StarFile.read(file).tables()) {
      if (table.has(STAR_ROT)) {
        int rot = table.require(STAR_ROT);
        int tilt = table.require(STAR_TILT);
        List<EulerAngles> directions = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
          directions.add(new EulerAngles(table.number(row, rot), table.number(row, tilt), 0));
        }
        return directions;
      }
    }
    throw new DataException(file + " holds no column " + STAR_ROT);
  }

  private static List<EulerAngles> ofCsv(Path file) {
    List<CsvReader.Line> lines = CsvReader.read(file, "directions");
    List<String> header = lines.isEmpty() ? List.of() : lines.get(0).cells();
    int rot = header.indexOf("rot");
    int tilt = header.indexOf("tilt");
    if (rot < 0 || tilt < 0) {
      throw new DataException(
          file + " lacks the columns rot and tilt; its header is " + String.join(",", header));
    }
    List<EulerAngles> directions = new ArrayList<>();
    for (CsvReader.Line line : lines.subList(1, lines.size())) {
      directions.add(new EulerAngles(number(file, line, rot), number(file, line, tilt), 0));
    }
    return directions;
  }

  private static double number(Path file, CsvReader.Line line, int column) {
    String cell = column < line.cells().size() ? line.cells().get(column) : "";
    double number = Double.NaN;
    try {
      number = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      // Reported below, as a value that is not finite is.
    }
    if (!(Math.abs(number) <= GREATEST)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s, line %d: '%s' must be an angle in degrees from -%d to %d",
              file,
              line.number(),
              cell,
              GREATEST,
              GREATEST));
    }
    return number;
  }
}
