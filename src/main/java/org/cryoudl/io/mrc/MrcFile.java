package org.cryoudl.io.mrc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ImageSource;
import org.cryoudl.metadata.PixelSize;
import org.jspecify.annotations.Nullable;

/**
 * An MRC file opened for reading, section by section. The sections of a volume are read as they lie
 * in the file; {@link MrcVolume} brings them into the canonical order of axes.
 *
 * <p>Reads are positioned reads into a buffer of each thread: they serve several threads at once,
 * files of any length, and leave no mapped memory behind.
 */
public final class MrcFile implements ImageSource {

  /** Bytes read at once; enough to run near the disk's speed, small enough for a core's cache. */
  private static final int CHUNK_BYTES = 1 << 20;

  private static final ThreadLocal<ByteBuffer> CHUNKS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

  private final Path path;
  private final FileChannel channel;
  private final HeaderReader.Result content;
  private final boolean unsigned;
  private final List<String> warnings;

  private MrcFile(
      Path path,
      FileChannel channel,
      HeaderReader.Result content,
      IntegerSign sign,
      List<String> warnings) {
    this.path = path;
    this.channel = channel;
    this.content = content;
    this.unsigned = sign.unsigned();
    this.warnings = warnings;
  }

  /** Opens a file, with the sign of bytes that its header states. */
  public static MrcFile open(Path path) {
    return open(path, MrcReadOptions.DEFAULT);
  }

  /**
   * Opens a file and checks its header and length.
   *
   * @throws DataException if there is no such file, it is not MRC, its pixels are complex, or it is
   *     shorter than its header promises
   * @throws EnvironmentException if the file cannot be read
   */
  public static MrcFile open(Path path, MrcReadOptions options) {
    if (Files.isDirectory(path)) {
      throw new DataException(path + " is a folder, not an MRC file");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      long fileBytes = channel.size();
      if (fileBytes < MrcHeader.BYTES) {
        throw new DataException(
            path
                + " is cut short or not an MRC file: the header alone takes "
                + MrcHeader.BYTES
                + " bytes, the file has "
                + fileBytes);
      }
      byte[] header = new byte[MrcHeader.BYTES];
      readFully(channel, ByteBuffer.wrap(header), 0, path);
      HeaderReader.Result content = HeaderReader.read(header, fileBytes, path);
      IntegerSign sign = IntegerSign.of(content.header(), options, channel, path);
      List<String> warnings = new ArrayList<>(content.warnings());
      sign.remark().ifPresent(warnings::add);
      MrcFile file = new MrcFile(path, channel, content, sign, List.copyOf(warnings));
      channel = null;
      return file;
    } catch (NoSuchFileException e) {
      throw new DataException("there is no file " + path + "; check the name and the folder", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      closeChannel(channel);
    }
  }

  public Path path() {
    return path;
  }

  public MrcHeader header() {
    return content.header();
  }

  /** Sentences about the file that its user should see before using the pixels. */
  public List<String> warnings() {
    return warnings;
  }

  /** Departures from the format that change nothing, for whoever inspects the file. */
  public List<String> oddities() {
    return content.oddities();
  }

  /** Whether 8-bit pixels are read as 0 to 255. */
  public boolean readsUnsignedBytes() {
    return unsigned && header().mode() == MrcMode.INT8;
  }

  /**
   * Whether the file seems to hold one volume: several sections, a name that does not end in {@code
   * .mrcs}, a space group other than 0, and mz other than 1. Metadata may know better: cryoSPARC
   * writes stacks that look like volumes.
   */
  public boolean isVolume() {
    MrcHeader header = header();
    return header.sections() > 1
        && !path.toString().toLowerCase(Locale.ROOT).endsWith(".mrcs")
        && header.spaceGroup() != 0
        && header.sampling().z() != 1;
  }

  /** Whether the file seems to hold images, one or many. */
  public boolean isStack() {
    return !isVolume();
  }

  @Override
  public int size() {
    return header().sections();
  }

  @Override
  public int width() {
    return header().columns();
  }

  @Override
  public int height() {
    return header().rows();
  }

  /** {@inheritDoc} It is cella.x / mx; a size that no microscope has counts as unknown. */
  @Override
  public OptionalDouble pixelSizeAngstroms() {
    OptionalDouble written = header().writtenPixelSizeAngstroms();
    return written.isPresent() && PixelSize.isPossible(written.getAsDouble())
        ? written
        : OptionalDouble.empty();
  }

  @Override
  public void read(int index, float[] destination) {
    checkIndex(index);
    int width = width();
    int pixels = width * height();
    if (destination.length != pixels) {
      throw new IllegalArgumentException(
          "an image of " + path + " has " + pixels + " pixels, got room for " + destination.length);
    }
    long rowBytes = header().mode().rowBytes(width);
    ByteBuffer buffer = chunk(rowBytes);
    int rowsAtOnce = (int) (buffer.capacity() / rowBytes);
    long position = header().dataStart() + index * header().sectionBytes();
    for (int row = 0; row < height(); row += rowsAtOnce) {
      int rows = Math.min(rowsAtOnce, height() - row);
      buffer.clear().limit((int) (rows * rowBytes));
      try {
        readFully(channel, buffer, position + row * rowBytes, path);
      } catch (IOException e) {
        throw unreadable(path, e);
      }
      buffer.flip().order(header().byteOrder());
      PixelDecoder.decode(header().mode(), unsigned, buffer, width, rows, destination, row * width);
      checkFinite(index, destination, row * width, (row + rows) * width);
    }
  }

  @Override
  public String describe(int index) {
    return String.format(Locale.ROOT, "%06d@%s", index + 1, path);
  }

  @Override
  public void close() {
    closeChannel(channel);
  }

  private void checkIndex(int index) {
    if (index < 0 || index >= size()) {
      throw new DataException(
          "there is no image "
              + describe(index)
              + ": the file holds "
              + size()
              + " image"
              + (size() == 1 ? "" : "s")
              + ", counted from 1");
    }
  }

  private void checkFinite(int index, float[] pixels, int from, int to) {
    int bad = PixelDecoder.firstUnusable(pixels, from, to);
    if (bad >= 0) {
      float value = pixels[bad];
      throw new DataException(
          "image "
              + describe(index)
              + " holds "
              + (Float.isNaN(value)
                  ? "a value that is not a number"
                  : Float.isInfinite(value)
                      ? "an infinite value"
                      : "the value "
                          + value
                          + ", larger than images are computed with ("
                          + String.format(Locale.ROOT, "%.1e", PixelDecoder.LARGEST)
                          + ")")
              + " at column "
              + bad % width()
              + ", row "
              + bad / width()
              + " (counted from 0); repair the image or leave it out");
    }
  }

  private static ByteBuffer chunk(long rowBytes) {
    // A row longer than a chunk is too rare to keep a buffer for.
    return rowBytes <= CHUNK_BYTES
        ? CHUNKS.get()
        : ByteBuffer.allocateDirect(Math.toIntExact(rowBytes));
  }

  static void readFully(FileChannel channel, ByteBuffer buffer, long position, Path path)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new DataException(
            path
                + " became shorter while it was read: no byte at "
                + at
                + ", the file now has "
                + channel.size());
      }
      at += count;
    }
  }

  private static RuntimeException unreadable(Path path, IOException e) {
    return e instanceof ClosedChannelException
        ? new IllegalStateException(path + " was read after it was closed", e)
        : new EnvironmentException("cannot read " + path + ": " + AtomicOutput.reason(e), e);
  }

  private static void closeChannel(@Nullable FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new EnvironmentException("cannot close a file: " + AtomicOutput.reason(e), e);
    }
  }
}
