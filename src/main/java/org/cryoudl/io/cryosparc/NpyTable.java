package org.cryoudl.io.cryosparc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ShortList;
import org.jspecify.annotations.Nullable;

/**
 * A one-dimensional NumPy structured array from a .npy file (versions 1 to 3), kept as its bytes.
 * Pickled objects are refused: reading them could run code. What newer versions of cryoSPARC write
 * ({@link CsdatStream}) is read too, and looks the same.
 */
public final class NpyTable {

  /** How NumPy's files begin. */
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final int LONGEST_HEADER = 1 << 20;

  private final String file;
  private final ByteBuffer data;
  private final int rows;
  private final int recordBytes;
  private final Map<String, NpyField> fields;

  NpyTable(String file, ByteBuffer data, int rows, int recordBytes, Map<String, NpyField> fields) {
    this.file = file;
    this.data = data;
    this.rows = rows;
    this.recordBytes = recordBytes;
    this.fields = fields;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing, not a structured array, pickled, or cut short
   */
  public static NpyTable read(Path path) {
    try {
      if (Files.exists(path) && Files.size(path) > Integer.MAX_VALUE - 8) {
        throw new DataException(
            path + " holds " + Files.size(path) + " bytes; at most 2147483639 are read");
      }
      return parse(path.toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      throw new DataException(path + " does not exist", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + path + ": " + AtomicOutput.reason(e), e);
    }
  }

  private static NpyTable parse(String file, ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (begins(bytes, CsdatStream.MAGIC)) {
      return CsdatStream.read(file, bytes);
    }
    if (bytes.limit() < 12 || !begins(bytes, MAGIC)) {
      throw new DataException(file + " does not begin with NumPy's mark, so it is no .cs file");
    }
    int version = bytes.get(6);
    if (version < 1 || version > 3) {
      throw new DataException(file + " has NumPy format version " + version + "; 1 to 3 are read");
    }
    int start = version == 1 ? 10 : 12;
    int length = version == 1 ? bytes.getShort(8) & 0xffff : bytes.getInt(8);
    if (length < 0 || length > LONGEST_HEADER || start + length > bytes.limit()) {
      throw cut(file, bytes.limit(), start + (length & 0xffffffffL));
    }
    byte[] text = new byte[length];
    bytes.get(start, text);
    String header =
        new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    Map<?, ?> dictionary = new NpyHeaderParser(file, header).dictionary();
    Map<String, NpyField> fields = NpyTypes.fields(file, dictionary.get("descr"));
    int rows = rows(file, dictionary.get("shape"));
    long bytesOfRow = fields.values().stream().mapToLong(NpyField::bytes).sum();
    if (bytesOfRow == 0) {
      throw new DataException(file + " has rows of 0 bytes, so it holds no values");
    }
    // Both are below 2^31, so the product is exact.
    long promised = start + length + rows * bytesOfRow;
    if (promised > bytes.limit()) {
      throw cut(file, bytes.limit(), promised);
    }
    int recordBytes = (int) bytesOfRow; // a file of no rows may have any
    ByteBuffer data = bytes.slice(start + length, rows * recordBytes);
    return new NpyTable(file, data, rows, recordBytes, fields);
  }

  private static boolean begins(ByteBuffer bytes, byte[] mark) {
    return bytes.limit() >= mark.length
        && bytes.slice(0, mark.length).equals(ByteBuffer.wrap(mark));
  }

  private static int rows(String file, @Nullable Object shape) {
    if (shape instanceof List<?> sizes
        && sizes.size() == 1
        && sizes.get(0) instanceof Long rows
        && rows < Integer.MAX_VALUE) {
      return rows.intValue();
    }
    throw new DataException(
        file + " has the shape " + shape + "; a table of particles has one dimension");
  }

  static DataException cut(String file, long actual, long promised) {
    return new DataException(
        file
            + " holds "
            + actual
            + " bytes, but its header promises "
            + promised
            + "; the file was cut short");
  }

  /** How messages name the file. */
  public String file() {
    return file;
  }

  public int rowCount() {
    return rows;
  }

  /** Names of the fields, in file order. */
  public Set<String> fields() {
    return fields.keySet();
  }

  public boolean has(String field) {
    return fields.containsKey(field);
  }

  /**
   * One number.
   *
   * @param item position within a subarray, 0 otherwise
   * @throws DataException if the field is missing, is text, or has no such item
   */
  public double number(int row, String field, int item) {
    NpyField f = field(field, item);
    int at = row * recordBytes + f.offset() + item * f.itemBytes();
    ByteBuffer view =
        data.duplicate().order(f.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return switch (f.kind() + "" + f.itemBytes()) {
      case "f4" -> view.getFloat(at);
      case "f8" -> view.getDouble(at);
      case "i1" -> view.get(at);
      case "u1", "b1" -> view.get(at) & 0xff;
      case "i2" -> view.getShort(at);
      case "u2" -> view.getShort(at) & 0xffff;
      case "i4" -> view.getInt(at);
      case "u4" -> view.getInt(at) & 0xffffffffL;
      case "i8" -> view.getLong(at);
      // The bits are those of an unsigned number.
      case "u8" -> (view.getLong(at) >>> 1) * 2.0 + (view.getLong(at) & 1);
      default ->
          throw new DataException(
              file + ": the field " + field + " holds text where a number is needed");
    };
  }

  /**
   * One whole number of eight bytes, such as a {@code uid}, with all its bits.
   *
   * @throws DataException if the field is missing or of another type
   */
  public long wholeNumber(int row, String field) {
    NpyField f = field(field, 0);
    if (f.kind() != 'u' && f.kind() != 'i') {
      throw new DataException(file + ": the field " + field + " holds no whole numbers");
    }
    if (f.itemBytes() < Long.BYTES) {
      return (long) number(row, field, 0);
    }
    return data.duplicate()
        .order(f.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .getLong(row * recordBytes + f.offset());
  }

  /** Puts the bytes of a field of one row, as they are in the file, into a record. */
  void copy(int row, NpyField field, ByteBuffer record) {
    record.put(data.duplicate().slice(row * recordBytes + field.offset(), field.bytes()));
  }

  /** How a field is kept. */
  NpyField field(String name) {
    return field(name, 0);
  }

  /** Whether a field holds text. */
  public boolean isText(String field) {
    char kind = field(field).kind();
    return kind == 'S' || kind == 'U';
  }

  /** How many items a field has: 1, or the length of its subarray. */
  public int items(String field) {
    return field(field, 0).items();
  }

  /** One byte string as text, without the zero bytes it is filled up with. */
  public String text(int row, String field) {
    NpyField f = field(field, 0);
    if (f.kind() == 'U') {
      return wideText(row * recordBytes + f.offset(), f);
    }
    if (f.kind() != 'S') {
      throw new DataException(
          file + ": the field " + field + " holds numbers where text is needed");
    }
    byte[] bytes = new byte[f.itemBytes()];
    data.get(row * recordBytes + f.offset(), bytes);
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private String wideText(int at, NpyField f) {
    StringBuilder text = new StringBuilder();
    ByteBuffer view =
        data.duplicate().order(f.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < f.itemBytes(); i += Integer.BYTES) {
      int codePoint = view.getInt(at + i);
      if (codePoint != 0 && Character.isValidCodePoint(codePoint)) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }

  private NpyField field(String name, int item) {
    NpyField found = fields.get(name);
    if (found == null) {
      throw new DataException(
          file + " has no field " + name + "; its fields are " + ShortList.ofFields(fields()));
    }
    if (item >= found.items()) {
      throw new DataException(
          file + ": the field " + name + " has " + found.items() + " items, not " + (item + 1));
    }
    return found;
  }
}
