package org.cryoudl.io.mrc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.failure.DataException;

/**
 * Whether whole numbers of modes 0 and 1 can be negative. Mode 0 is signed by the format, but many
 * programs wrote unsigned bytes into it, only some with IMOD's stamp, and 16-bit counts of cameras
 * stand in mode 1. Read with the wrong sign, bright pixels turn dark.
 *
 * @param unsigned whether they are 0 or more
 * @param remark what the user should know
 */
record IntegerSign(boolean unsigned, Optional<String> remark) {

  /** Bytes looked at where the header says nothing. */
  private static final int SAMPLE_BYTES = 1 << 20;

  private static final int SAMPLES = 16;

  /** How many times more bytes must lie about one turning point than about the other. */
  private static final long CLEAR_RATIO = 4;

  private static final IntegerSign SIGNED = new IntegerSign(false, Optional.empty());

  /**
   * Decides it: as the user says, else as IMOD's stamp says, else by the range that the header
   * states, else by where the bytes of the pixels lie.
   *
   * @throws DataException if nothing decides it and it matters
   */
  static IntegerSign of(MrcHeader header, MrcReadOptions options, FileChannel channel, Path file)
      throws IOException {
    if (header.mode() == MrcMode.INT16) {
      return inRange(header, 16).orElse(SIGNED);
    }
    if (header.mode() != MrcMode.INT8) {
      return SIGNED;
    }
    boolean chosen = options.byteSign() != MrcReadOptions.ByteSign.FROM_HEADER;
    if (chosen || header.signStamp() != MrcHeader.SignStamp.ABSENT) {
      boolean unsigned =
          chosen
              ? options.byteSign() == MrcReadOptions.ByteSign.UNSIGNED
              : header.signStamp() == MrcHeader.SignStamp.UNSIGNED;
      return new IntegerSign(unsigned, Optional.empty());
    }
    Optional<IntegerSign> byHeader = inRange(header, 8);
    return byHeader.isPresent() ? byHeader.get() : byPixels(header, channel, file);
  }

  /** What the header's minimum and maximum show, if one kind of number alone has both. */
  private static Optional<IntegerSign> inRange(MrcHeader header, int bits) {
    double least = header.statistics().minimum();
    double most = header.statistics().maximum();
    int half = 1 << bits - 1;
    if (least < 0 && least >= -half && most < half && most >= least) {
      return Optional.of(SIGNED);
    }
    if (least >= 0 && most >= half && most < 2 * half) {
      return Optional.of(
          new IntegerSign(
              true,
              Optional.of(
                  String.format(
                          Locale.ROOT,
                          "pixels of mode %d are signed by the format, but the header's minimum %d and",
                          header.mode().code(),
                          Math.round(least))
                      + String.format(
                          Locale.ROOT,
                          " maximum %d show that these are unsigned, and so they are read",
                          Math.round(most)))));
    }
    return Optional.empty();
  }

  private static IntegerSign byPixels(MrcHeader header, FileChannel channel, Path file)
      throws IOException {
    long[] counts = countBytes(header, channel, file);
    long upper = sum(counts, 128, 256);
    if (upper == 0) {
      return SIGNED; // either way the same
    }
    // Images have most pixels about their mean and few at the ends of their range. Signed bytes end
    // between 127 and 128 and go on between 255 and 0; unsigned ones do it the other way round.
    long aboutZero = sum(counts, 240, 256) + sum(counts, 0, 16);
    long aboutMiddle = sum(counts, 112, 144);
    if (aboutZero > CLEAR_RATIO * aboutMiddle) {
      return SIGNED;
    }
    if (aboutMiddle > CLEAR_RATIO * aboutZero) {
      return new IntegerSign(
          true,
          Optional.of(
              "pixels are bytes, and the header does not say whether signed; most lie about 128 and"
                  + " few about 0 and 255, so they are read as unsigned"));
    }
    throw new DataException(
        file
            + " holds bytes (mode 0), and neither a stamp nor the header's minimum "
            + header.statistics().minimum()
            + " and maximum "
            + header.statistics().maximum()
            + " nor the pixels show whether 128 to 255 stand for themselves or for -128 to -1; write"
            + " it as mode 1 or 2");
  }

  private static long[] countBytes(MrcHeader header, FileChannel channel, Path file)
      throws IOException {
    long bytes = header.sectionBytes() * header.sections();
    int piece = (int) Math.min(SAMPLE_BYTES / SAMPLES, bytes);
    long[] counts = new long[256];
    for (int i = 0; i < SAMPLES; i++) {
      ByteBuffer buffer = ByteBuffer.allocate(piece);
      MrcFile.readFully(
          channel, buffer, header.dataStart() + (bytes - piece) * i / (SAMPLES - 1), file);
      for (byte value : buffer.array()) {
        counts[value & 0xff]++;
      }
    }
    return counts;
  }

  private static long sum(long[] counts, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += counts[i];
    }
    return sum;
  }
}
