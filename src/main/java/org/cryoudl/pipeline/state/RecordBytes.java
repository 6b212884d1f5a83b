package org.cryoudl.pipeline.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Records as bytes and back, every number to the last bit. The bytes begin with a mark, the shape
 * of the record (the names and types of all components, as a checksum) and a checksum of the rest,
 * so that those of another version of the program, or half of them, are not taken for a value.
 */
final class RecordBytes {

  private static final int MARK = 0x43555331; // CUS1
  private static final int SHAPE_AT = 4;
  private static final int CHECKSUM_AT = SHAPE_AT + 8;
  private static final int HEADER_BYTES = CHECKSUM_AT + 8;

  private RecordBytes() {}

  /** The bytes of a record. */
  static byte[] of(Record value) {
    ValueFormat format = ValueFormat.of(value.getClass());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(new byte[HEADER_BYTES]);
      format.write(value, out);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written", e);
    }
    byte[] all = bytes.toByteArray();
    ByteBuffer.wrap(all).putInt(MARK).putLong(shape(format)).putLong(checksum(all));
    return all;
  }

  /**
   * The record that bytes hold.
   *
   * @throws IOException if they are not the bytes of such a record
   */
  static <T extends Record> T read(byte[] bytes, Class<T> type) throws IOException {
    ValueFormat format = ValueFormat.of(type);
    if (!areWhole(bytes) || ByteBuffer.wrap(bytes).getLong(SHAPE_AT) != shape(format)) {
      throw new StreamCorruptedException("these are not the bytes of " + type.getName());
    }
    try (DataInputStream in =
        new DataInputStream(
            new ByteArrayInputStream(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES))) {
      return type.cast(format.read(in));
    }
  }

  /** Whether they are the bytes of some record, all of them and not damaged. */
  static boolean areWhole(byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    return bytes.length >= HEADER_BYTES
        && header.getInt(0) == MARK
        && header.getLong(CHECKSUM_AT) == checksum(bytes);
  }

  private static long shape(ValueFormat format) {
    CRC32 crc = new CRC32();
    crc.update(format.description().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static long checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return crc.getValue();
  }
}
