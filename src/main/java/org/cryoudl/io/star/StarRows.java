package org.cryoudl.io.star;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a table's rows with their 1-based line numbers. */
final class StarRows {

  private final List<String> texts = new ArrayList<>();
  private int[] lines = new int[16];

  void add(String text, int line) {
    if (texts.size() == lines.length) {
      lines = Arrays.copyOf(lines, lines.length * 2);
    }
    lines[texts.size()] = line;
    texts.add(text);
  }

  int size() {
    return texts.size();
  }

  String text(int row) {
    return texts.get(row);
  }

  int line(int row) {
    return lines[row];
  }
}
