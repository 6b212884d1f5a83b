package org.cryoudl.report.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Series;
import org.cryoudl.testing.ExampleReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

  private static final int PARTICLES = 150;
  private static final int VIEWED = 130;

  @TempDir Path folder;

  private String write(Report report) throws IOException {
    assertEquals(folder.resolve("report.html"), ReportFiles.write(report, folder));
    return Files.readString(folder.resolve("report.html"));
  }

  @Test
  void allFilesAreWritten() throws IOException {
    write(ExampleReport.of(PARTICLES, VIEWED));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          ReportFiles.names().stream().sorted().toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void noTextBecomesMarkup() throws IOException {
    String page = write(ExampleReport.of(PARTICLES, VIEWED));
    // Wherever the example's text stands, its first character is escaped.
    assertFalse(page.contains("</script><img src=x"), "a text ended a script");
    assertFalse(page.contains("<img src=x"), "a text became an element");
    assertFalse(page.contains("' <!--"), "a text opened a comment");
    assertTrue(
        page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted"));
    assertTrue(page.contains("\\u003c/script>\\u003cimg src=x"));
  }

  @Test
  void nothingIsAskedForOutside() throws IOException {
    String page = write(ExampleReport.of(PARTICLES, VIEWED));
    Matcher address = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
    int count = 0;
    while (address.find()) {
      count++;
      assertTrue(address.group(1).matches("(#|data:)[\\s\\S]*"), address.group(1));
    }
    assertTrue(count >= 7, count + " addresses");
    assertTrue(page.contains("Content-Security-Policy\" content=\"default-src 'none';"));
    assertFalse(page.contains("@import"), "a style is loaded");
  }

  @Test
  void jsonHoldsTheNumbersAsTheyAre() throws IOException {
    write(ExampleReport.of(PARTICLES, VIEWED));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertEquals("caution", json.at("/verdict/tone").asText());
    assertEquals("But mind " + ExampleReport.NASTY, json.at("/verdict/sentences/1").asText());
    JsonNode line = json.at("/sections/1/blocks/0");
    assertEquals("[1,0.9,null,0.2,0.1]", line.at("/series/0/y").toString());
    assertEquals(0.143, line.at("/levels/0/value").asDouble());
    JsonNode table = json.at("/sections/2/blocks/0");
    assertEquals(0.12345, table.at("/rows/0/1").asDouble());
    assertEquals("\u2013", table.at("/rows/1/1").asText());
    JsonNode particles = json.at("/sections/3/blocks/1");
    assertEquals(PARTICLES, particles.get("names").size());
    JsonNode correlation = particles.at("/columns/1");
    assertEquals("correlation", correlation.get("key").asText());
    // 1 - 50 / 150, to the column's four decimals.
    assertEquals(0.6667, correlation.at("/values/50").asDouble());
    assertTrue(particles.at("/columns/2/values/3").isNull(), "what is unknown is null");
    assertEquals(
        "cryoudl " + ExampleReport.NASTY, json.at("/sections/4/blocks/0/facts/Command").asText());
  }

  @Test
  void csvHoldsTheSameNumbers() throws IOException {
    write(ExampleReport.of(PARTICLES, VIEWED));
    List<String> figures = Files.readAllLines(folder.resolve("report-figures.csv"));
    assertEquals("item,series,x,y,low,high", figures.get(0));
    assertTrue(figures.contains("line,halves <i>,1,0.9,,"), figures.toString());
    assertTrue(figures.contains("line,halves <i>,2,,,"), figures.toString());
    assertTrue(figures.contains("histogram,errors,0.5,3,,"), figures.toString());
    assertTrue(
        figures.contains("methods,mean error,\"ours, \"\"best\"\"\",0.12345,0.1,0.2"),
        figures.toString());
    List<String> particles = Files.readAllLines(folder.resolve("report-particles.csv"));
    assertEquals("image,psi_degrees,correlation,error", particles.get(0));
    assertEquals(PARTICLES + 1, particles.size());
    assertTrue(particles.get(51).startsWith("000051@stack.mrcs,140,0.6667,"), particles.get(51));
    assertTrue(particles.get(4).endsWith(","), particles.get(4));
  }

  @Test
  void viewsAreWhatThePageUnpacks() throws IOException {
    String page = write(ExampleReport.of(PARTICLES, VIEWED));
    // Row 70 is the seventh of the second piece.
    ByteBuffer bytes = ByteBuffer.wrap(unpacked(page, "views-1")).order(ByteOrder.LITTLE_ENDIAN);
    int pixels = ExampleReport.SIDE * ExampleReport.SIDE;
    int size = 4 + 2 * pixels + ExampleReport.TURNS;
    assertEquals(64 * size, bytes.capacity());
    int start = 6 * size;
    assertEquals(35, bytes.getFloat(start));
    assertEquals(70, bytes.get(start + 4 + pixels + 9));
    // The example's curve is 0 at turn 70 mod 36 = 34 and falls by one a turn.
    int curve = start + 4 + 2 * pixels;
    assertEquals(0, bytes.get(curve + 34));
    assertEquals(Math.round(255 * 3 / 35.0), bytes.get(curve + 1) & 0xff);
    assertEquals(255, bytes.get(curve + 33) & 0xff);
    assertEquals(2 * size, unpacked(page, "views-2").length);
    assertFalse(page.contains("id=\"views-3\""));
  }

  @Test
  void theDrawingLibraryIsInIt() throws IOException {
    String page = write(ExampleReport.of(PARTICLES, VIEWED));
    String script = new String(unpacked(page, "plotly"), StandardCharsets.UTF_8);
    assertTrue(script.contains("plotly.js v3"), script.substring(0, 200));
    assertTrue(page.length() < 4_000_000, page.length() + " characters");
  }

  private static byte[] unpacked(String page, String id) throws IOException {
    String start = "<script type=\"text/plain\" id=\"" + id + "\">";
    int from = page.indexOf(start) + start.length();
    byte[] packed = Base64.getDecoder().decode(page.substring(from, page.indexOf('<', from)));
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void aReportWithoutChartsNeedsNoDrawingLibrary() throws IOException {
    String page =
        write(
            new Report(
                "Note",
                "small",
                new Verdict(Verdict.Tone.NEUTRAL, List.of("Nothing to draw.")),
                List.of(),
                List.of(Section.of("text", "Text", new Paragraph("One line.")))));
    assertFalse(page.contains("id=\"plotly\""));
    assertTrue(page.length() < 60_000, page.length() + " characters");
    assertFalse(Files.exists(folder.resolve("report-particles.csv")));
  }

  @Test
  void idsMustBeFitAndDiffer() {
    Verdict verdict = new Verdict(Verdict.Tone.GOOD, List.of("Fine."));
    Section one = Section.of("one", "One");
    String twice =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Report("Kind", "title", verdict, List.of(), List.of(one, one)))
            .getMessage();
    assertTrue(twice.contains("'one' is there twice"), twice);
    Section bad = Section.of("A b", "Bad");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Report("Kind", "title", verdict, List.of(), List.of(bad)));
  }

  @Test
  void shapesMustFit() {
    assertThrows(
        IllegalArgumentException.class, () -> Series.line("a", new double[2], new double[3]));
    ParticleTable.Column column =
        new ParticleTable.Column("k", "label", "what", 1, new double[] {1, 2});
    assertThrows(
        IllegalArgumentException.class,
        () -> new ParticleTable(List.of("one"), List.of(column), ParticleViews.NONE));
    ParticleViews.View view = new ParticleViews.View(0, new byte[4], new byte[4], new float[3]);
    assertThrows(
        IllegalArgumentException.class,
        () -> new ParticleViews(2, "a", "b", 4, "curve", List.of(view)));
  }

  @Test
  void arraysOfARecordCannotBeChangedFromOutside() {
    double[] x = {1, 2};
    Series series = Series.line("a", x, x);
    x[0] = 5;
    series.x()[1] = 7;
    assertEquals(List.of(1.0, 2.0), List.of(series.x()[0], series.x()[1]));
  }
}
