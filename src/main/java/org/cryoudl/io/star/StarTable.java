package org.cryoudl.io.star;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.ShortList;

/**
 * One table of a STAR or XMD file: a loop with any number of rows, or a list of single values,
 * which counts as a table of one row. Rows are kept as the text of their line and taken apart on
 * demand, so that a million of them cost little more than the file. Column names are given without
 * their leading underscore. Immutable once read.
 */
public final class StarTable {

  private final String file;
  private final String block;
  private final boolean loop;
  private final int line;
  private final List<String> columns;
  private final StarRows rows;

  /** The row taken apart last: its columns are mostly read one after the other. */
  private volatile Cut last = new Cut(-1, List.of());

  private record Cut(int row, List<String> rawValues) {}

  StarTable(
      String file, String block, boolean loop, int line, List<String> columns, StarRows rows) {
    this.file = file;
    this.block = block;
    this.loop = loop;
    this.line = line;
    this.columns = List.copyOf(columns);
    this.rows = rows;
  }

  /**
   * The rows of several tables of one file behind each other, as one table.
   *
   * @param parts at least one
   * @throws DataException if their columns differ
   */
  public static StarTable joined(List<StarTable> parts) {
    StarTable first = parts.get(0);
    StarRows all = new StarRows();
    for (StarTable part : parts) {
      if (!part.columns.equals(first.columns)) {
        throw new DataException(
            first.file
                + ": the blocks data_"
                + first.block
                + " and data_"
                + part.block
                + " (line "
                + part.line
                + ") have different columns, so their rows are no one table; choose one block, for"
                + " instance "
                + part.block
                + "@"
                + first.file);
      }
      for (int row = 0; row < part.rowCount(); row++) {
        all.add(part.rows.text(row), part.rows.line(row));
      }
    }
    return new StarTable(first.file, first.block, true, first.line, first.columns, all);
  }

  /** The name behind {@code data_}, possibly empty. */
  public String block() {
    return block;
  }

  /** Whether the table is a loop; otherwise it is a list of single values. */
  public boolean isLoop() {
    return loop;
  }

  /** Names in file order, without the leading underscore. */
  public List<String> columns() {
    return columns;
  }

  public int rowCount() {
    return rows.size();
  }

  public boolean has(String column) {
    return columns.contains(column);
  }

  /** The 0-based position of a column, or -1. */
  public int indexOf(String column) {
    return columns.indexOf(column);
  }

  /**
   * The 0-based position of a column.
   *
   * @throws DataException if the table does not have it
   */
  public int require(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new DataException(
          file
              + ": the block data_"
              + block
              + " at line "
              + line
              + " has no column _"
              + column
              + "; its "
              + columns.size()
              + " columns are "
              + ShortList.of(columns));
    }
    return index;
  }

  /** One value as text, without quotes. */
  public String text(int row, int column) {
    return StarTokens.withoutQuotes(rawValues(row).get(column));
  }

  /**
   * One value as a finite number.
   *
   * @throws DataException naming file, line and column if it is not one
   */
  public double number(int row, int column) {
    String text = text(row, column);
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below, together with numbers that are not finite
    }
    throw new DataException(
        place(row) + ": _" + columns.get(column) + " is '" + text + "', not a finite number");
  }

  /**
   * One value as a whole number; {@code 2} and {@code 2.000} both are.
   *
   * @throws DataException naming file, line and column if it is not one
   */
  public int wholeNumber(int row, int column) {
    double value = number(row, column);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new DataException(
          place(row)
              + ": _"
              + columns.get(column)
              + " is '"
              + text(row, column)
              + "', not a whole number");
    }
    return (int) value;
  }

  /** Where a row stands, as a person finds it: file and 1-based line. */
  public String place(int row) {
    return file + ", line " + rows.line(row);
  }

  /** All values of a row as they stand in the file, quotes included. */
  public List<String> rawValues(int row) {
    Cut cut = last;
    if (cut.row() == row) {
      return cut.rawValues();
    }
    List<String> values = new ArrayList<>(columns.size());
    StarTokens tokens = new StarTokens(rows.text(row));
    while (tokens.next()) {
      values.add(tokens.raw());
    }
    List<String> fixed = Collections.unmodifiableList(values);
    last = new Cut(row, fixed); // threads may replace each other's; each is right
    return fixed;
  }

  /** The line of a row as it stands in the file. */
  public String rawLine(int row) {
    return rows.text(row);
  }
}
