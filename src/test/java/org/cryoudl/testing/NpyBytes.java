package org.cryoudl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A structured NumPy array such as cryoSPARC's .cs files, laid out byte by byte as NumPy's format
 * page says. Columns are 32-bit reals, 64-bit whole numbers or texts of 40 bytes, by their values.
 */
public final class NpyBytes {

  private static final int TEXT = 40;

  private final Map<String, Object[]> columns = new LinkedHashMap<>();

  /** Adds a column with one value for each row: all Float, float[2], Long or String. */
  public NpyBytes with(String name, Object... values) {
    columns.put(name, values);
    return this;
  }

  /** Writes the file. */
  public Path write(Path file) {
    StringBuilder fields = new StringBuilder();
    columns.forEach(
        (name, values) ->
            fields.append("('").append(name).append("', ").append(type(values[0])).append("), "));
    int rows = columns.values().iterator().next().length;
    byte[] header =
        ("{'descr': [" + fields + "], 'fortran_order': False, 'shape': (" + rows + ",), }\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(header.length + 10 + rows * columns.size() * TEXT)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
    for (int row = 0; row < rows; row++) {
      for (Object[] values : columns.values()) {
        put(bytes, values[row]);
      }
    }
    byte[] all = new byte[bytes.position()];
    bytes.flip().get(all);
    try {
      return Files.write(file, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(Object value) {
    if (value instanceof String) {
      return "'|S" + TEXT + "'";
    }
    if (value instanceof Long) {
      return "'<u8'";
    }
    return value instanceof float[] pair ? "'<f4', (" + pair.length + ",)" : "'<f4'";
  }

  private static void put(ByteBuffer bytes, Object value) {
    if (value instanceof String text) {
      byte[] padded = new byte[TEXT];
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(plain, 0, padded, 0, plain.length);
      bytes.put(padded);
    } else if (value instanceof Long number) {
      bytes.putLong(number);
    } else if (value instanceof float[] pair) {
      for (float one : pair) {
        bytes.putFloat(one);
      }
    } else {
      bytes.putFloat((Float) value);
    }
  }
}
