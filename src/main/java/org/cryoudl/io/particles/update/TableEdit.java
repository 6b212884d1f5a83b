package org.cryoudl.io.particles.update;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.cryoudl.io.star.StarWriter;

/**
 * Rows of a table in which some columns are replaced where they stand and others are added behind.
 */
final class TableEdit {

  private final IntFunction<List<String>> inputRow;
  private final List<String> columns;
  private final List<IntFunction<String>> replacements = new ArrayList<>();

  /** Where each column stands in the input's rows. */
  private final List<Integer> kept = new ArrayList<>();

  /**
   * @param columns names of the input's columns
   * @param inputRow the raw values of a particle's row in the input
   */
  TableEdit(List<String> columns, IntFunction<List<String>> inputRow) {
    this.inputRow = inputRow;
    this.columns = new ArrayList<>(columns);
    for (int c = 0; c < columns.size(); c++) {
      replacements.add(null);
      kept.add(c);
    }
  }

  /** A table made from nothing. */
  static TableEdit fromNothing() {
    return new TableEdit(List.of(), row -> List.of());
  }

  /** Replaces a column or adds it; of several replacements the last one holds. */
  void set(String column, IntFunction<String> value) {
    IntFunction<String> raw = row -> StarWriter.quote(value.apply(row));
    int index = columns.indexOf(column);
    if (index < 0) {
      columns.add(column);
      replacements.add(raw);
      kept.add(-1);
    } else {
      replacements.set(index, raw);
    }
  }

  /** Leaves out the input's columns whose names start so, unless they are set. */
  void forget(String prefix) {
    for (int c = columns.size() - 1; c >= 0; c--) {
      if (columns.get(c).startsWith(prefix) && replacements.get(c) == null) {
        columns.remove(c);
        replacements.remove(c);
        kept.remove(c);
      }
    }
  }

  List<String> columns() {
    return columns;
  }

  /** The raw values of a particle's row. */
  List<String> row(int particle) {
    List<String> input = inputRow.apply(particle);
    List<String> values = new ArrayList<>(columns.size());
    for (int c = 0; c < columns.size(); c++) {
      IntFunction<String> replacement = replacements.get(c);
      values.add(replacement == null ? input.get(kept.get(c)) : replacement.apply(particle));
    }
    return values;
  }
}
