package org.cryoudl.report.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.report.Report;
import org.cryoudl.report.block.ParticleTable;

/**
 * The files of a report: {@code report.html}; {@code report.json} with the same content but for
 * pictures; {@code report-figures.csv} with the points of all charts and the cells of all tables;
 * {@code report-particles.csv} with the particle table, if there is one.
 */
public final class ReportFiles {

  public static final String HTML = "report.html";
  private static final String JSON = "report.json";
  private static final String FIGURES = "report-figures.csv";
  private static final String PARTICLES = "report-particles.csv";

  private ReportFiles() {}

  /** The names of all files that {@link #write} may write. */
  public static List<String> names() {
    return List.of(HTML, JSON, FIGURES, PARTICLES);
  }

  /**
   * Writes them, replacing those that are there.
   *
   * @return the page's file
   * @throws org.cryoudl.failure.EnvironmentException if the folder cannot be written or is full
   */
  public static Path write(Report report, Path folder) {
    Path page = folder.resolve(HTML);
    write(page, out -> new HtmlPage(report, out).write());
    AtomicOutput.writeText(folder.resolve(JSON), ReportJson.document(report));
    ReportCsv.writeFigures(report, folder.resolve(FIGURES));
    for (ParticleTable table : report.blocks(ParticleTable.class)) {
      ReportCsv.writeParticles(table, folder.resolve(PARTICLES));
    }
    return page;
  }

  /** A file as titles name it: with its folder, for many are called particles.star. */
  public static String shortName(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null || folder.getFileName() == null
        ? file.getFileName().toString()
        : folder.getFileName() + "/" + file.getFileName();
  }

  private interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private static void write(Path file, Content content) {
    AtomicOutput.write(
        file,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
            content.writeTo(out);
          }
        });
  }
}
