package org.cryoudl.evaluation.classes;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;

/**
 * The true views of a stack's images, from a CSV file with the columns {@code index,rot,tilt,psi}
 * and, where there are several, {@code specimen}, in any order (others are left alone): RELION's
 * Euler angles in degrees, index from 1; the specimen {@code junk} or {@code -1} is no molecule.
 * Immutable.
 */
public final class TrueViews {

  /** No angle in degrees or number of an image is greater. */
  private static final int GREATEST = 1_000_000_000;

  private static final List<String> COLUMNS = List.of("index", "rot", "tilt", "psi");
  private static final String SPECIMEN = "specimen";

  /** What the scoring tool calls the only specimen. */
  private static final String UNNAMED = "0";

  private final Path file;
  private final Map<Integer, One> views;

  /**
   * The truth about one image.
   *
   * @param view direction and in-plane angle
   * @param specimen its name
   */
  public record One(EulerAngles view, String specimen) {}

  private TrueViews(Path file, Map<Integer, One> views) {
    this.file = file;
    this.views = views;
  }

  /**
   * Whether a file holds views: it names rot and tilt.
   *
   * @throws DataException if there is no such file, or it is no CSV
   */
  public static boolean isIn(Path file) {
    List<CsvReader.Line> lines = CsvReader.read(file, "truth");
    return !lines.isEmpty() && lines.get(0).cells().containsAll(List.of("rot", "tilt"));
  }

  /**
   * Reads a file.
   *
   * @throws DataException if there is no such file, a column or a cell is missing, a cell is no
   *     number, or an index occurs twice; the message names file and line
   */
  public static TrueViews read(Path file) {
    List<CsvReader.Line> lines = CsvReader.read(file, "truth");
    if (lines.size() < 2) {
      throw new DataException(file + " holds no row of truth");
    }
    List<String> header = lines.get(0).cells();
    for (String column : COLUMNS) {
      if (!header.contains(column)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s lacks the column '%s'; a file of true views names %s and, of several, specimen",
                file,
                column,
                String.join(",", COLUMNS)));
      }
    }
    Map<Integer, One> views = new HashMap<>();
    for (CsvReader.Line line : lines.subList(1, lines.size())) {
      String place = file + ", line " + line.number();
      if (line.cells().size() != header.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s has %d cells, but the header names %d columns",
                place,
                line.cells().size(),
                header.size()));
      }
      double[] numbers = new double[COLUMNS.size()];
      for (int c = 0; c < numbers.length; c++) {
        numbers[c] = number(line.cells().get(header.indexOf(COLUMNS.get(c))), c, place);
      }
      int specimenColumn = header.indexOf(SPECIMEN);
      String specimen = specimenColumn < 0 ? "" : line.cells().get(specimenColumn);
      One one =
          new One(
              new EulerAngles(numbers[1], numbers[2], numbers[3]),
              specimen.isEmpty() ? UNNAMED : specimen);
      if (views.put((int) numbers[0], one) != null) {
        throw new DataException(
            place + " gives the truth of image " + (int) numbers[0] + " a second time");
      }
    }
    return new TrueViews(file, views);
  }

  private static double number(String cell, int column, String place) {
    double number = Double.NaN;
    try {
      number = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      // Reported below, as a value that is not finite is.
    }
    if (!(Math.abs(number) <= GREATEST)
        || column == 0 && (number < 1 || number != Math.rint(number))) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %s is '%s', but must be %s",
              place,
              COLUMNS.get(column),
              cell,
              column == 0
                  ? "a whole number from 1 to " + GREATEST
                  : "a number from -" + GREATEST + " to " + GREATEST));
    }
    return number;
  }

  /**
   * The truth of particles, found by the number in their image names, whatever the stack.
   *
   * @param allowMissing whether the file may know images that the particles lack
   * @return one a particle, in row order
   * @throws DataException if a particle has no truth, or the file knows more and may not
   */
  public One[] of(ParticleSet particles, boolean allowMissing) {
    One[] found = new One[particles.size()];
    for (int row = 0; row < found.length; row++) {
      int index = ImageLocation.parse(particles.imageName(row), particles.place(row)).index0() + 1;
      found[row] = views.get(index);
      if (found[row] == null) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: image %d has no truth in %s, which has %d rows",
                particles.place(row),
                index,
                file,
                views.size()));
      }
    }
    int missing = views.size() - found.length;
    if (missing > 0 && !allowMissing) {
      throw new DataException(new Truth.ImagesMissing(missing, views.size(), file));
    }
    return found;
  }
}
