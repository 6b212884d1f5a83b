package org.cryoudl.io.scratch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * Arrays of single-precision numbers, all of one length, in a file that is gone once this is
 * closed, or its process dead: where the system can, it has no name from the beginning. A read
 * gives what was written, to the last bit, or nothing. A failure of the disk ends the use of the
 * file, not the run. Safe to use from several threads.
 */
public final class ScratchFile implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final int bytes;

  /**
   * Checksums of what was written, 0 where nothing was: a network's disk may lose what it has
   * taken.
   */
  private final AtomicIntegerArray marks;

  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final Consumer<IOException> onLoss;

  /**
   * @param file that the channel reads and writes
   */
  ScratchFile(Path file, FileChannel channel, int count, int floats, Consumer<IOException> onLoss) {
    this.file = file;
    this.channel = channel;
    this.bytes = Math.multiplyExact(Float.BYTES, floats);
    this.marks = new AtomicIntegerArray(count);
    this.onLoss = onLoss;
  }

  /**
   * Makes a file in which nothing is.
   *
   * @param file that does not exist
   * @param count of arrays
   * @param floats numbers in each
   * @param onLoss is told once if the file can be used no more
   * @throws IOException if it cannot be made
   */
  static ScratchFile create(Path file, int count, int floats, Consumer<IOException> onLoss)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new ScratchFile(file, channel, count, floats, onLoss);
  }

  /**
   * Keeps an array, which may be given in parts.
   *
   * @param index of the array
   * @param parts that follow each other
   */
  public void write(int index, float[]... parts) {
    if (lost.get()) {
      return;
    }
    ByteBuffer buffer = take();
    FloatBuffer numbers = buffer.asFloatBuffer();
    for (float[] part : parts) {
      numbers.put(part);
    }
    requireWhole(numbers);
    try {
      long at = (long) index * bytes;
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
      marks.set(index, mark(buffer));
    } catch (IOException e) {
      lose(e);
    } finally {
      buffers.add(buffer);
    }
  }

  /**
   * Gives an array, in parts if that is wanted.
   *
   * @param index of the array
   * @param parts that are filled one after the other
   * @return whether it is there; if not, the parts hold nothing of use
   */
  public boolean read(int index, float[]... parts) {
    int mark = marks.get(index);
    if (mark == 0 || lost.get()) {
      return false;
    }
    ByteBuffer buffer = take();
    try {
      long at = (long) index * bytes;
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, at);
        if (count < 0) {
          throw new EOFException("it has become shorter");
        }
        at += count;
      }
      if (mark(buffer) != mark) {
        throw new IOException("it does not give what was written");
      }
      FloatBuffer numbers = buffer.asFloatBuffer();
      for (float[] part : parts) {
        numbers.get(part);
      }
      requireWhole(numbers);
      return true;
    } catch (IOException e) {
      lose(e);
      return false;
    } finally {
      buffers.add(buffer);
    }
  }

  /** As many buffers are made as threads work at a time, whatever the number of arrays. */
  private ByteBuffer take() {
    ByteBuffer free = buffers.poll();
    return free == null
        ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
        : free.clear();
  }

  /** The checksum of a whole buffer, which is at its beginning afterwards. */
  private static int mark(ByteBuffer content) {
    CRC32 crc = new CRC32();
    crc.update(content.rewind());
    content.rewind();
    return Math.max(1, (int) crc.getValue() & Integer.MAX_VALUE);
  }

  private static void requireWhole(FloatBuffer numbers) {
    if (numbers.hasRemaining()) {
      throw new IllegalArgumentException(
          "arrays have " + numbers.limit() + " numbers, got " + numbers.position());
    }
  }

  private void lose(IOException failure) {
    if (!lost.getAndSet(true)) {
      onLoss.accept(failure);
      discard();
    }
  }

  private void discard() {
    try {
      channel.close();
    } catch (IOException e) {
      file.toFile().deleteOnExit(); // the next run in its folder removes what is left
    }
  }

  /** Removes the file. What is read or written later is as if the file had been lost. */
  @Override
  public void close() {
    if (!lost.getAndSet(true)) {
      discard();
    }
  }
}
