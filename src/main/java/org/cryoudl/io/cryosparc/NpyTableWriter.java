package org.cryoudl.io.cryosparc;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Writes a table as NumPy's structured array (.npy version 1, or 2 where the header is long), the
 * form of .cs files that every version of cryoSPARC reads. A field that is added again replaces the
 * earlier one where that stands.
 */
public final class NpyTableWriter {

  /** Data begin at a multiple of this many bytes, as NumPy has it. */
  private static final int ALIGNED = 64;

  private static final int LONGEST_OF_VERSION_1 = 0xffff;

  private final Map<String, Column> columns = new LinkedHashMap<>();

  /** One field, and what puts its bytes of a row into a record. */
  private record Column(NpyField field, Cell cell) {}

  private interface Cell {
    void put(int row, ByteBuffer record);
  }

  /** The numbers of a field. */
  @FunctionalInterface
  public interface Reals {
    double at(int row, int item);
  }

  /** The names of the fields so far. */
  public Set<String> fields() {
    return Set.copyOf(columns.keySet());
  }

  /**
   * Adds a field of another table, byte by byte as it is there.
   *
   * @param sourceRow the row of {@code source} for each row that is written
   */
  public void copy(NpyTable source, String name, IntUnaryOperator sourceRow) {
    NpyField field = source.field(name);
    columns.put(
        name,
        new Column(field, (row, record) -> source.copy(sourceRow.applyAsInt(row), field, record)));
  }

  /**
   * Adds 32-bit reals.
   *
   * @param items how many a row has; 1 for a plain number
   */
  public void reals(String name, int items, Reals values) {
    List<Integer> shape = items == 1 ? List.of() : List.of(items);
    columns.put(
        name,
        new Column(
            new NpyField(name, 'f', Float.BYTES, false, shape, 0),
            (row, record) -> {
              for (int i = 0; i < items; i++) {
                record.putFloat((float) values.at(row, i));
              }
            }));
  }

  /** Adds whole numbers of 32 bits from 0 on. */
  public void wholes(String name, IntToLongFunction values) {
    columns.put(
        name,
        new Column(
            new NpyField(name, 'u', Integer.BYTES, false, List.of(), 0),
            (row, record) -> record.putInt((int) values.applyAsLong(row))));
  }

  /**
   * Adds texts, as wide as the longest of them.
   *
   * @param rows how many rows will be written
   */
  public void texts(String name, int rows, IntFunction<String> values) {
    int widest = 1;
    for (int row = 0; row < rows; row++) {
      widest = Math.max(widest, values.apply(row).getBytes(StandardCharsets.UTF_8).length);
    }
    int width = widest;
    columns.put(
        name,
        new Column(
            new NpyField(name, 'S', width, false, List.of(), 0),
            (row, record) -> {
              byte[] text = values.apply(row).getBytes(StandardCharsets.UTF_8);
              record.put(text).put(new byte[width - text.length]);
            }));
  }

  /** Writes the table into a file. */
  public void write(Path file, int rows) throws IOException {
    int recordBytes = columns.values().stream().mapToInt(column -> column.field().bytes()).sum();
    ByteBuffer record = ByteBuffer.allocate(recordBytes).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(header(rows));
      for (int row = 0; row < rows; row++) {
        record.clear();
        for (Column column : columns.values()) {
          column.cell().put(row, record);
        }
        out.write(record.array());
      }
    }
  }

  private byte[] header(int rows) {
    String text =
        columns.values().stream()
            .map(column -> column.field().description())
            .collect(
                Collectors.joining(
                    ", ", "{'descr': [", "], 'fortran_order': False, 'shape': (" + rows + ",), }"));
    byte[] plain = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean isLong = plain.length + ALIGNED > LONGEST_OF_VERSION_1;
    int start = NpyTable.MAGIC.length + 2 + (isLong ? Integer.BYTES : Short.BYTES);
    int total = (start + plain.length + 1 + ALIGNED - 1) / ALIGNED * ALIGNED;
    ByteBuffer bytes = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(NpyTable.MAGIC).put((byte) (isLong ? 2 : 1)).put((byte) 0);
    if (isLong) {
      bytes.putInt(total - start);
    } else {
      bytes.putShort((short) (total - start));
    }
    bytes.put(plain);
    while (bytes.position() < total - 1) {
      bytes.put((byte) ' ');
    }
    return bytes.put((byte) '\n').array();
  }
}
