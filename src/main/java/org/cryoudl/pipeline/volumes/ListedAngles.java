package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.EulerConvention;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;

/**
 * Directions of view that a file lists: STAR of RELION, XMD of XMIPP, or CSV, whose header states
 * the convention.
 *
 * @param convention of the file
 * @param angles in file order
 */
public record ListedAngles(EulerConvention convention, List<EulerAngles> angles) {

  /** No angle in degrees is greater. */
  private static final double GREATEST = 1e9;

  private static final List<List<String>> TABLE_COLUMNS =
      List.of(
          List.of("rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"),
          List.of("angleRot", "angleTilt", "anglePsi"));

  /** Whether a file is called a table of RELION. */
  static boolean isStar(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".star");
  }

  /** Whether a file is called a table of RELION or XMIPP. */
  private static boolean isTable(Path file) {
    return isStar(file) || file.toString().toLowerCase(Locale.ROOT).endsWith(".xmd");
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing, has no row, lacks a column, or a cell is no number
   */
  public static ListedAngles read(Path file) {
    ListedAngles listed = isTable(file) ? ofTable(file) : ofCsv(file);
    if (listed.angles().isEmpty()) {
      throw new DataException(file + " holds no row of angles");
    }
    return listed;
  }

  /**
   * Reads one direction as a user writes it: {@code 30,60,90}.
   *
   * @throws UsageException if these are not as many numbers as the convention has
   */
  public static ListedAngles parse(String text, EulerConvention convention) {
    String[] parts = text.split(",", -1);
    double[] values = new double[parts.length];
    boolean fits = parts.length == convention.columns().size();
    for (int i = 0; fits && i < parts.length; i++) {
      values[i] = number(parts[i]).orElse(Double.NaN);
      fits = Math.abs(values[i]) <= GREATEST;
    }
    if (!fits) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "'%s' is neither a file nor %d numbers (%s)",
              text,
              convention.columns().size(),
              String.join(",", convention.columns())));
    }
    try {
      return new ListedAngles(convention, List.of(convention.read(values)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(text + ": " + e.getMessage(), e);
    }
  }

  private static ListedAngles ofTable(Path file) {
    StarFile star = StarFile.read(file);
    for (StarTable table : star.tables()) {
      for (List<String> names : TABLE_COLUMNS) {
        if (table.has(names.get(0))) {
          return new ListedAngles(EulerConvention.ZYZ, ofColumns(table, names));
        }
      }
    }
    throw new DataException(
        file + " holds no angles: there is no column _rlnAngleRot or _angleRot");
  }

  private static List<EulerAngles> ofColumns(StarTable table, List<String> names) {
    int[] columns = names.stream().mapToInt(table::require).toArray();
    List<EulerAngles> found = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      int at = row;
      double[] values = Arrays.stream(columns).mapToDouble(c -> table.number(at, c)).toArray();
      found.add(EulerConvention.ZYZ.read(values));
    }
    return found;
  }

  private static ListedAngles ofCsv(Path file) {
    List<CsvReader.Line> lines = CsvReader.read(file, "angles");
    List<String> header = lines.isEmpty() ? List.of() : lines.get(0).cells();
    for (EulerConvention convention : EulerConvention.values()) {
      if (header.containsAll(convention.columns())) {
        int[] columns = convention.columns().stream().mapToInt(header::indexOf).toArray();
        List<EulerAngles> found = new ArrayList<>();
        for (CsvReader.Line line : lines.subList(1, lines.size())) {
          found.add(ofLine(file, line, convention, columns));
        }
        return new ListedAngles(convention, found);
      }
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s holds no angles: its header is %s, but it must have the columns %s",
            file,
            String.join(",", header),
            Arrays.stream(EulerConvention.values())
                .map(c -> String.join(",", c.columns()))
                .distinct()
                .collect(Collectors.joining(" or "))));
  }

  private static EulerAngles ofLine(
      Path file, CsvReader.Line line, EulerConvention convention, int... columns) {
    double[] values = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      String cell = columns[i] < line.cells().size() ? line.cells().get(columns[i]) : "";
      values[i] = number(cell).orElse(Double.NaN);
      if (!(Math.abs(values[i]) <= GREATEST)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s, line %d: %s is '%s', not a number from -1e9 to 1e9",
                file,
                line.number(),
                convention.columns().get(i),
                cell));
      }
    }
    try {
      return convention.read(values);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ", line " + line.number() + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
