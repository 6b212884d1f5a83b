package org.cryoudl.io.cryosparc;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One field of a structured NumPy type.
 *
 * @param name its name, such as {@code blob/path}
 * @param kind NumPy's letter: f, i, u, b, S, U
 * @param itemBytes bytes of one item
 * @param bigEndian whether the items' bytes run from high to low
 * @param shape sizes of a subarray; empty for a single item
 * @param offset where it starts in a record
 */
record NpyField(
    String name, char kind, int itemBytes, boolean bigEndian, List<Integer> shape, int offset) {

  NpyField {
    shape = List.copyOf(shape);
  }

  /** How many items the field holds: 1 unless it is a subarray. */
  int items() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  int bytes() {
    return itemBytes * items();
  }

  /** The field as NumPy describes it in a header. */
  String description() {
    char order = itemBytes == 1 || kind == 'S' ? '|' : bigEndian ? '>' : '<';
    int size = kind == 'U' ? itemBytes / Integer.BYTES : itemBytes;
    String sizes =
        shape.isEmpty()
            ? ""
            : shape.stream().map(String::valueOf).collect(Collectors.joining(", ", ", (", ",)"));
    return "('"
        + name.replace("\\", "\\\\").replace("'", "\\'")
        + "', '"
        + order
        + kind
        + size
        + "'"
        + sizes
        + ")";
  }
}
