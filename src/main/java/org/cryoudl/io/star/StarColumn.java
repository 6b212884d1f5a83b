package org.cryoudl.io.star;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One column of a table, which may be absent; absence reads as empty values.
 *
 * @param table the table
 * @param index the column's 0-based position, or -1 if the table lacks it
 */
public record StarColumn(StarTable table, int index) {

  /** The column of that name, or an absent one. */
  public static StarColumn of(StarTable table, String name) {
    return new StarColumn(table, table.indexOf(name));
  }

  public boolean isPresent() {
    return index >= 0;
  }

  /** The finite number in a row; empty if the column is absent. */
  public OptionalDouble number(int row) {
    return index < 0 ? OptionalDouble.empty() : OptionalDouble.of(table.number(row, index));
  }

  /** The finite number in a row, or {@code otherwise} if the column is absent. */
  public double numberOr(int row, double otherwise) {
    return index < 0 ? otherwise : table.number(row, index);
  }

  /** The text in a row; empty if the column is absent. */
  public Optional<String> text(int row) {
    return index < 0 ? Optional.empty() : Optional.of(table.text(row, index));
  }
}
