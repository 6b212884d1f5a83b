package org.cryoudl.io.mrc;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.metadata.PixelSize;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a header means when some of its fields are wrong, and refuses what cannot be read.
 */
final class HeaderReader {

  /** Larger sizes are taken for small ones read in the wrong byte order. */
  private static final int LARGEST_PLAUSIBLE_SIZE = 1 << 26;

  private static final int LARGEST_PLAUSIBLE_MODE = 127;

  private static final MrcHeader.IntTriple NO_AXES = new MrcHeader.IntTriple(0, 0, 0);

  private HeaderReader() {}

  /**
   * A header that can be read.
   *
   * @param header its fields
   * @param warnings what the user should know before using the pixels
   * @param oddities departures from the format that change nothing
   */
  record Result(MrcHeader header, List<String> warnings, List<String> oddities) {}

  /**
   * Reads a header.
   *
   * @param bytes the first {@link MrcHeader#BYTES} bytes
   * @param fileBytes length of the whole file
   * @param file for messages
   * @throws DataException if this is not an MRC file, its pixels are complex, or it is too short
   */
  static Result read(byte[] bytes, long fileBytes, Path file) {
    ByteOrder order = byteOrder(bytes, fileBytes, file);
    MrcHeader.Shape shape = MrcHeader.Shape.read(bytes, order);
    MrcMode mode =
        MrcMode.of(shape.modeCode())
            .orElseThrow(
                () ->
                    new DataException(
                        file
                            + " has pixels of mode "
                            + shape.modeCode()
                            + ", which MRC does not define; modes 0, 1, 2, 6, 12 and 101 can be"
                            + " read"));
    if (mode.isComplex()) {
      throw new DataException(
          file
              + " has pixels of mode "
              + mode.code()
              + " ("
              + mode.words()
              + "): it holds Fourier transforms, not images; transform it back and write mode 2");
    }
    MrcHeader header = MrcHeader.parse(bytes, order, mode);
    checkSize(header, fileBytes, file);
    return new Result(header, warnings(header, fileBytes), oddities(header));
  }

  private static ByteOrder byteOrder(byte[] bytes, long fileBytes, Path file) {
    int little = plausibility(bytes, ByteOrder.LITTLE_ENDIAN, fileBytes);
    int big = plausibility(bytes, ByteOrder.BIG_ENDIAN, fileBytes);
    if (little == 0 && big == 0) {
      MrcHeader.Shape shape = MrcHeader.Shape.read(bytes, ByteOrder.LITTLE_ENDIAN);
      throw new DataException(
          file
              + " is not an MRC file: in either byte order its header makes no sense (read as"
              + " little-endian it has "
              + shape.columns()
              + " x "
              + shape.rows()
              + " x "
              + shape.sections()
              + " pixels of mode "
              + shape.modeCode()
              + ")");
    }
    return big > little ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** 0 if a header cannot be in this byte order, else the more the likelier it is. */
  private static int plausibility(byte[] bytes, ByteOrder order, long fileBytes) {
    MrcHeader.Shape shape = MrcHeader.Shape.read(bytes, order);
    boolean possible =
        plausibleSize(shape.columns())
            && plausibleSize(shape.rows())
            && plausibleSize(shape.sections())
            && shape.modeCode() >= 0
            && shape.modeCode() <= LARGEST_PLAUSIBLE_MODE
            && shape.extendedBytes() >= 0;
    if (!possible) {
      return 0;
    }
    int score = 1;
    MrcMode mode = MrcMode.of(shape.modeCode()).orElse(null);
    if (mode != null) {
      MrcHeader header = MrcHeader.parse(bytes, order, mode);
      // The length is the surest sign: 256 read the wrong way round is a plausible 65,536.
      score += header.promisedBytes() == fileBytes ? 8 : header.promisedBytes() < fileBytes ? 2 : 0;
      score += header.hasValidAxes() ? 4 : 0;
    }
    return score + (stampOrder(bytes) == order ? 1 : 0);
  }

  private static boolean plausibleSize(int size) {
    return size >= 1 && size <= LARGEST_PLAUSIBLE_SIZE;
  }

  /** The byte order the machine stamp names, or null. */
  private static @Nullable ByteOrder stampOrder(byte[] bytes) {
    return switch (MrcHeader.machineStamp(bytes) >>> 8) {
      case 0x44 -> ByteOrder.LITTLE_ENDIAN;
      case 0x11 -> ByteOrder.BIG_ENDIAN;
      default -> null;
    };
  }

  private static void checkSize(MrcHeader header, long fileBytes, Path file) {
    if ((long) header.columns() * header.rows() > Integer.MAX_VALUE - 8) {
      throw new DataException(
          file
              + " has sections of "
              + header.columns()
              + " x "
              + header.rows()
              + " pixels, more than the "
              + (Integer.MAX_VALUE - 8)
              + " that can be read at once");
    }
    if (fileBytes < header.dataStart()) {
      throw new DataException(
          file
              + " lacks its extended header: the header promises one of "
              + header.extendedBytes()
              + " bytes after the first "
              + MrcHeader.BYTES
              + ", and pixels behind it, but the file has "
              + fileBytes
              + " bytes in all; copy or write it again, or set the header's nsymbt (byte 92) to 0 if"
              + " there is none");
    }
    if (fileBytes < header.promisedBytes()) {
      boolean withoutExtended =
          header.extendedBytes() > 0
              && fileBytes == header.promisedBytes() - header.extendedBytes();
      throw new DataException(
          file
              + " is cut short: its header promises "
              + header.promisedBytes()
              + " bytes ("
              + header.sections()
              + " x "
              + header.columns()
              + " x "
              + header.rows()
              + " pixels of mode "
              + header.mode().code()
              + "), the file has "
              + fileBytes
              + (withoutExtended
                  ? ": just what is missing is the extended header of "
                      + header.extendedBytes()
                      + " bytes that the header promises (nsymbt, byte 92); write it again, or set"
                      + " nsymbt to 0"
                  : "; copy or write it again"));
    }
  }

  private static List<String> warnings(MrcHeader header, long fileBytes) {
    List<String> warnings = new ArrayList<>();
    if (fileBytes > header.promisedBytes()) {
      warnings.add(
          "the file has "
              + fileBytes
              + " bytes, "
              + (fileBytes - header.promisedBytes())
              + " more than the "
              + header.promisedBytes()
              + " its header promises; the rest is ignored");
    }
    if (!header.hasValidAxes() && !header.axes().equals(NO_AXES)) {
      warnings.add(
          "the axis order "
              + words(header.axes())
              + " is impossible; columns, rows and sections are taken as X, Y and Z");
    }
    OptionalDouble size = header.writtenPixelSizeAngstroms();
    if (size.isPresent() && !PixelSize.isPossible(size.getAsDouble())) {
      warnings.add(
          "in the header "
              + PixelSize.objection(size.getAsDouble())
              + ", so the header's counts as unknown");
    }
    MrcHeader.Triple cell = header.cellAngstroms();
    MrcHeader.IntTriple m = header.sampling();
    if (cell.x() > 0 && m.x() > 0 && cell.y() > 0 && m.y() > 0) {
      double x = cell.x() / m.x();
      double y = cell.y() / m.y();
      if (Math.abs(x - y) > 1e-3 * Math.max(x, y)) {
        warnings.add(
            "pixels are not square: " + (float) x + " A along X, " + (float) y + " A along Y");
      }
    }
    return List.copyOf(warnings);
  }

  private static List<String> oddities(MrcHeader header) {
    List<String> oddities = new ArrayList<>();
    if (!header.magic().equals(MrcHeader.MAP)) {
      oddities.add("the word \"MAP \" is missing from the header");
    }
    boolean little = header.byteOrder() == ByteOrder.LITTLE_ENDIAN;
    if (header.machineStamp() >>> 8 != (little ? 0x44 : 0x11)) {
      oddities.add(
          String.format(
              Locale.ROOT,
              "the machine stamp %04x is wrong: the sizes show that the file is %s-endian",
              header.machineStamp(),
              little ? "little" : "big"));
    }
    if (header.version() / 10 != 2014) {
      oddities.add(
          "the header's version is " + header.version() + ", not the current format's 20140");
    }
    if (header.extendedBytes() > 0) {
      oddities.add(
          "an extended header of "
              + header.extendedBytes()
              + " bytes"
              + (header.extendedType().isBlank() ? "" : " (" + header.extendedType().strip() + ")")
              + " is skipped");
    }
    if (header.axes().equals(NO_AXES)) {
      oddities.add("the axis order is missing; columns, rows and sections are taken as X, Y and Z");
    }
    if (header.hasValidAxes() && !header.axes().equals(new MrcHeader.IntTriple(1, 2, 3))) {
      oddities.add("columns, rows and sections run along the axes " + words(header.axes()));
    }
    return List.copyOf(oddities);
  }

  private static String words(MrcHeader.IntTriple axes) {
    return axes.x() + ", " + axes.y() + ", " + axes.z();
  }
}
