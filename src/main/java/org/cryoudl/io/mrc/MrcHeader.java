package org.cryoudl.io.mrc;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The first 1,024 bytes of an MRC file. This class alone knows where its fields are.
 *
 * @param byteOrder byte order of header and pixels
 * @param columns nx, pixels of a row
 * @param rows ny, rows of a section
 * @param sections nz, images of a stack or sections of a volume
 * @param mode how a pixel is stored
 * @param signStamp what IMOD's stamp and flags say about the sign of mode 0, if the stamp is there
 * @param start position of the first column, row and section in the unit cell (nxstart ...)
 * @param sampling intervals along X, Y, Z of the unit cell (mx, my, mz)
 * @param cellAngstroms size of the unit cell along X, Y, Z in A
 * @param axes which of X (1), Y (2), Z (3) columns, rows and sections run along (mapc, mapr, maps)
 * @param statistics what the header says about the pixels, often stale
 * @param spaceGroup ispg: 0 for images, 1 for a volume, 401 for a stack of volumes
 * @param extendedBytes nsymbt, bytes between this header and the pixels
 * @param extendedType exttyp, four characters
 * @param version nversion, 20140 for MRC2014, 0 in old files
 * @param originAngstroms origin of the coordinates in A
 * @param magic four characters at byte 208, "MAP " in a valid file
 * @param machineStamp the first two bytes of machst: 0x4444 or 0x4441 little, 0x1111 big endian
 * @param labels up to ten texts of 80 characters
 */
public record MrcHeader(
    ByteOrder byteOrder,
    int columns,
    int rows,
    int sections,
    MrcMode mode,
    SignStamp signStamp,
    IntTriple start,
    IntTriple sampling,
    Triple cellAngstroms,
    IntTriple axes,
    Statistics statistics,
    int spaceGroup,
    int extendedBytes,
    String extendedType,
    int version,
    Triple originAngstroms,
    String magic,
    int machineStamp,
    List<String> labels) {

  /** Bytes of the header. */
  public static final int BYTES = 1024;

  static final String MAP = "MAP ";
  static final int LITTLE_ENDIAN_STAMP = 0x4444;
  private static final int CURRENT_VERSION = 20140;
  private static final int IMOD_STAMP = 1146047817;
  private static final int LABEL_BYTES = 80;
  private static final int MOST_LABELS = 10;

  /** What a header says outright about the sign of bytes. */
  public enum SignStamp {
    ABSENT,
    SIGNED,
    UNSIGNED
  }

  /** Three integers, along columns, rows, sections or along X, Y, Z. */
  public record IntTriple(int x, int y, int z) {}

  /** Three reals along X, Y, Z. */
  public record Triple(float x, float y, float z) {}

  /**
   * Statistics of the pixels.
   *
   * @param minimum dmin
   * @param maximum dmax
   * @param mean dmean
   * @param rms standard deviation from the mean
   */
  public record Statistics(float minimum, float maximum, float mean, float rms) {}

  public MrcHeader {
    labels = List.copyOf(labels);
  }

  /** The four fields that decide whether bytes can be a header, read in one byte order. */
  record Shape(int columns, int rows, int sections, int modeCode, int extendedBytes) {

    static Shape read(byte[] header, ByteOrder order) {
      ByteBuffer b = ByteBuffer.wrap(header).order(order);
      return new Shape(b.getInt(0), b.getInt(4), b.getInt(8), b.getInt(12), b.getInt(92));
    }
  }

  /** The first two bytes of the machine stamp, which do not depend on the byte order. */
  static int machineStamp(byte[] header) {
    return ((header[212] & 0xff) << 8) | (header[213] & 0xff);
  }

  /**
   * Reads the fields.
   *
   * @param header {@link #BYTES} bytes
   * @param order their byte order
   * @param mode their pixel mode
   */
  static MrcHeader parse(byte[] header, ByteOrder order, MrcMode mode) {
    ByteBuffer b = ByteBuffer.wrap(header).order(order);
    List<String> labels = new ArrayList<>();
    int labelCount = Math.max(0, Math.min(MOST_LABELS, b.getInt(220)));
    for (int i = 0; i < labelCount; i++) {
      labels.add(text(header, 224 + i * LABEL_BYTES, LABEL_BYTES).strip());
    }
    return new MrcHeader(
        order,
        b.getInt(0),
        b.getInt(4),
        b.getInt(8),
        mode,
        b.getInt(152) != IMOD_STAMP
            ? SignStamp.ABSENT
            : (b.getInt(156) & 1) == 0 ? SignStamp.UNSIGNED : SignStamp.SIGNED,
        integers(b, 16),
        integers(b, 28),
        reals(b, 40),
        integers(b, 64),
        new Statistics(b.getFloat(76), b.getFloat(80), b.getFloat(84), b.getFloat(216)),
        b.getInt(88),
        b.getInt(92),
        text(header, 104, 4),
        b.getInt(108),
        reals(b, 196),
        text(header, 208, 4),
        machineStamp(header),
        labels);
  }

  /**
   * The header of a new file: little-endian MRC2014.
   *
   * @param volume whether the sections are one volume (ispg 1, mz = nz) or images (ispg 0, mz 1)
   * @param pixelSizeAngstroms pixel size in A; empty leaves the cell 0, which means unknown
   */
  static MrcHeader create(
      int columns,
      int rows,
      int sections,
      MrcMode mode,
      boolean volume,
      OptionalDouble pixelSizeAngstroms,
      Statistics statistics,
      String label) {
    double pixel = pixelSizeAngstroms.orElse(0);
    int mz = volume ? sections : 1;
    return new MrcHeader(
        ByteOrder.LITTLE_ENDIAN,
        columns,
        rows,
        sections,
        mode,
        SignStamp.ABSENT,
        new IntTriple(0, 0, 0),
        new IntTriple(columns, rows, mz),
        new Triple((float) (columns * pixel), (float) (rows * pixel), (float) (mz * pixel)),
        new IntTriple(1, 2, 3),
        statistics,
        volume ? 1 : 0,
        0,
        "",
        CURRENT_VERSION,
        new Triple(0, 0, 0),
        MAP,
        LITTLE_ENDIAN_STAMP,
        List.of(label));
  }

  /** The {@link #BYTES} bytes to store; IMOD's stamp is not written. */
  byte[] encode() {
    byte[] header = new byte[BYTES];
    ByteBuffer b = ByteBuffer.wrap(header).order(byteOrder);
    b.putInt(0, columns).putInt(4, rows).putInt(8, sections).putInt(12, mode.code());
    b.putInt(16, start.x()).putInt(20, start.y()).putInt(24, start.z());
    b.putInt(28, sampling.x()).putInt(32, sampling.y()).putInt(36, sampling.z());
    b.putFloat(40, cellAngstroms.x());
    b.putFloat(44, cellAngstroms.y()).putFloat(48, cellAngstroms.z());
    b.putFloat(52, 90).putFloat(56, 90).putFloat(60, 90);
    b.putInt(64, axes.x()).putInt(68, axes.y()).putInt(72, axes.z());
    b.putFloat(76, statistics.minimum()).putFloat(80, statistics.maximum());
    b.putFloat(84, statistics.mean()).putFloat(216, statistics.rms());
    b.putInt(88, spaceGroup).putInt(92, extendedBytes).putInt(108, version);
    put(header, 104, extendedType, 4);
    b.putFloat(196, originAngstroms.x());
    b.putFloat(200, originAngstroms.y()).putFloat(204, originAngstroms.z());
    put(header, 208, magic, 4);
    header[212] = (byte) (machineStamp >>> 8);
    header[213] = (byte) machineStamp;
    b.putInt(220, labels.size());
    for (int i = 0; i < labels.size(); i++) {
      put(header, 224 + i * LABEL_BYTES, labels.get(i), LABEL_BYTES);
    }
    return header;
  }

  /** cella.x / mx to the seven digits that a 32-bit real holds, whatever it is worth. */
  public OptionalDouble writtenPixelSizeAngstroms() {
    float cell = cellAngstroms.x();
    int intervals = sampling.x();
    if (!Float.isFinite(cell) || cell <= 0 || intervals <= 0) {
      return OptionalDouble.empty();
    }
    BigDecimal size = new BigDecimal((double) cell / intervals);
    return OptionalDouble.of(size.round(new MathContext(7)).doubleValue());
  }

  /** Position of the first pixel in the file. */
  public long dataStart() {
    return BYTES + (long) extendedBytes;
  }

  /** Bytes of one section. */
  public long sectionBytes() {
    return mode.rowBytes(columns) * rows;
  }

  /** Bytes of a file that holds all the header promises. */
  public long promisedBytes() {
    // Sizes may be anything: a file of more bytes than a long can count is promised then.
    return Math.multiplyHigh(sectionBytes(), sections) == 0 && sectionBytes() * sections >= 0
        ? dataStart() + Math.min(sectionBytes() * sections, Long.MAX_VALUE - dataStart())
        : Long.MAX_VALUE;
  }

  /** Whether columns, rows and sections run along three different axes of X, Y, Z. */
  public boolean hasValidAxes() {
    int seen = 0;
    for (int axis : new int[] {axes.x(), axes.y(), axes.z()}) {
      seen |= axis >= 1 && axis <= 3 ? 1 << axis : 0;
    }
    return seen == 0b1110;
  }

  private static IntTriple integers(ByteBuffer b, int at) {
    return new IntTriple(b.getInt(at), b.getInt(at + 4), b.getInt(at + 8));
  }

  private static Triple reals(ByteBuffer b, int at) {
    return new Triple(b.getFloat(at), b.getFloat(at + 4), b.getFloat(at + 8));
  }

  private static String text(byte[] header, int at, int length) {
    return new String(header, at, length, StandardCharsets.ISO_8859_1).replace('\0', ' ');
  }

  private static void put(byte[] header, int at, String text, int length) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, Math.min(length, bytes.length));
  }
}
