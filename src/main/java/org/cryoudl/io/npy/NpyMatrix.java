package org.cryoudl.io.npy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.cryoudl.io.AtomicOutput;

/** Writes matrices as NumPy reads them: format 1.0, 32-bit reals, little-endian, row by row. */
public final class NpyMatrix {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNED = 64;

  private NpyMatrix() {}

  /** Values of a matrix. */
  @FunctionalInterface
  public interface Values {
    double at(int row, int column);
  }

  /**
   * Writes a file, replacing one that is there.
   *
   * @throws org.cryoudl.failure.EnvironmentException if the folder cannot be written or is full
   */
  public static void write(Path file, int rows, int columns, Values values) {
    AtomicOutput.write(
        file,
        temporary -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
            writeHeader(out, rows, columns);
            ByteBuffer line =
                ByteBuffer.allocate(Float.BYTES * columns).order(ByteOrder.LITTLE_ENDIAN);
            for (int r = 0; r < rows; r++) {
              line.clear();
              for (int c = 0; c < columns; c++) {
                line.putFloat((float) values.at(r, c));
              }
              out.write(line.array());
            }
          }
        });
  }

  private static void writeHeader(OutputStream out, int rows, int columns) throws IOException {
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            rows,
            columns);
    int length = MAGIC.length + Short.BYTES + text.length() + 1;
    String padded = text + " ".repeat((ALIGNED - length % ALIGNED) % ALIGNED) + "\n";
    out.write(MAGIC);
    out.write(
        ByteBuffer.allocate(Short.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) padded.length())
            .array());
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
  }
}
