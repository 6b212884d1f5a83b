package org.cryoudl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** MRC files built byte by byte from the description of the format, not by the code under test. */
public final class MrcBytes {

  private final ByteBuffer bytes;

  /** A header without oddities, followed by {@code dataBytes} zeros. */
  public MrcBytes(ByteOrder order, int nx, int ny, int nz, int mode, int extended, int dataBytes) {
    bytes = ByteBuffer.allocate(1024 + extended + dataBytes).order(order);
    integers(0, nx, ny, nz, mode);
    integers(28, nx, ny, 1);
    integers(64, 1, 2, 3);
    integers(92, extended);
    integers(108, 20140);
    ascii(208, "MAP ");
    int stamp = order == ByteOrder.LITTLE_ENDIAN ? 0x44 : 0x11;
    bytes.put(212, (byte) stamp).put(213, (byte) stamp);
  }

  public MrcBytes integers(int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes.putInt(at + 4 * i, values[i]);
    }
    return this;
  }

  public MrcBytes floats(int at, double... values) {
    for (int i = 0; i < values.length; i++) {
      bytes.putFloat(at + 4 * i, (float) values[i]);
    }
    return this;
  }

  public MrcBytes shorts(int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes.putShort(at + 2 * i, (short) values[i]);
    }
    return this;
  }

  public MrcBytes bytes(int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes.put(at + i, (byte) values[i]);
    }
    return this;
  }

  public MrcBytes ascii(int at, String text) {
    bytes.put(at, text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  public Path write(Path file) {
    return write(file, bytes.capacity());
  }

  /** Writes the file cut short or followed by zeros, so that it has {@code length} bytes. */
  public Path write(Path file, int length) {
    try {
      return Files.write(file, java.util.Arrays.copyOf(bytes.array(), length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
