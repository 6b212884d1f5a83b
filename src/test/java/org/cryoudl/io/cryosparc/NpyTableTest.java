package org.cryoudl.io.cryosparc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.failure.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files laid out byte by byte as NumPy's format page says. */
class NpyTableTest {

  @TempDir Path folder;

  private Path file(int version, String header, byte[] data) throws IOException {
    byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(data);
    byte[] all = new byte[bytes.position()];
    bytes.flip().get(all);
    return Files.write(folder.resolve("t.cs"), all);
  }

  private static String header(String fields, String shape) {
    return "{'descr': [" + fields + "], 'fortran_order': False, 'shape': " + shape + ", }";
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsMixedRecords(int version) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2 * 36);
    for (int row = 0; row < 2; row++) {
      data.order(ByteOrder.LITTLE_ENDIAN).putLong(7L + row).put(new byte[] {'a', 'b', 0, 0, 0});
      data.putInt(-1).putInt(-1).putFloat(1.5f).putFloat(2.5f * (row + 1)).put((byte) 1);
      data.order(ByteOrder.BIG_ENDIAN).putShort((short) 258).putInt('Z');
    }
    String fields =
        "('uid', '<u8'), ('blob/path', '|S5'), ('u', '<u4'), ('i', '<i4'), ('xy', '<f4', (2,)),"
            + " ('flag', '|b1'), ('big', '>i2'), ('w', '>U1')";
    NpyTable table = NpyTable.read(file(version, header(fields, "(2,)"), data.array()));
    assertEquals(2, table.rowCount());
    assertEquals(8, table.number(1, "uid", 0));
    assertEquals("ab", table.text(1, "blob/path"));
    assertEquals(4294967295.0, table.number(0, "u", 0));
    assertEquals(-1, table.number(0, "i", 0));
    assertEquals(1.5, table.number(1, "xy", 0));
    assertEquals(5, table.number(1, "xy", 1));
    assertEquals(1, table.number(0, "flag", 0));
    assertEquals(258, table.number(0, "big", 0));
    assertEquals("Z", table.text(1, "w"));
    assertThrows(DataException.class, () -> table.number(0, "xy", 2));
    assertThrows(DataException.class, () -> table.number(0, "blob/path", 0));
    assertThrows(DataException.class, () -> table.text(0, "i"));
    DataException e = assertThrows(DataException.class, () -> table.number(0, "no", 0));
    assertTrue(e.getMessage().contains("no field no; its fields are uid, blob/path"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "('a', '|O') ~ (1,) ~ pickled Python objects",
        "('a', '<f4') ~ (3,) ~ holds",
        "('a', '<f4') ~ (1, 1) ~ one dimension",
        "('a', '<c8') ~ (1,) ~ not read",
        "('a', '<f2') ~ (1,) ~ not read",
        "('a', [('b', '<f4')]) ~ (1,) ~ not read",
        "('a', '<f4', (1048577,)) ~ (1,) ~ at most 1048576",
        "('a', '<f4'), ('a', '<i4') ~ (1,) ~ the field a twice",
        "('a', '|S0') ~ (2000000000,) ~ rows of 0 bytes",
        "('a' '<f4') ~ (1,) ~ expected ','",
        "('a', '<f4') ~ (1 ~ expected",
      })
  void namesWhatIsNotRead(String fields, String shape, String message) throws IOException {
    Path file = file(1, header(fields, shape), new byte[8]);
    DataException e = assertThrows(DataException.class, () -> NpyTable.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void rowsWhoseBytesOverflowAreRefused() throws IOException {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 2100; i++) {
      fields.append("('f").append(i).append("', '|S1048576'), ");
    }
    Path file = file(2, header(fields.toString(), "(1,)"), new byte[8]);
    DataException e = assertThrows(DataException.class, () -> NpyTable.read(file));
    assertTrue(e.getMessage().contains("at most 2147483647"), e.getMessage());
  }

  @Test
  void unsignedNumbersKeepAllTheirBits() throws IOException {
    byte[] ones = new byte[8];
    java.util.Arrays.fill(ones, (byte) -1);
    NpyTable table = NpyTable.read(file(1, header("('uid', '<u8')", "(1,)"), ones));
    assertEquals(0x1p64, table.number(0, "uid", 0));
    assertEquals(-1L, table.wholeNumber(0, "uid"));
  }

  @Test
  void tellsBothSizesOfATruncatedFile() throws IOException {
    String header = header("('a', '<f4')", "(3,)");
    Path file = file(1, header, new byte[8]);
    long start = 10 + header.length() + 1;
    DataException e = assertThrows(DataException.class, () -> NpyTable.read(file));
    assertTrue(
        e.getMessage().contains("holds " + (start + 8) + " bytes")
            && e.getMessage().contains("promises " + (start + 12)),
        e.getMessage());
  }

  @Test
  void refusesPlainArraysAndOtherFiles() throws IOException {
    Path plain = file(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", new byte[8]);
    assertThrows(DataException.class, () -> NpyTable.read(plain));
    Path text = Files.writeString(folder.resolve("text.cs"), "not NumPy at all");
    DataException e = assertThrows(DataException.class, () -> NpyTable.read(text));
    assertTrue(e.getMessage().contains("NumPy's mark"), e.getMessage());
    assertThrows(DataException.class, () -> NpyTable.read(folder.resolve("none.cs")));
  }
}
