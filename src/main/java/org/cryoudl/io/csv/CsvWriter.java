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

  /** A number with so many digits after the point; NaN and infinity by their names. */
  public static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
