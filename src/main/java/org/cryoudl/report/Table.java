package org.cryoudl.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A small table, all of which is shown. For thousands of rows there is {@link ParticleTable}.
 *
 * @param id anchor, and name in the JSON and CSV
 * @param title what it lists
 * @param caption how to read it; may be empty
 * @param columns headings
 * @param rows as many cells as headings; the first cell of a row is its name
 */
public record Table(
    String id, String title, String caption, List<String> columns, List<List<Cell>> rows)
    implements Block {

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table '%s' has %d columns and a row of %d cells"
                .formatted(id, columns.size(), row.size()));
      }
    }
  }

  /**
   * One place in a table.
   *
   * @param text as shown
   * @param number what JSON, CSV and sorting use, if it is a number
   */
  public record Cell(String text, OptionalDouble number) {

    public static Cell text(String text) {
      return new Cell(text, OptionalDouble.empty());
    }

    /** A number; one that is not finite shows as a dash. */
    public static Cell number(double value, int decimals) {
      return Double.isFinite(value)
          ? new Cell(
              String.format(Locale.ROOT, "%." + decimals + "f", value), OptionalDouble.of(value))
          : text("\u2013");
    }

    /** A share from 0 to 1 as a percentage. */
    public static Cell percent(double share) {
      return new Cell(String.format(Locale.ROOT, "%.1f %%", 100 * share), OptionalDouble.of(share));
    }

    public static Cell count(long value) {
      return new Cell(String.format(Locale.ROOT, "%,d", value), OptionalDouble.of(value));
    }
  }
}
