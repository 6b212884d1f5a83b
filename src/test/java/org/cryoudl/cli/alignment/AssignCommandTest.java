package org.cryoudl.cli.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Noisy pictures of two molecules at known poses are placed in pictures of both. */
class AssignCommandTest {

  private static final int BOX = 48;
  private static final int COUNT = 21;

  /** An image that holds a single value. */
  private static final int EMPTY = 4;

  private static final BlobProjection ONE =
      new BlobProjection(
          new double[] {-8, 6, 1, 9},
          new double[] {-3, -6, 8, 3},
          new double[] {2, 1.5, 2.5, 1.2},
          new double[] {30, 20, 40, 12});

  private static final BlobProjection OTHER =
      new BlobProjection(
          new double[] {-2, 10, -9, 4},
          new double[] {9, 1, 2, -8},
          new double[] {2, 2.5, 1.5, 2},
          new double[] {30, 40, 20, 25});

  @TempDir private Path folder;

  private final Pose[] poses = new Pose[COUNT];
  private Path stack;
  private Path averages;

  @BeforeEach
  void write() {
    Random random = new Random(5);
    stack = folder.resolve("particles.mrcs");
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(2))) {
      for (int i = 0; i < COUNT; i++) {
        poses[i] =
            new Pose(
                360 * random.nextDouble(),
                6 * random.nextDouble() - 3,
                6 * random.nextDouble() - 3);
        float[] pixels = (i % 2 == 0 ? ONE : OTHER).render(BOX, poses[i]).pixels();
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = i == EMPTY ? 1 : pixels[p] + (float) (0.25 * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    averages = folder.resolve("classes.mrcs");
    try (MrcWriter writer = MrcWriter.stack(averages, BOX, BOX, OptionalDouble.of(2))) {
      writer.append(ONE.render(BOX, Pose.IDENTITY).pixels());
      writer.append(new float[BOX * BOX]);
      writer.append(OTHER.render(BOX, Pose.IDENTITY).pixels());
      writer.commit();
    }
  }

  private CommandRun run(Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "assign",
                stack.toString(),
                "--averages",
                averages.toString(),
                "-o",
                output.toString(),
                "-q"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void particlesAreFoundInTheirAverages() throws IOException {
    Path output = folder.resolve("assigned");
    CommandRun run = run(output);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("20 particles placed, 1 empty images left out"), run.out());
    try (ParticleSet set =
        ParticleSet.open(output.resolve("particles.star"), ParticleSetOptions.DEFAULT)) {
      assertEquals(COUNT - 1, set.size());
      for (int row = 0; row < set.size(); row++) {
        int image = row < EMPTY ? row : row + 1;
        // The second average is empty: it keeps its number.
        assertEquals(image % 2 == 0 ? 1 : 3, set.classNumber(row).orElseThrow(), "row " + row);
        Pose found = set.pose(row).orElseThrow();
        double turn = Angles.wrap(found.psiDegrees() - poses[image].psiDegrees(), 360);
        assertEquals(0, turn, 3, "psi of row " + row);
        assertEquals(poses[image].originXPixels(), found.originXPixels(), 0.5);
        assertEquals(poses[image].originYPixels(), found.originYPixels(), 0.5);
      }
    }
    List<String> table = Files.readAllLines(output.resolve("assigned.csv"));
    assertTrue(table.get(1).startsWith("1,10,"), table.toString());
    assertTrue(table.get(2).startsWith("3,10,"), table.toString());
  }

  @Test
  void shardsGiveTheSameFiles() throws IOException {
    Path output = folder.resolve("assigned");
    assertEquals(0, run(output).code());
    var whole = RunFolder.results(output);
    RunFolder.remove(output);
    for (String shard : List.of("3/3", "1/3", "2/3")) {
      assertEquals(0, run(output, "--shard", shard).code());
    }
    CommandRun merged = CommandRun.of("merge", output.toString());
    assertEquals(0, merged.code(), merged.err());
    assertEquals(whole, RunFolder.results(output));
  }

  @Test
  void wrongInputIsRefusedInOneLine() {
    CommandRun run = run(folder.resolve("a"), "--mask-radius", "-3");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("--mask-radius must be above 0, got -3"), run.err());
    averages = folder.resolve("nothing.mrcs");
    run = run(folder.resolve("a"));
    assertTrue(run.code() == 2 || run.code() == 3, run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
    assertTrue(run.err().contains("nothing.mrcs"), run.err());
  }
}
