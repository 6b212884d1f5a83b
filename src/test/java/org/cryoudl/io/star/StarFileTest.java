package org.cryoudl.io.star;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar: what is read, and which faults are named where. */
class StarFileTest {

  private static StarFile read(String text) throws IOException {
    return StarFile.read("p.star", new BufferedReader(new StringReader(text)));
  }

  @Test
  void readsBlocksInAnyOrderWithLoopsAndSingleValues() throws IOException {
    StarFile file =
        read(
            """
            # version 30001
            data_particles
            loop_
            _rlnImageName #1
            _rlnAnglePsi#2
            000001@a.mrcs 1.5
            \t2@a.mrcs\t-3e1   # said in passing

            3@a.mrcs 7
            data_general
            _one 5
            _two "five and a half"
            data_optics
            loop_
            _rlnOpticsGroup
            1""");
    assertEquals(30001, file.version().orElseThrow());
    assertEquals(3, file.tables().size());
    StarTable particles = file.table("particles").orElseThrow();
    assertEquals(List.of("rlnImageName", "rlnAnglePsi"), particles.columns());
    assertEquals(3, particles.rowCount());
    assertEquals(-30, particles.number(1, 1));
    assertEquals("2@a.mrcs", particles.text(1, 0));
    assertEquals("p.star, line 9", particles.place(2));
    StarTable general = file.table("general").orElseThrow();
    assertFalse(general.isLoop());
    assertEquals("five and a half", general.text(0, general.require("two")));
    assertEquals(1, file.table("optics").orElseThrow().wholeNumber(0, 0));
  }

  @Test
  void readsSeveralLoopsAndValuesOfOneBlock() throws IOException {
    StarFile file =
        read("data_x\n_v 1\nloop_\n_a\n1\n2\nloop_\n_b\n_c\n_d\n3 4 _x\n_y 6 7\n_w 5\n");
    assertEquals(4, file.tables().size());
    assertEquals(List.of("a"), file.tables().get(1).columns());
    assertEquals(2, file.tables().get(1).rowCount());
    assertEquals(4, file.tables().get(2).number(0, 1));
    // RELION takes a line of a row's length for a row, whatever it begins with.
    assertEquals("_y", file.tables().get(2).text(1, 0));
    assertEquals("5", file.tables().get(3).text(0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a b' c | a b | c",
        "\"\" c | `` | c",
        "it's fine | it's | fine",
        "'it's fine' c | it's fine | c",
        "\"say 'x' now\"\tc | say 'x' now | c",
        "a#b #c | a#b | ",
      })
  void takesQuotesAndCommentsApart(String line, String first, String second) {
    StarTokens tokens = new StarTokens(line);
    assertTrue(tokens.next());
    assertEquals(first, StarTokens.withoutQuotes(tokens.raw()));
    assertEquals(second != null, tokens.next());
    if (second != null) {
      assertEquals(second, StarTokens.withoutQuotes(tokens.raw()));
    }
  }

  @Test
  void readsCrlfByteOrderMarkAndMissingLastNewline(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("crlf.star");
    Files.writeString(file, "\uFEFFdata_\r\n\r\nloop_\r\n_a #1\r\n_b #2\r\n1 x\r\n2 y");
    StarTable table = StarFile.read(file).tables().get(0);
    assertEquals(2, table.rowCount());
    assertEquals("y", table.text(1, 1));
    assertEquals(2, table.number(1, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data_x\\nloop_\\n_a\\n_b\\n1 2\\n1 2 3\\n | line 6: the row has 3 values, but the block data_x has 2",
        "data_x\\nloop_\\n_a\\n_b\\n_a\\n | line 5: the column _a stands in line 3 already",
        "data_x\\n_a\\n_b\\n1 2\\n | line 2: _a has no value, and no loop_ stands before it",
        "data_x\\n1 2\\n | line 2: a row of values stands in the block data_x, which has no loop_",
        "data_x\\nloop_\\n1 2\\n | line 3: a row of values follows loop_, which has no columns",
        "data_x\\nloop_\\n_a\\n'b\\n | line 4: a quote is not closed",
        "data_x\\n_a 1 2\\n | line 2: _a has more than one value",
        "data_x\\n_a 1\\ndata_x\\n | line 3: the block data_x stands in line 1 already",
        "data_x\\n_a\\n;text\\n | line 2: _a has no value",
        "data_x\\nloop_\\n_a\\n;text\\n | line 4: ';text' (save frames, stop_ and multi-line values)",
        "loop_\\n_a\\n | line 1: 'loop_' stands before any data_ block",
        "1,2,3\\n | line 1: '1,2,3' stands before any data_ block",
      })
  void namesFaultAndLine(String text, String message) {
    DataException e = assertThrows(DataException.class, () -> read(text.replace("\\n", "\n")));
    assertTrue(e.getMessage().startsWith("p.star, " + message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment\n"})
  void refusesEmptyFiles(String text) {
    DataException e = assertThrows(DataException.class, () -> read(text));
    assertTrue(e.getMessage().contains("is empty"), e.getMessage());
  }

  @Test
  void namesMissingColumnAndBadNumbers() throws IOException {
    StarTable table = read("data_x\nloop_\n_a\n_b\n1.5 nan\nx inf\n").tables().get(0);
    assertMessage("has no column _c; its 2 columns are a, b", () -> table.require("c"));
    assertMessage("p.star, line 6: _a is 'x', not a finite number", () -> table.number(1, 0));
    assertMessage("p.star, line 5: _b is 'nan', not a finite", () -> table.number(0, 1));
    assertMessage("p.star, line 5: _a is '1.5', not a whole", () -> table.wholeNumber(0, 0));
  }

  private static void assertMessage(String part, Runnable action) {
    DataException e = assertThrows(DataException.class, action::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void refusesBinaryAndMissingFiles(@TempDir Path folder) throws IOException {
    Path binary = folder.resolve("binary.star");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertMessage("is not a text file", () -> StarFile.read(binary));
    Path zeros = folder.resolve("zeros.star");
    Files.write(zeros, new byte[1024]);
    assertMessage("zero byte", () -> StarFile.read(zeros));
    assertMessage("does not exist", () -> StarFile.read(folder.resolve("none.star")));
  }

  @Test
  void writesWhatItReads() throws IOException {
    String text =
        """

        # version 30001

        data_general

        _a 1
        _b 'x y'
        \s

        # version 30001

        data_particles

        loop_\s
        _rlnImageName #1\s
        _unknownColumn #2\s
        000001@a.mrcs    "two  words"
        \s
        """;
    StringBuilder out = new StringBuilder();
    StarWriter writer = new StarWriter(out);
    for (StarTable table : read(text).tables()) {
      writer.version(StarWriter.VERSION_3_1);
      writer.block(table.block());
      writer.table(table);
    }
    assertEquals(text, out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "", "two words", "it's", "\"q\" 'r", "_x", "#x", "a#b", "'", ";x"})
  void quotesSoThatItReadsBack(String value) throws IOException {
    String row = "x " + StarWriter.quote(value) + " y";
    StarTable table = read("data_\nloop_\n_a\n_b\n_c\n" + row + "\n").tables().get(0);
    assertEquals(value, table.text(0, 1));
    assertEquals("y", table.text(0, 2));
  }

  @Test
  void refusesToQuoteWhatNoQuoteHolds() {
    assertThrows(DataException.class, () -> StarWriter.quote("a' b\" c"));
    assertThrows(DataException.class, () -> StarWriter.quote("two\nlines"));
  }

  @Test
  void holdsManyRowsCheaply() throws IOException {
    int rows = 200_000;
    StringBuilder text = new StringBuilder("data_\nloop_\n_a\n_b\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(" 000001@some/folder/stack.mrcs\n");
    }
    StarTable table = read(text.toString()).tables().get(0);
    assertEquals(rows, table.rowCount());
    assertEquals(rows - 1, table.wholeNumber(rows - 1, 0));
  }
}
