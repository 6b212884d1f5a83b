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
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.xmd.XmdFile;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the view, and required of the particles, on the command line. */
class ViewOptionsTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int COUNT = 40;
  private static final int BOX = 32;

  @TempDir static Path shared;

  private static SimulatedSet set;
  private static Path plain;

  /** Every second particle is mirrored. */
  private static Path mirrored;

  @TempDir Path output;

  @BeforeAll
  static void simulate() {
    set = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, 1);
    plain = set.write(shared, "plain");
    mirrored = shared.resolve("mirrored.mrcs");
    try (MrcWriter writer = MrcWriter.stack(mirrored, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < COUNT; i++) {
        float[] pixels = set.image(i).pixels();
        writer.append(isMirrored(i) ? mirror(pixels) : pixels);
      }
      writer.commit();
    }
  }

  private static boolean isMirrored(int i) {
    return i * 7 % 16 < 8;
  }

  private static float[] mirror(float[] pixels) {
    float[] mirrored = new float[pixels.length];
    for (int row = 0; row < BOX; row++) {
      for (int column = 0; column < BOX; column++) {
        mirrored[row * BOX + column] = pixels[row * BOX + Math.floorMod(BOX - column, BOX)];
      }
    }
    return mirrored;
  }

  @ParameterizedTest
  @CsvSource({
    "--symmetry, C0, C1 to C60",
    "--symmetry, D2, 'D2'",
    "--symmetry, Cx, 'Cx'",
    "--min-correlation, 1.5, between -1 and 1",
    "--min-correlation, NaN, between -1 and 1",
    "--format, csv, 'both, star, xmd or cs'",
    "--format, cs, 'by their uid'",
  })
  void wrongValuesAreRefusedInOneLine(String option, String value, String expected) {
    assertRefused(expected, align(plain, option, value));
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws IOException {
    assertRefused("no STAR or .cs file can hold", align(plain, "--mirror"));
    assertRefused("no STAR or .cs file can hold", align(plain, "--mirror", "--format", "star"));
    for (String[] view :
        new String[][] {
          {"--symmetry", "C2"}, {"--mirror", "--format", "xmd"}, {"--min-correlation", "0.2"}
        }) {
      for (String[] other :
          new String[][] {
            {"--method", "polar-spectrum"},
            {"--mode", "joint"},
            {"--only", "angles"},
            {"--start", "metadata"}
          }) {
        List<String> both = new ArrayList<>(List.of(view));
        both.addAll(List.of(other));
        assertRefused(view[0], align(plain, both.toArray(String[]::new)));
      }
    }
    assertFalse(Files.exists(output.resolve("summary.json")));
  }

  /** The file is read anew and applied by the rule of XMIPP's page alone. */
  @Test
  void mirroredParticlesAreWrittenAsXmippReadsThem() throws IOException {
    CommandRun run = align(mirrored, "--mirror", "--format", "xmd", "--report");
    assertEquals(0, run.code(), run.err());
    assertFalse(Files.exists(output.resolve("particles.star")));
    assertFalse(Files.exists(output.resolve("aligned.star")));
    assertTrue(Files.exists(output.resolve("aligned.xmd")));
    StarTable table = XmdFile.read(output.resolve("particles.xmd")).tables().get(0);
    int same = 0;
    float[] sum = new float[BOX * BOX];
    try (MrcFile stack = MrcFile.open(mirrored);
        MrcFile aligned = MrcFile.open(output.resolve("aligned.mrcs"));
        MrcFile average = MrcFile.open(output.resolve("average.mrc"))) {
      float[] pixels = new float[BOX * BOX];
      for (int i = 0; i < COUNT; i++) {
        boolean flip = number(table, i, "flip") == 1;
        same += flip == isMirrored(i) ? 1 : 0;
        stack.read(i, pixels);
        float[] moved =
            moved(
                pixels,
                number(table, i, "anglePsi"),
                number(table, i, "shiftX"),
                number(table, i, "shiftY"),
                flip);
        aligned.read(i, pixels);
        assertTrue(correlation(moved, pixels) > 0.9, "particle " + i + " is moved otherwise");
        for (int p = 0; p < sum.length; p++) {
          sum[p] += number(table, i, "enabled") == 1 ? moved[p] : 0;
        }
      }
      average.read(0, pixels);
      double agreement = correlation(sum, pixels);
      assertTrue(agreement > 0.98, "agreement " + agreement);
    }
    assertTrue(Math.max(same, COUNT - same) >= 0.95 * COUNT, same + " of " + COUNT);
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(COUNT / 2.0, summary.get("flipped").asInt(), 4);
    assertTrue(summary.get("verdict").asText().contains("mirrored"), summary.toString());
    CommandRun convert =
        CommandRun.of(
            "convert",
            output.resolve("particles.xmd").toString(),
            output.resolve("back.star").toString(),
            "--metadata-only");
    assertEquals(3, convert.code(), convert.err());
  }

  @Test
  void particlesBelowTheCutAreFlaggedAndKept() throws IOException {
    assertEquals(0, align(plain).code());
    double[] free = column("cryoudlCorrelation");
    byte[] before = Files.readAllBytes(output.resolve("average.mrc"));
    double[] sorted = free.clone();
    Arrays.sort(sorted);
    double cut = 0.5 * (sorted[COUNT / 4] + sorted[COUNT / 4 + 1]);
    CommandRun run = align(plain, "--min-correlation", Double.toString(cut), "--overwrite");
    assertEquals(0, run.code(), run.err());
    double[] correlation = column("cryoudlCorrelation");
    double[] flag = column("cryoudlFlag");
    double[] selected = column("rlnSelected");
    StarTable xmd = XmdFile.read(output.resolve("particles.xmd")).tables().get(0);
    assertEquals(COUNT, flag.length);
    int flagged = 0;
    for (int i = 0; i < COUNT; i++) {
      if (correlation[i] < cut - 1e-6) {
        assertEquals(1, flag[i], "particle " + i + " lies below the cut");
      }
      assertEquals(1 - flag[i], selected[i]);
      assertEquals(flag[i] == 1 ? -1 : 1, number(xmd, i, "enabled"));
      flagged += (int) flag[i];
    }
    assertTrue(flagged >= COUNT / 8 && flagged <= COUNT / 2, flagged + " flagged");
    assertFalse(Arrays.equals(before, Files.readAllBytes(output.resolve("average.mrc"))));
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(flagged, summary.get("flagged").asInt());
    assertRefused("too few", align(plain, "--min-correlation", "0.99", "--overwrite"));
  }

  @Test
  void aSymmetryThatTheParticlesDoNotHaveIsTold() throws IOException {
    CommandRun run = align(plain, "--symmetry", "C5");
    assertEquals(0, run.code(), run.err());
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(5, summary.get("symmetry").get("order").asInt());
    assertTrue(summary.get("symmetry").get("imposed").asBoolean());
    assertTrue(
        summary.get("verdict").asText().contains("the particles contradict that"),
        summary.get("verdict").asText());
    for (double psi : column("rlnAnglePsi")) {
      assertTrue(psi >= -36 && psi < 36, "not canonical: " + psi);
    }
  }

  /** {@code out(c) = in(R(psi) F (c - s))}, bilinear. */
  private static float[] moved(float[] in, double psi, double x, double y, boolean flip) {
    float[] out = new float[in.length];
    double cos = Math.cos(Math.toRadians(psi));
    double sin = Math.sin(Math.toRadians(psi));
    for (int row = 0; row < BOX; row++) {
      for (int column = 0; column < BOX; column++) {
        double cx = (flip ? -1 : 1) * (column - BOX / 2 - x);
        double cy = row - BOX / 2 - y;
        double fromX = cos * cx - sin * cy + BOX / 2;
        double fromY = sin * cx + cos * cy + BOX / 2;
        int x0 = (int) Math.floor(fromX);
        int y0 = (int) Math.floor(fromY);
        if (x0 >= 0 && y0 >= 0 && x0 < BOX - 1 && y0 < BOX - 1) {
          double fx = fromX - x0;
          double fy = fromY - y0;
          int at = y0 * BOX + x0;
          out[row * BOX + column] =
              (float)
                  ((1 - fy) * ((1 - fx) * in[at] + fx * in[at + 1])
                      + fy * ((1 - fx) * in[at + BOX] + fx * in[at + BOX + 1]));
        }
      }
    }
    return out;
  }

  /** Within the circle that no turn takes beyond the rim. */
  private static double correlation(float[] a, float[] b) {
    int[] inside =
        IntStream.range(0, a.length)
            .filter(p -> Math.hypot(p % BOX - BOX / 2, p / BOX - BOX / 2) < 0.33 * BOX)
            .toArray();
    double meanA = Arrays.stream(inside).mapToDouble(p -> a[p]).average().orElseThrow();
    double meanB = Arrays.stream(inside).mapToDouble(p -> b[p]).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int p : inside) {
      ab += (a[p] - meanA) * (b[p] - meanB);
      aa += (a[p] - meanA) * (a[p] - meanA);
      bb += (b[p] - meanB) * (b[p] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double number(StarTable table, int row, String column) {
    return table.number(row, table.require(column));
  }

  private double[] column(String name) {
    StarFile file = StarFile.read(output.resolve("particles.star"));
    StarTable table = file.table("particles").orElseThrow();
    return IntStream.range(0, table.rowCount())
        .mapToDouble(row -> number(table, row, name))
        .toArray();
  }

  private CommandRun align(Path input, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("align", "-i", input.toString(), "-o", output.toString()));
    arguments.addAll(List.of("-m", NETWORK.file().toString(), "--device", "cpu", "-q"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static void assertRefused(String expected, CommandRun run) {
    assertEquals(2, run.code(), run.out() + run.err());
    assertTrue(run.err().contains(expected), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }
}
