package org.cryoudl.io.mrc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.StagingFolder;

/**
 * Writes a stack, an image or a volume as little-endian MRC2014, image by image, without holding it
 * in memory. The file appears under its name when {@link #commit} succeeds; closing a writer that
 * was not committed removes what it wrote.
 *
 * <p>{@link #append} and {@link #write} may be called by several threads at once. The file does not
 * depend on the order of writing.
 */
public final class MrcWriter implements AutoCloseable {

  private static final String LABEL = "Written by CryoUDL";
  private static final int CHUNK_BYTES = 1 << 20;

  private static final ThreadLocal<ByteBuffer> CHUNKS =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN));

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final int width;
  private final int height;
  private final MrcMode mode;
  private final boolean volume;
  private final OptionalDouble pixelSizeAngstroms;

  /** Statistics of each section by index; null where none is written yet. Guarded by itself. */
  private final List<PixelStatistics> sections = new ArrayList<>();

  private MrcWriter(
      Path target, int width, int height, MrcMode mode, boolean volume, OptionalDouble pixelSize) {
    if (mode != MrcMode.FLOAT32 && mode != MrcMode.FLOAT16) {
      throw new IllegalArgumentException("MRC is written in mode 2 or 12, not " + mode.code());
    }
    this.target = target;
    this.temporary = AtomicOutput.temporaryFor(target);
    this.width = width;
    this.height = height;
    this.mode = mode;
    this.volume = volume;
    this.pixelSizeAngstroms = pixelSize;
    try {
      this.channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Starts a stack of images.
   *
   * @param target the file to write; its folder must exist
   * @param width columns of every image
   * @param height rows of every image
   * @param mode {@link MrcMode#FLOAT32} or {@link MrcMode#FLOAT16}
   * @param pixelSizeAngstroms pixel size in A, empty if unknown
   * @throws EnvironmentException if the folder cannot be written
   */
  public static MrcWriter stack(
      Path target, int width, int height, MrcMode mode, OptionalDouble pixelSizeAngstroms) {
    return new MrcWriter(target, width, height, mode, false, pixelSizeAngstroms);
  }

  /** Starts a stack of images of 32-bit reals. */
  public static MrcWriter stack(
      Path target, int width, int height, OptionalDouble pixelSizeAngstroms) {
    return stack(target, width, height, MrcMode.FLOAT32, pixelSizeAngstroms);
  }

  /** Writes a file of one image of 32-bit reals. */
  public static void writeImage(Path target, Image image, OptionalDouble pixelSizeAngstroms) {
    try (MrcWriter writer = stack(target, image.width(), image.height(), pixelSizeAngstroms)) {
      writer.append(image.pixels());
      writer.commit();
    }
  }

  /** Writes a volume of 32-bit reals (ispg 1, mz = nz), X fastest. */
  public static void writeVolume(Path target, MrcVolume volume) {
    int section = volume.sizeX() * volume.sizeY();
    try (MrcWriter writer =
        new MrcWriter(
            target,
            volume.sizeX(),
            volume.sizeY(),
            MrcMode.FLOAT32,
            true,
            volume.pixelSizeAngstroms())) {
      float[] pixels = new float[section];
      for (int z = 0; z < volume.sizeZ(); z++) {
        System.arraycopy(volume.voxels(), z * section, pixels, 0, section);
        writer.append(pixels);
      }
      writer.commit();
    }
  }

  /**
   * Writes the image after the last one.
   *
   * @param pixels width x height finite values, row-major
   * @return its 0-based index
   * @throws EnvironmentException if the disk is full
   */
  public int append(float[] pixels) {
    int index;
    synchronized (sections) {
      index = sections.size();
      sections.add(null);
    }
    write(index, pixels);
    return index;
  }

  /**
   * Writes the image at a position, which may lie beyond the last one; all positions must be
   * written before {@link #commit}.
   *
   * @param index 0-based
   * @param pixels width x height finite values, row-major
   * @throws DataException if a value is too large for 16-bit reals
   * @throws EnvironmentException if the disk is full
   */
  public void write(int index, float[] pixels) {
    if (pixels.length != width * height) {
      throw new IllegalArgumentException(
          "an image of " + target + " has " + width * height + " pixels, got " + pixels.length);
    }
    if (PixelDecoder.firstNonFinite(pixels, 0, pixels.length) >= 0) {
      throw new IllegalArgumentException(
          "image "
              + (index + 1)
              + " for "
              + StagingFolder.published(target)
              + " holds a value that is not finite");
    }
    PixelStatistics statistics = new PixelStatistics();
    statistics.add(mode == MrcMode.FLOAT16 ? roundedToHalf(index, pixels) : pixels);
    long position = MrcHeader.BYTES + index * (mode.rowBytes(width) * height);
    int bytesPerPixel = (int) mode.rowBytes(1);
    ByteBuffer buffer = CHUNKS.get();
    int pixelsAtOnce = CHUNK_BYTES / bytesPerPixel;
    for (int from = 0; from < pixels.length; from += pixelsAtOnce) {
      int count = Math.min(pixelsAtOnce, pixels.length - from);
      buffer.clear();
      encode(pixels, from, count, buffer);
      buffer.position(0).limit(count * bytesPerPixel);
      writeFully(buffer, position + (long) from * bytesPerPixel);
    }
    synchronized (sections) {
      while (sections.size() <= index) {
        sections.add(null);
      }
      sections.set(index, statistics);
    }
  }

  /** Number of images written so far, or one more than the last index written. */
  public int size() {
    synchronized (sections) {
      return sections.size();
    }
  }

  /**
   * Finishes the file and moves it to its name, replacing what is there.
   *
   * @throws IllegalStateException if an image is missing
   * @throws EnvironmentException if the disk is full or the folder cannot be written
   */
  public void commit() {
    int count = size();
    PixelStatistics all = new PixelStatistics();
    for (int i = 0; i < count; i++) {
      PixelStatistics one = sections.get(i);
      if (one == null) {
        throw new IllegalStateException(
            "image " + (i + 1) + " of " + count + " was never written to " + target);
      }
      all.merge(one);
    }
    if (count == 0) {
      throw new IllegalStateException("no image was written to " + target);
    }
    MrcHeader header =
        MrcHeader.create(
            width, height, count, mode, volume, pixelSizeAngstroms, all.toHeader(), LABEL);
    writeFully(ByteBuffer.wrap(header.encode()), 0);
    try {
      channel.close();
      AtomicOutput.commit(temporary, target);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      AtomicOutput.discard(temporary);
    }
  }

  private void encode(float[] pixels, int from, int count, ByteBuffer buffer) {
    if (mode == MrcMode.FLOAT32) {
      buffer.asFloatBuffer().put(pixels, from, count);
      return;
    }
    short[] halves = new short[count];
    for (int i = 0; i < count; i++) {
      halves[i] = Float16.fromFloat(pixels[from + i]);
    }
    buffer.asShortBuffer().put(halves);
  }

  private float[] roundedToHalf(int index, float[] pixels) {
    float[] rounded = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rounded[i] = Float16.toFloat(Float16.fromFloat(pixels[i]));
      if (Float.isInfinite(rounded[i])) {
        throw new DataException(
            "image "
                + (index + 1)
                + " for "
                + StagingFolder.published(target)
                + " holds the value "
                + pixels[i]
                + ", larger than 16-bit reals can hold ("
                + Float16.MAX_VALUE
                + "); write 32-bit reals or normalise the images first");
      }
    }
    return rounded;
  }

  private void writeFully(ByteBuffer buffer, long position) {
    long at = position;
    try {
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private EnvironmentException unwritable(IOException e) {
    return AtomicOutput.unwritable(target, e);
  }
}
