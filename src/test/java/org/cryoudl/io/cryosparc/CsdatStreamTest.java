package org.cryoudl.io.cryosparc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.failure.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same table of 40 simulated particles, written by NumPy 2.4 (numpy.cs) and, as cryosparc-tools
 * 5.0 documents its stream, with blocks of liblz4 1.9 (lz4.cs) and without (plain.cs).
 */
class CsdatStreamTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"lz4.cs", "plain.cs"})
  void everyValueIsThatOfNumpy(String name) throws IOException {
    NpyTable expected = NpyTable.read(copy("numpy.cs"));
    NpyTable found = NpyTable.read(copy(name));
    assertEquals(40, found.rowCount());
    assertEquals(List.copyOf(expected.fields()), List.copyOf(found.fields()));
    for (String field : expected.fields()) {
      assertEquals(expected.items(field), found.items(field), field);
      for (int row = 0; row < 40; row++) {
        if (expected.isText(field)) {
          assertEquals(expected.text(row, field), found.text(row, field), field);
          continue;
        }
        for (int item = 0; item < expected.items(field); item++) {
          assertEquals(expected.number(row, field, item), found.number(row, field, item), field);
        }
      }
    }
    assertEquals(expected.wholeNumber(39, "uid"), found.wholeNumber(39, "uid"));
  }

  @Test
  void aTableWithoutRowsIsRead() throws IOException {
    NpyTable empty = NpyTable.read(copy("empty.cs"));
    assertEquals(0, empty.rowCount());
    assertTrue(empty.has("alignments2D/pose"));
  }

  /** A file cut anywhere, or with a byte turned, is read or refused, and never ends otherwise. */
  @Test
  void damageIsRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(copy("lz4.cs"));
    Path damaged = folder.resolve("damaged.cs");
    for (int length = 0; length < whole.length; length += 1 + length / 12) {
      Files.write(damaged, Arrays.copyOf(whole, length));
      DataException refused = assertThrows(DataException.class, () -> NpyTable.read(damaged));
      assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
      assertTrue(refused.getMessage().startsWith(damaged.toString()), refused.getMessage());
    }
    for (int at = 0; at < whole.length; at += 11) {
      byte[] turned = whole.clone();
      turned[at] ^= (byte) (1 << at % 8);
      Files.write(damaged, turned);
      try {
        NpyTable.read(damaged);
      } catch (DataException refused) {
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
      }
    }
  }

  private Path copy(String name) throws IOException {
    try (InputStream in = CsdatStreamTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }
}
