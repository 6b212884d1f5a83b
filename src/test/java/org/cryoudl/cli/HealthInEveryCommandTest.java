package org.cryoudl.cli;

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
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every command that reads particles carries what is doubtful about them into its record, and
 * refuses what is wrong. The doubt is a voltage that differs between row and optics group.
 */
class HealthInEveryCommandTest {

  private static final int BOX = 32;

  @TempDir Path folder;

  @BeforeEach
  void makeParticles() throws IOException {
    images("a.mrcs", 1);
    star("doubtful.star", "200");
    star("other.star", "300");
    StringBuilder truth = new StringBuilder("index,angle_deg,down_px,right_px,class\n");
    StringBuilder views = new StringBuilder("index,rot,tilt,psi,specimen\n");
    for (int i = 1; i <= 4; i++) {
      truth.append(i).append(",10,0,0,1\n");
      views.append(i).append(",0,0,10,one\n");
    }
    Files.writeString(folder.resolve("truth.csv"), truth);
    Files.writeString(folder.resolve("views.csv"), views);
  }

  /** Four images, each with a value of its own at its centre. */
  private void images(String name, float level) {
    try (MrcWriter writer = MrcWriter.stack(folder.resolve(name), BOX, BOX, OptionalDouble.of(2))) {
      Random random = new Random(3);
      for (int i = 0; i < 4; i++) {
        float[] pixels = new float[BOX * BOX];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = level * (float) random.nextGaussian();
        }
        writer.append(pixels);
      }
      writer.commit();
    }
  }

  /** Its second row holds another voltage than its optics group, where one is given. */
  private void star(String name, String voltage) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n1 300\n"
            + "data_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n_rlnAnglePsi\n"
            + "_rlnOriginXAngst\n_rlnOriginYAngst\n_rlnClassNumber\n_rlnVoltage\n"
            + "3@a.mrcs 1 5 0 0 1 300\n"
            + ("1@a.mrcs 1 5 0 0 2 " + voltage + "\n")
            + "2@a.mrcs 1 5 0 0 1 300\n"
            + "4@a.mrcs 1 5 0 0 2 300\n");
  }

  /** What the refusal advises works, to the last file; the metadata stay as they were. */
  @ParameterizedTest
  @CsvSource({"align,--method polar-spectrum --no-stack", "classify,--classes 1"})
  void anImpossibleCtfCanBeLeftOut(String command, String more) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n"
                + "_rlnAmplitudeContrast\n_rlnImagePixelSize\n1 0 2.7 0.1 2\n"
                + "data_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n_rlnDefocusU\n"
                + "_rlnDefocusV\n_rlnDefocusAngle\n");
    for (int i = 1; i <= 4; i++) {
      text.append(i).append("@a.mrcs 1 12000 11800 20\n");
    }
    Files.writeString(folder.resolve("impossible.star"), text);
    String line = command + " @impossible.star -o @left-out " + more;
    CommandRun refused = run(line);
    assertEquals(3, refused.code(), refused.err());
    assertTrue(refused.err().contains("_rlnVoltage is 0"), refused.err());
    assertTrue(refused.err().contains("--no-ctf"), refused.err());
    CommandRun done = run(line + " --no-ctf");
    assertEquals(0, done.code(), done.err());
    String written = Files.readString(folder.resolve("left-out/particles.star"));
    assertEquals(4, written.lines().filter(row -> row.contains("@")).count());
    assertTrue(written.contains("12000"), written);
  }

  private CommandRun run(String line) {
    List<String> args = new ArrayList<>();
    for (String word : line.split(" ")) {
      args.add(word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word);
    }
    return CommandRun.of(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "evaluate poses @doubtful.star --truth @truth.csv --allow-missing -o @out, poses.json",
    "evaluate classes @doubtful.star --truth @truth.csv --allow-missing -o @out, classes.json",
    "evaluate classes @doubtful.star --truth @views.csv --allow-missing -o @out, views.json",
    "evaluate pairs -i @doubtful.star --truth @truth.csv --allow-missing -o @out, pairs.json",
    "compare @doubtful.star @doubtful.star -o @out, comparison.json",
    "compare @doubtful.star @doubtful.star --no-images -o @out, comparison.json",
    "select @sorted --classes 1 -o @out, selection.json",
  })
  void whatIsDoubtfulStandsInTheRecord(String command, String record) throws IOException {
    Files.createDirectories(folder.resolve("sorted"));
    Files.copy(folder.resolve("doubtful.star"), folder.resolve("sorted/particles.star"));
    Files.copy(folder.resolve("a.mrcs"), folder.resolve("sorted/a.mrcs"));
    CommandRun run = run(command);
    assertEquals(0, run.code(), run.err());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out").resolve(record).toFile());
    boolean told = false;
    for (JsonNode each : json.get("assumptions")) {
      told =
          told
              || each.get("why")
                  .asText()
                  .contains("_rlnVoltage of the row is 200.0, but _rlnVoltage of its optics group");
      assertEquals("doubtful", each.get("certainty").asText());
    }
    assertTrue(told, json + "");
    assertTrue(
        run.err().contains("_rlnVoltage of the row is 200.0, but _rlnVoltage of its optics group"),
        run.err());
    if (!record.equals("selection.json")) {
      assertTrue(
          Files.readString(folder.resolve("out/report.html")).contains("Doubtful: "), command);
    }
  }

  @Test
  void imagesThatHoldNoNumbersAreRefusedBeforeTheyAreCompared() throws IOException {
    byte[] stack = Files.readAllBytes(folder.resolve("a.mrcs"));
    int at = 1024 + 4 * BOX * BOX + 400; // in the second image, a NaN
    stack[at] = 0;
    stack[at + 1] = 0;
    stack[at + 2] = (byte) 0xc0;
    stack[at + 3] = 0x7f;
    Files.write(folder.resolve("a.mrcs"), stack);
    for (String command :
        List.of(
            "compare @other.star @other.star -o @out",
            "convert @other.star @out/s.mrcs",
            "evaluate pairs -i @other.star --truth @truth.csv --allow-missing -o @out")) {
      CommandRun run = run(command);
      assertEquals(3, run.code(), command + run.err());
      assertTrue(run.err().contains("2@"), run.err());
      assertFalse(Files.exists(folder.resolve("out/report.html")));
    }
  }

  @Test
  void aCtfThatNoMicroscopeHasIsNotConverted() throws IOException {
    Files.writeString(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n_rlnVoltage\n_rlnSphericalAberration\n"
            + "_rlnAmplitudeContrast\n_rlnDefocusU\n1@a.mrcs 300 2.7 0.1 9000\n"
            + "2@a.mrcs -300 2.7 0.1 9000\n");
    CommandRun run = run("convert @p.star @out/q.star");
    assertEquals(3, run.code(), run.err());
    assertTrue(run.err().contains("_rlnVoltage") && run.err().contains("-300"), run.err());
  }
}
