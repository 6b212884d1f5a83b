package org.cryoudl.io.mrc;

/** Conversion between IEEE 754 binary16 ("half") and binary32. */
public final class Float16 {

  /** The largest finite half, (2 - 2^-10) 2^15. */
  public static final float MAX_VALUE = 65504f;

  /** From here on, rounding to nearest gives infinity: half a step above {@link #MAX_VALUE}. */
  private static final float OVERFLOW = 65520f;

  private static final float SMALLEST_NORMAL = 0x1p-14f;
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7c00;
  private static final int QUIET_NAN = 0x7e00;

  private Float16() {}

  /** The value that 16 bits stand for; exact. */
  public static float toFloat(short half) {
    int sign = (half & SIGN) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude >= INFINITY) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (magnitude & 0x3ff) << 13);
    }
    // The half's fields, moved to their places in a float, read 2^112 times too small (the
    // difference of the exponents' biases, 127 - 15); this holds for subnormal halves as well.
    float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
    return sign == 0 ? value : -value;
  }

  /** The half nearest to {@code value}, ties to the even one; too large values become infinite. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & SIGN;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | QUIET_NAN);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | INFINITY);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Subnormal halves count steps of 2^-24; rounding up to the smallest normal falls in place.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int unsigned = bits & 0x7fffffff;
    int roundToEven = 0xfff + (unsigned >>> 13 & 1);
    return (short) (sign | (((unsigned + roundToEven) >>> 13) - (112 << 10)));
  }
}
