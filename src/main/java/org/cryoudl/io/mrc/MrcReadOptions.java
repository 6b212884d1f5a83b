package org.cryoudl.io.mrc;

/**
 * What to decide about an MRC file that its header may state wrongly.
 *
 * @param byteSign how to read 8-bit pixels (mode 0)
 */
public record MrcReadOptions(ByteSign byteSign) {

  /** Believe the header. */
  public static final MrcReadOptions DEFAULT = new MrcReadOptions(ByteSign.FROM_HEADER);

  /** The sign of 8-bit pixels. */
  public enum ByteSign {
    /** As IMOD's stamp says, else as the header's statistics show, else as the pixels show. */
    FROM_HEADER,
    /** -128 to 127, whatever the header says. */
    SIGNED,
    /** 0 to 255, whatever the header says. */
    UNSIGNED
  }
}
