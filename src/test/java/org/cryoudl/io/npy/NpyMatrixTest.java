package org.cryoudl.io.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyMatrixTest {

  @TempDir Path folder;

  /** As numpy/lib/format.py describes version 1.0. */
  @Test
  void theFormatIsNumPys() throws Exception {
    Path file = folder.resolve("m.npy");
    NpyMatrix.write(file, 2, 3, (row, column) -> 10 * row + column);
    byte[] bytes = Files.readAllBytes(file);
    assertArrayEquals(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, Arrays.copyOf(bytes, 8));
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = buffer.getShort(8);
    assertEquals(0, (10 + length) % 64);
    String header = new String(bytes, 10, length, StandardCharsets.US_ASCII);
    assertTrue(header.startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
    assertTrue(header.endsWith("\n"));
    float[] values = new float[6];
    buffer.position(10 + length);
    buffer.asFloatBuffer().get(values);
    assertArrayEquals(new float[] {0, 1, 2, 10, 11, 12}, values);
    assertEquals(10 + length + 24, bytes.length);
  }

  @Test
  void nothingIsAMatrixToo() throws Exception {
    Path file = folder.resolve("m.npy");
    NpyMatrix.write(file, 0, 0, (row, column) -> 0);
    assertEquals(128, Files.size(file));
  }
}
