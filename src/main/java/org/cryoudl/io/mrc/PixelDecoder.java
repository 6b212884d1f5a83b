package org.cryoudl.io.mrc;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** Turns rows of stored pixels into 32-bit reals. */
final class PixelDecoder {

  /** Sums of squares of larger pixels leave the range of 32-bit reals. */
  static final float LARGEST = 0x1p50f;

  /**
   * Added to the exponent's bits of {@link #LARGEST} or of anything larger it sets the sign bit.
   */
  private static final int CARRY_OF_LARGEST = 0x80000000 - Float.floatToRawIntBits(LARGEST);

  private PixelDecoder() {}

  /**
   * Decodes whole rows.
   *
   * @param mode a mode that is not complex
   * @param unsigned whether modes 0 and 1 hold no negative numbers
   * @param source stored bytes from its position to its limit, in the file's byte order
   * @param width pixels of a row
   * @param rows number of rows
   * @param destination receives rows x width values
   * @param offset where in destination they start
   */
  static void decode(
      MrcMode mode,
      boolean unsigned,
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
        int mask = unsigned ? 0xff : -1;
        for (int i = 0; i < count; i++) {
          destination[offset + i] = stored[i] & mask;
        }
      }
      case INT16 -> {
        short[] stored = shorts(source, count);
        int mask = unsigned ? 0xffff : -1;
        for (int i = 0; i < count; i++) {
          destination[offset + i] = stored[i] & mask;
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
    return firstCarrying(values, from, to, 0x00800000);
  }

  /** The first position whose value is not finite or too large to compute with, or -1. */
  static int firstUnusable(float[] values, int from, int to) {
    return firstCarrying(values, from, to, CARRY_OF_LARGEST);
  }

  private static int firstCarrying(float[] values, int from, int to, int carry) {
    int carried = 0;
    // Only an exponent that is large enough carries into the sign bit; a loop without branches or
    // chains of floating-point operations keeps up with the disk.
    for (int i = from; i < to; i++) {
      carried |= (Float.floatToRawIntBits(values[i]) & 0x7f800000) + carry;
    }
    if (carried >= 0) {
      return -1;
    }
    int i = from;
    while ((Float.floatToRawIntBits(values[i]) & 0x7f800000) + carry >= 0) {
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
