package org.cryoudl.io.mrc;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** Turns rows of stored pixels into 32-bit reals. */
final class PixelDecoder {

  private PixelDecoder() {}

  /**
   * Decodes whole rows.
   *
   * @param mode a mode that is not complex
   * @param unsignedBytes whether mode 0 means 0 to 255
   * @param source stored bytes from its position to its limit, in the file's byte order
   * @param width pixels of a row
   * @param rows number of rows
   * @param destination receives rows x width values
   * @param offset where in destination they start
   */
  static void decode(
      MrcMode mode,
      boolean unsignedBytes,
      ByteBuffer source,
      int width,
      int rows,
      float[] destination,
      int offset) {
    int count = rows * width;
    switch (mode) {
      case FLOAT32 -> source.asFloatBuffer().get(destination, offset, count);
      case INT8 -> {
        byte[] stored = new byte[count];
        source.get(stored);
        int mask = unsignedBytes ? 0xff : -1;
        for (int i = 0; i < count; i++) {
          destination[offset + i] = stored[i] & mask;
        }
      }
      case INT16 -> {
        short[] stored = shorts(source, count);
        for (int i = 0; i < count; i++) {
          destination[offset + i] = stored[i];
        }
      }
      case UINT16 -> {
        short[] stored = shorts(source, count);
        for (int i = 0; i < count; i++) {
          destination[offset + i] = stored[i] & 0xffff;
        }
      }
      case FLOAT16 -> {
        short[] stored = shorts(source, count);
        for (int i = 0; i < count; i++) {
          destination[offset + i] = Float16.toFloat(stored[i]);
        }
      }
      case UINT4 -> nibbles(source, width, rows, destination, offset);
      case COMPLEX_INT16, COMPLEX_FLOAT32 ->
          throw new IllegalArgumentException("complex pixels cannot be read as an image");
    }
  }

  /** The first position in [from, to) whose value is infinite or not a number, or -1. */
  static int firstNonFinite(float[] values, int from, int to) {
    int carried = 0;
    // Only an exponent of all ones carries into the sign bit; a loop without branches or chains of
    // floating-point operations keeps up with the disk.
    for (int i = from; i < to; i++) {
      carried |= (Float.floatToRawIntBits(values[i]) & 0x7f800000) + 0x00800000;
    }
    if (carried >= 0) {
      return -1;
    }
    int i = from;
    while (Float.isFinite(values[i])) {
      i++;
    }
    return i;
  }

  private static short[] shorts(ByteBuffer source, int count) {
    short[] stored = new short[count];
    ShortBuffer view = source.asShortBuffer();
    view.get(stored);
    return stored;
  }

  private static void nibbles(
      ByteBuffer source, int width, int rows, float[] destination, int offset) {
    byte[] row = new byte[(width + 1) / 2];
    for (int r = 0; r < rows; r++) {
      source.get(row);
      int start = offset + r * width;
      for (int c = 0; c < width; c++) {
        // The first pixel of a pair is the low nibble.
        destination[start + c] = row[c >> 1] >> ((c & 1) << 2) & 0xf;
      }
    }
  }
}
