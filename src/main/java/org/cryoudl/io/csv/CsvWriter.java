package org.cryoudl.io.csv;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.io.AtomicOutput;

/**
 * Writes comma-separated values (RFC 4180, lines end with a line feed). Cells with commas, quotes
 * or line ends are quoted. A text that a spreadsheet would run as a formula gets an apostrophe, as
 * {@link FormulaGuard} says.
 */
public final class CsvWriter {

  private static final CsvMapper CSV =
      CsvMapper.csvBuilder().enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING).build();

  private static final CsvSchema PLAIN = CsvSchema.emptySchema().withLineSeparator("\n");

  private final SequenceWriter rows;
  private final int columns;

  /** Writes the rows of a file. */
  public interface Content {
    void writeTo(CsvWriter out) throws IOException;
  }

  private CsvWriter(Writer out, List<String> header) throws IOException {
    this.rows = CSV.writer(PLAIN).writeValues(out);
    this.columns = header.size();
    row(header.toArray());
  }

  /**
   * Writes a file, replacing one that is there.
   *
   * @param header names of the columns
   * @throws org.cryoudl.failure.EnvironmentException if the folder cannot be written or is full
   */
  public static void write(Path file, List<String> header, Content content) {
    AtomicOutput.write(
        file,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
            CsvWriter csv = new CsvWriter(out, header);
            content.writeTo(csv);
            csv.rows.flush();
          }
        });
  }

  /**
   * Writes a line.
   *
   * @param cells as many as columns: numbers, and texts, which may be numbers already formatted
   */
  public void row(Object... cells) throws IOException {
    if (cells.length != columns) {
      throw new IllegalArgumentException(
          "a line of " + cells.length + " cells in a file of " + columns + " columns");
    }
    rows.write(Arrays.stream(cells).map(c -> FormulaGuard.guarded(c.toString())).toArray());
  }

  private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  /** Below this a scaled number is exact to far less than {@link #TIE}. */
  private static final double MOST_SCALED = 1e9;

  private static final double TIE = 1e-4;

  /** A number with so many digits after the point, never -0; NaN and infinity by their names. */
  public static String fixed(double value, int decimals) {
    if (decimals < POWERS.length && Math.abs(value) * POWERS[decimals] < MOST_SCALED) {
      double scaled = Math.abs(value) * POWERS[decimals];
      long digits = (long) scaled;
      double rest = scaled - digits;
      if (Math.abs(rest - 0.5) > TIE) {
        return digits(value < 0, rest > 0.5 ? digits + 1 : digits, decimals);
      }
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean zero = Double.isFinite(value) && text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return zero && text.startsWith("-") ? text.substring(1) : text;
  }

  /** The same as a format, which takes most of the time of a large table. */
  private static String digits(boolean negative, long digits, int decimals) {
    StringBuilder text = new StringBuilder();
    if (negative && digits > 0) {
      text.append('-');
    }
    text.append(digits / POWERS[decimals]);
    if (decimals > 0) {
      text.append('.');
      String rest = Long.toString(digits % POWERS[decimals]);
      text.append("0".repeat(decimals - rest.length())).append(rest);
    }
    return text.toString();
  }
}
