package org.cryoudl.io.micrographs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;

/** Coordinates of the particles of one micrograph, as RELION keeps them. */
public final class CoordinateStar {

  private static final String X = "rlnCoordinateX";
  private static final String Y = "rlnCoordinateY";
  private static final String MERIT = "rlnAutopickFigureOfMerit";
  private static final String CLASS = "rlnClassNumber";
  private static final String PSI = "rlnAnglePsi";

  private CoordinateStar() {}

  /**
   * Reads coordinates.
   *
   * @throws DataException if no block has the columns of coordinates
   */
  public static List<Coordinate> read(Path file) {
    StarTable table =
        StarFile.read(file).tables().stream()
            .filter(t -> t.has(X) && t.has(Y))
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(
                        file + " holds no coordinates: no block has _" + X + " and _" + Y));
    int x = table.require(X);
    int y = table.require(Y);
    StarColumn merit = StarColumn.of(table, MERIT);
    StarColumn psi = StarColumn.of(table, PSI);
    int classes = table.indexOf(CLASS);
    List<Coordinate> all = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      all.add(
          new Coordinate(
              table.number(row, x),
              table.number(row, y),
              merit.number(row),
              classes < 0 ? 0 : table.wholeNumber(row, classes),
              psi.number(row)));
    }
    return all;
  }

  /** Writes coordinates; columns that no place has a value for are left out. */
  public static void write(Path target, List<Coordinate> all) {
    boolean merit = all.stream().allMatch(c -> c.figureOfMerit().isPresent());
    boolean psi = all.stream().allMatch(c -> c.psiDegrees().isPresent());
    List<String> columns = new ArrayList<>(List.of(X, Y, CLASS));
    if (psi) {
      columns.add(PSI);
    }
    if (merit) {
      columns.add(MERIT);
    }
    StarWriter.write(
        target,
        star -> {
          star.open("", columns);
          for (Coordinate each : all) {
            List<String> cells = new ArrayList<>();
            cells.add(number("%.3f", each.column()));
            cells.add(number("%.3f", each.row()));
            cells.add(Integer.toString(each.classNumber()));
            if (psi) {
              cells.add(number("%.3f", each.psiDegrees().orElseThrow()));
            }
            if (merit) {
              cells.add(number("%.6f", each.figureOfMerit().orElseThrow()));
            }
            star.row(cells);
          }
          star.end();
        });
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
