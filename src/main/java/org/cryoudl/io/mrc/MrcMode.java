package org.cryoudl.io.mrc;

import java.util.Optional;

/** How an MRC file stores a pixel: the header's field "mode". */
public enum MrcMode {
  INT8(0, 8, "8-bit integers"),
  INT16(1, 16, "16-bit integers"),
  FLOAT32(2, 32, "32-bit reals"),
  COMPLEX_INT16(3, 32, "complex 16-bit integers"),
  COMPLEX_FLOAT32(4, 64, "complex 32-bit reals"),
  UINT16(6, 16, "unsigned 16-bit integers"),
  FLOAT16(12, 16, "16-bit reals"),
  UINT4(101, 4, "4-bit integers");

  private final int code;
  private final int bitsPerPixel;
  private final String words;

  MrcMode(int code, int bitsPerPixel, String words) {
    this.code = code;
    this.bitsPerPixel = bitsPerPixel;
    this.words = words;
  }

  /** The mode with the given code, if there is one. */
  public static Optional<MrcMode> of(int code) {
    for (MrcMode mode : values()) {
      if (mode.code == code) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The number in the header. */
  public int code() {
    return code;
  }

  /** What the pixels are, as a person would say it. */
  public String words() {
    return words;
  }

  /** Whether pixels are complex numbers, that is the file holds transforms, not images. */
  public boolean isComplex() {
    return this == COMPLEX_INT16 || this == COMPLEX_FLOAT32;
  }

  /** Bytes of a row; 4-bit rows of odd width are padded to a whole byte. */
  public long rowBytes(int width) {
    return ((long) width * bitsPerPixel + 7) / 8;
  }
}
