package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
            String.format(
                Locale.ROOT,
                "table '%s' has %d columns and a row of %d cells",
                id,
                columns.size(),
                row.size()));
      }
    }
  }

  /**
   * One place in a table.
   *
   * @param text as shown
   * @param number what JSON and CSV hold, if it is a number
   * @param interval the ends of the number's interval, if it has one
   * @param strong whether it is to be found at a glance, as the best of a column
   * @param picture a small picture before the text, if there is one
   */
  public record Cell(
      String text,
      OptionalDouble number,
      Optional<Interval> interval,
      boolean strong,
      Optional<Picture> picture) {

    /** Ends of an interval. */
    public record Interval(double low, double high) {}

    /** What JSON holds: the number if it is one, or else the text. */
    @JsonValue
    Object value() {
      return number.isPresent() ? (Object) number.getAsDouble() : text;
    }

    private Cell(String text, OptionalDouble number) {
      this(text, number, Optional.empty(), false, Optional.empty());
    }

    public static Cell text(String text) {
      return new Cell(text, OptionalDouble.empty());
    }

    /** A number with its interval. */
    public static Cell between(double value, double low, double high, int decimals) {
      Cell cell = number(value, decimals);
      return cell.with(
          cell.text()
              + " ("
              + number(low, decimals).text
              + " to "
              + number(high, decimals).text
              + ")",
          new Interval(low, high));
    }

    /** A share from 0 to 1 as a percentage with its interval. */
    public static Cell percentBetween(double share, double low, double high) {
      return percent(share)
          .with(
              String.format(
                  Locale.ROOT, "%.1f %% (%.1f to %.1f)", 100 * share, 100 * low, 100 * high),
              new Interval(low, high));
    }

    private Cell with(String shown, Interval ends) {
      return new Cell(shown, number, Optional.of(ends), strong, picture);
    }

    /** The same cell, shown otherwise. */
    public Cell withText(String shown) {
      return new Cell(shown, number, interval, strong, picture);
    }

    /** The same cell, made to stand out. */
    public Cell emphasised() {
      return new Cell(text, number, interval, true, picture);
    }

    /** The same cell with a small picture before its text. */
    public Cell with(Picture thumbnail) {
      return new Cell(text, number, interval, strong, Optional.of(thumbnail));
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
