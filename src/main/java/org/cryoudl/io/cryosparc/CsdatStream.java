package org.cryoudl.io.cryosparc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.cryoudl.failure.DataException;

/**
 * The form of .cs files that cryoSPARC 4 and 5 write for newer jobs. After the mark ({@code
 * \x95CSDAT}) come the length of a header (32 bits), the header in JSON (number of rows, fields,
 * which fields are compressed), each field's values in the order of the header (their length in
 * bytes, 32 bits, then the values one row after the other, as one LZ4 block if compressed), and
 * texts, each with a zero byte behind it; a field of text holds for each row where its text begins
 * (64 bits). All numbers are little-endian.
 *
 * <p>The columns are put together into rows, and texts get the width of the longest, so that the
 * table is the one that a .npy file of the same particles would give.
 */
final class CsdatStream {

  /** How these files begin. */
  static final byte[] MAGIC = {(byte) 0x95, 'C', 'S', 'D', 'A', 'T'};

  /** No LZ4 block grows by more: a claim beyond it is false, and no room is made for it. */
  private static final long LARGEST_GROWTH = 256;

  private final String file;
  private final ByteBuffer bytes;
  private final Set<String> compressed = new HashSet<>();
  private int rows;

  private CsdatStream(String file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is damaged
   */
  static NpyTable read(String file, ByteBuffer bytes) {
    return new CsdatStream(file, bytes).table();
  }

  private NpyTable table() {
    bytes.position(MAGIC.length);
    JsonNode header = header();
    JsonNode length = header.path("length");
    if (!length.canConvertToInt() || length.asInt() < 0) {
      throw new DataException(file + ": the header's length is " + length + ", no number of rows");
    }
    rows = length.asInt();
    header.path("compressed_fields").forEach(name -> compressed.add(name.asText()));
    Map<String, ByteBuffer> columns = new LinkedHashMap<>();
    List<List<Object>> types = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (JsonNode entry : header.path("dtype")) {
      List<Object> type = type(entry);
      String name = entry.path(0).asText();
      boolean text = entry.path(1).asText().endsWith("O");
      if (text) {
        texts.add(name);
      }
      types.add(text ? List.of(name, "<u8") : type);
    }
    Map<String, NpyField> read = NpyTypes.fields(file, types);
    for (NpyField field : read.values()) {
      columns.put(field.name(), column(field));
    }
    ByteBuffer heap = bytes.slice();
    Map<String, byte[][]> words = new LinkedHashMap<>();
    for (String name : texts) {
      words.put(name, words(name, Objects.requireNonNull(columns.get(name)), heap));
    }
    types.replaceAll(
        type -> {
          byte[][] found = words.get(type.get(0));
          return found == null ? type : List.of(type.get(0), "|S" + widest(found));
        });
    return assemble(NpyTypes.fields(file, types), columns, words);
  }

  private JsonNode header() {
    int length = int32("the header's length");
    byte[] text = new byte[part(length, "the header")];
    bytes.get(text);
    try {
      return new ObjectMapper().readTree(new String(text, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new DataException(file + ": its header is no JSON; the file is damaged", e);
    }
  }

  private static List<Object> type(JsonNode entry) {
    List<Object> type = new ArrayList<>(List.of(entry.path(0).asText(), entry.path(1).asText()));
    if (entry.size() > 2) {
      List<Long> shape = new ArrayList<>();
      entry.path(2).forEach(size -> shape.add(size.asLong()));
      type.add(shape);
    }
    return type;
  }

  private int int32(String what) {
    if (bytes.remaining() < Integer.BYTES) {
      throw NpyTable.cut(file, bytes.limit(), bytes.position() + Integer.BYTES);
    }
    int value = bytes.getInt();
    if (value < 0) {
      throw new DataException(file + ": " + what + " is " + (value & 0xffffffffL) + " bytes");
    }
    return value;
  }

  private int part(int length, String what) {
    if (length > bytes.remaining()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %s is to be %d bytes, but only %d are left; the file was cut short",
              file,
              what,
              length,
              bytes.remaining()));
    }
    return length;
  }

  private ByteBuffer column(NpyField field) {
    long expected = (long) rows * field.bytes();
    if (rows == 0) {
      return ByteBuffer.allocate(0); // no columns are written then
    }
    int length = part(int32(field.name()), field.name());
    boolean block = compressed.contains(field.name());
    if (block ? expected > length * LARGEST_GROWTH : expected != length) {
      throw wrongLength(field, expected, length);
    }
    ByteBuffer values = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return block ? decompressed(field, values, expected) : values;
  }

  private ByteBuffer decompressed(NpyField field, ByteBuffer block, long expected) {
    if (expected > Integer.MAX_VALUE - 8) {
      throw wrongLength(field, expected, block.limit());
    }
    byte[] packed = new byte[block.remaining()];
    block.get(packed);
    try (BlockLZ4CompressorInputStream in =
        new BlockLZ4CompressorInputStream(new ByteArrayInputStream(packed))) {
      byte[] values = in.readNBytes((int) expected);
      if (values.length != expected || in.read() >= 0) {
        throw wrongLength(field, expected, values.length);
      }
      return ByteBuffer.wrap(values);
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new DataException(
          file + ": the field " + field.name() + " is no LZ4 block; the file is damaged", e);
    }
  }

  private DataException wrongLength(NpyField field, long expected, long length) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: the field %s has %d bytes, but %d rows take %d; the file is damaged",
            file,
            field.name(),
            length,
            rows,
            expected));
  }

  private byte[][] words(String name, ByteBuffer column, ByteBuffer heap) {
    ByteBuffer places = column.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    byte[][] words = new byte[rows][];
    Map<Long, byte[]> known = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      long at = places.getLong(row * Long.BYTES);
      if (at < 0 || at > heap.limit() || at == heap.limit() && at > 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s, particle %d: the text of %s begins at byte %d of %d; the file is damaged",
                file,
                row + 1,
                name,
                at,
                heap.limit()));
      }
      words[row] = known.computeIfAbsent(at, start -> word(heap, (int) (long) start));
    }
    return words;
  }

  private static byte[] word(ByteBuffer heap, int start) {
    int end = start;
    while (end < heap.limit() && heap.get(end) != 0) {
      end++;
    }
    byte[] word = new byte[end - start];
    heap.get(start, word);
    return word;
  }

  private static int widest(byte[][] words) {
    int widest = 1;
    for (byte[] word : words) {
      widest = Math.max(widest, word.length);
    }
    return widest;
  }

  private NpyTable assemble(
      Map<String, NpyField> fields, Map<String, ByteBuffer> columns, Map<String, byte[][]> words) {
    int recordBytes = fields.values().stream().mapToInt(NpyField::bytes).sum();
    if ((long) rows * recordBytes > Integer.MAX_VALUE - 8) {
      throw new DataException(
          file
              + " holds "
              + rows
              + " rows of "
              + recordBytes
              + " bytes; at most 2147483639 are"
              + " read");
    }
    ByteBuffer records = ByteBuffer.allocate(rows * recordBytes);
    for (NpyField field : fields.values()) {
      byte[][] texts = words.get(field.name());
      ByteBuffer column = Objects.requireNonNull(columns.get(field.name()));
      for (int row = 0; row < rows; row++) {
        int at = row * recordBytes + field.offset();
        if (texts == null) {
          records.put(at, column, row * field.bytes(), field.bytes());
        } else {
          records.put(at, texts[row]);
        }
      }
    }
    return new NpyTable(file, records, rows, recordBytes, fields);
  }
}
