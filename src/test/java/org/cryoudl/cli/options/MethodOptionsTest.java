package org.cryoudl.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodOptionsTest {

  private static final int BOX = 32;
  private static final int COUNT = 16;

  @TempDir static Path shared;

  private static Path star;

  private static Path truth;

  private static Path template;

  @TempDir Path folder;

  @BeforeAll
  static void simulate() throws IOException {
    SimulatedSet set = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.PHASE_FLIPPED, 1);
    star = set.write(shared, "p");
    StringBuilder rows = new StringBuilder("index,angle_deg,down_px,right_px\n");
    for (int i = 0; i < COUNT; i++) {
      Pose pose = set.truth(i);
      rows.append(i + 1).append(',').append(pose.psiDegrees()).append(',');
      rows.append(-pose.originYPixels()).append(',').append(-pose.originXPixels()).append('\n');
    }
    truth = Files.writeString(shared.resolve("truth.csv"), rows);
    template = shared.resolve("template.mrc");
    MrcWriter.writeImage(
        template,
        SimulatedSet.molecule(BOX).render(BOX, Pose.IDENTITY),
        java.util.OptionalDouble.of(4));
  }

  private CommandRun align(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("align", "-i", star.toString(), "-o", folder.resolve("out").toString(), "-q"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"polar-spectrum", "fourier-mellin", "Cross-Correlation"})
  void everyMethodWritesTheSameFolder(String method) throws IOException {
    CommandRun run = align("--method", method, "--no-stack");
    assertEquals(0, run.code(), run.err());
    Path out = folder.resolve("out");
    for (String name : List.of("particles.star", "particles.xmd", "average.mrc", "average.png")) {
      assertTrue(Files.size(out.resolve(name)) > 0, name);
    }
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertEquals(method.toLowerCase(java.util.Locale.ROOT), summary.get("method").asText());
    assertTrue(summary.get("model").isNull(), "no network took part");
    assertEquals(COUNT, summary.get("particles").asInt());
    String text = Files.readString(out.resolve("particles.star"));
    assertTrue(text.contains("rlnAnglePsi"));
    assertFalse(text.contains("cryoudlNetworkConfidence"), "no network took part");
  }

  @Test
  void iterativeAveragingLeavesItsFilmAndPlot() throws IOException {
    CommandRun run =
        align("--method", "iterative-averaging", "--rounds", "2", "--threshold", "auto");
    assertEquals(0, run.code(), run.err());
    Path out = folder.resolve("out");
    assertEquals(900, ImageIO.read(out.resolve("convergence.png").toFile()).getWidth());
    assertTrue(ImageIO.read(out.resolve("halves.png").toFile()).getWidth() > 3 * 150);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in =
        ImageIO.createImageInputStream(out.resolve("progress.gif").toFile())) {
      reader.setInput(in);
      assertTrue(reader.getNumImages(true) > 4);
    }
    // Another method takes its place: what only the first one wrote must go.
    CommandRun again = align("--method", "polar-spectrum", "--overwrite");
    assertEquals(0, again.code(), again.err());
    assertFalse(Files.exists(out.resolve("progress.gif")));
  }

  @Test
  void oracleWritesTheBoundOfEachParticle() throws IOException {
    CommandRun run =
        align("--method", "oracle", "--truth", truth.toString(), "--template", template.toString());
    assertEquals(0, run.code(), run.err());
    Path out = folder.resolve("out");
    assertEquals(COUNT + 1, Files.readAllLines(out.resolve("cramer-rao.csv")).size());
    JsonNode bound = new ObjectMapper().readTree(out.resolve("cramer-rao.json").toFile());
    double degrees = bound.get("least_mean_psi_error_degrees").asDouble();
    assertTrue(degrees > 0.05 && degrees < 3, "bound " + degrees);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method magic | known: cryoudl, polar-spectrum",
        "--method oracle | --truth and --template",
        "--threshold 0.8 | --method iterative-averaging",
        "--method polar-spectrum --no-rotation | --method iterative-averaging",
        "--method iterative-averaging --threshold 1.5 | below 1",
        "--method iterative-averaging --threshold much | or auto",
        "--method iterative-averaging --rounds 0 | at least 1",
        "--template x.mrc | --method oracle",
      })
  void mistakesAreToldInASentence(String options, String says) {
    CommandRun run = align(options.trim().split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains(says), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
