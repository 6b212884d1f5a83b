package org.cryoudl.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.csv.CsvReader.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

  /** Names of images that are harmless in a spreadsheet, that are not, and that need quotes. */
  private static final List<String> NAMES =
      List.of(
          "1@a.mrcs",
          "=1+0.mrc",
          "+1.mrc",
          "-3.mrc",
          "@sum.mrc",
          "'=1+0.mrc",
          "''-quoted.mrc",
          "'plain.mrc",
          "a,b.mrc",
          "say \"a\".mrc",
          "=a,\"b\".mrc",
          "two\nlines.mrc",
          "a name of more than twenty-four characters.mrc",
          "-11",
          "+1e-5",
          "#1.mrc",
          "\u00e9.mrc");

  @TempDir Path folder;

  @Test
  void namesComeBackAsTheyWere() throws IOException {
    List<String> back = new ArrayList<>();
    for (Line line : CsvReader.read(write(), "names")) {
      back.add(line.cells().get(0));
    }
    assertEquals("image", back.remove(0));
    assertEquals(NAMES, back);
  }

  /** The first sign of a cell, within its quotes or without. */
  @Test
  void noTextBeginsAsAFormulaDoes() throws IOException {
    String text = Files.readString(write());
    assertTrue(text.startsWith("image,psi_deg\n1@a.mrcs,-1.250000\n'=1+0.mrc,-1.250000\n"), text);
    assertTrue(text.contains("\n\"'=a,\"\"b\"\".mrc\",-1.250000\n"), text);
    assertTrue(text.contains("\n-11,-1.250000\n"), text);
    assertTrue(text.contains("\na name of more than twenty-four characters.mrc,"), text);
    for (String line : text.split("\n")) {
      assertFalse(line.matches("\"?[=@].*"), line);
      assertFalse(line.matches("\"?[+-].*") && !line.matches("[+-][0-9e.-]+,.*"), line);
    }
  }

  private Path write() {
    Path file = folder.resolve("names.csv");
    CsvWriter.write(
        file,
        List.of("image", "psi_deg"),
        out -> {
          for (String name : NAMES) {
            out.row(name, CsvWriter.fixed(-1.25, 6));
          }
        });
    return file;
  }

  @Test
  void linesAreCountedAsAnEditorCountsThem() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "\uFEFFa, b\r\n\r\n \r\n1,\"x\ny\"\r\n2,\r\n\r\n,");
    List<Line> lines = CsvReader.read(file, "numbers");
    assertEquals(
        List.of(
            new Line(1, List.of("a", "b")),
            new Line(4, List.of("1", "x\ny")),
            new Line(6, List.of("2", "")),
            new Line(8, List.of("", ""))),
        lines);
  }

  @Test
  void anOpenQuoteIsToldWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n3,\"4\n5,6\n");
    String message =
        assertThrows(DataException.class, () -> CsvReader.read(file, "numbers")).getMessage();
    assertTrue(message.startsWith(file + ", line "), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aLineOfTooFewCellsIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> CsvWriter.write(folder.resolve("a.csv"), List.of("a", "b"), out -> out.row("1")));
  }

  /** As the formatter of the JDK has it, but for zero, which has no sign. */
  @Test
  void numbersAreRoundedAsByFormat() {
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < 3000; k++) {
      int decimals = k % 8;
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 14));
      String expected = String.format(Locale.ROOT, "%." + decimals + "f", value);
      boolean zero = expected.matches("-0(\\.0*)?");
      assertEquals(zero ? expected.substring(1) : expected, CsvWriter.fixed(value, decimals));
    }
    assertEquals("0.13", CsvWriter.fixed(0.125, 2));
    assertEquals("-0.13", CsvWriter.fixed(-0.125, 2));
    assertEquals("0.0", CsvWriter.fixed(-0.0, 1));
    assertEquals("0.0", CsvWriter.fixed(-0.04999999, 1));
    assertEquals("NaN", CsvWriter.fixed(Double.NaN, 2));
    assertEquals("-Infinity", CsvWriter.fixed(Double.NEGATIVE_INFINITY, 2));
  }
}
