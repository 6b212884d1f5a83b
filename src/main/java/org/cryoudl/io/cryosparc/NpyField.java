package org.cryoudl.io.cryosparc;

/**
 * One field of a structured NumPy type.
 *
 * @param name its name, such as {@code blob/path}
 * @param kind NumPy's letter: f, i, u, b, S, U
 * @param itemBytes bytes of one item
 * @param bigEndian whether the items' bytes run from high to low
 * @param items how many items the field holds (1 unless it is a subarray)
 * @param offset where it starts in a record
 */
record NpyField(String name, char kind, int itemBytes, boolean bigEndian, int items, int offset) {

  int bytes() {
    return itemBytes * items;
  }
}
