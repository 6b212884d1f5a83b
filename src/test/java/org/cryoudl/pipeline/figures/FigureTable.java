package org.cryoudl.pipeline.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The table of columns in docs/file-formats.md, made from the catalogue; {@code mvn test
 * -Dtest=ParticleFigureTest -Dcryoudl.docs=write} writes it into the file.
 */
final class FigureTable {

  static final Path FILE = Path.of("docs/file-formats.md");

  private static final String BEGIN = "<!-- made from pipeline.figures.ParticleFigure: begin -->\n";
  private static final String END = "<!-- end -->\n";

  private FigureTable() {}

  /** The table in Markdown. */
  static String markdown() {
    StringBuilder table =
        new StringBuilder(
            "| STAR | XMD | unit | range | meaning | written |\n|---|---|---|---|---|---|\n");
    for (ParticleFigure figure : ParticleFigure.values()) {
      String star = figure.column().star();
      String xmd = figure.column().xmd();
      table
          .append("| ")
          .append(star.isEmpty() ? "-" : star)
          .append(" | ")
          .append(xmd.isEmpty() ? "-" : xmd.equals(star) ? "the same" : xmd)
          .append(" | ")
          .append(figure.unit().isEmpty() ? "-" : figure.unit())
          .append(" | ")
          .append(figure.range().text().isEmpty() ? "-" : figure.range().text())
          .append(" | ")
          .append(figure.meaning())
          .append(" | ")
          .append(figure.condition().text())
          .append(" |\n");
    }
    return table.toString();
  }

  /** The table as the file has it. */
  static String written() throws IOException {
    String text = Files.readString(FILE);
    return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
  }

  /** Puts the table into the file. */
  static void write() throws IOException {
    String text = Files.readString(FILE);
    Files.writeString(
        FILE,
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + markdown()
            + text.substring(text.indexOf(END)));
  }
}
