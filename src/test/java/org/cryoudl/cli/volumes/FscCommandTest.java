package org.cryoudl.cli.volumes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FscCommandTest {

  @TempDir Path folder;

  private Path volume(String name, int depth, double pixelSize, double noise) {
    SplittableRandom signal = new SplittableRandom(1);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    float[] voxels = new float[16 * 16 * depth];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) (signal.nextGaussian() + noise * random.nextGaussian());
    }
    Path file = folder.resolve(name);
    MrcWriter.writeVolume(file, new MrcVolume(16, 16, depth, voxels, OptionalDouble.of(pixelSize)));
    return file;
  }

  private Path constant(String name, float value, int inside) {
    float[] voxels = new float[16 * 16 * 16];
    java.util.Arrays.fill(voxels, 0, inside, value);
    Path file = folder.resolve(name);
    MrcWriter.writeVolume(file, new MrcVolume(16, 16, 16, voxels, OptionalDouble.of(2)));
    return file;
  }

  private CommandRun fsc(Object... args) {
    String[] all = new String[args.length + 1];
    all[0] = "fsc";
    for (int i = 0; i < args.length; i++) {
      all[i + 1] = args[i].toString();
    }
    return CommandRun.of(all);
  }

  private void assertRefused(int code, String sentence, Object... args) {
    CommandRun run = fsc(args);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }

  @Test
  void resolutionIsPrintedAndWritten() throws IOException {
    Path out = folder.resolve("out");
    CommandRun run = fsc(volume("a.mrc", 16, 2, 1), volume("b.mrc", 16, 2, 1), "-o", out);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("fsc: 0.143 at "), run.out());
    JsonNode json = new ObjectMapper().readTree(out.resolve("fsc.json").toFile());
    assertEquals("fsc", json.get("curve").asText());
    assertEquals(2, json.get("pixel_size_angstroms").asDouble());
    assertEquals(10, Files.readAllLines(out.resolve("fsc.csv")).size());
    assertTrue(Files.size(out.resolve("fsc.png")) > 1000);
    assertRefused(2, "--overwrite", folder.resolve("a.mrc"), folder.resolve("b.mrc"), "-o", out);
  }

  @Test
  void aMaskAddsTheCorrectedCurve() throws IOException {
    Path out = folder.resolve("out");
    Path mask = constant("mask.mrc", 1, 2000);
    CommandRun run =
        fsc(volume("a.mrc", 16, 2, 1), volume("b.mrc", 16, 2, 1), "--mask", mask, "-o", out);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("fsc_corrected: 0.143 at "), run.out());
    assertEquals(
        "shell,resolution_angstroms,fsc,fsc_masked,fsc_random_phases,fsc_corrected",
        Files.readAllLines(out.resolve("fsc.csv")).get(0));
    assertFalse(run.out().contains("NaN"), run.out());
  }

  @Test
  void wrongVolumesAreRefusedInOneLine() {
    Path a = volume("a.mrc", 16, 2, 1);
    assertRefused(3, "is no cube: it holds 16 x 16 x 8 voxels", a, volume("flat.mrc", 8, 2, 1));
    assertRefused(3, "a pixel size of 2.0 A, but", a, volume("other.mrc", 16, 3, 1));
    assertRefused(3, "holds the value 0.0 only", a, constant("zero.mrc", 1, 0));
    Path b = volume("b.mrc", 16, 2, 1);
    assertRefused(3, "is an empty mask", a, b, "--mask", constant("none.mrc", 1, 0));
    assertRefused(3, "is a mask of everything", a, b, "--mask", constant("all.mrc", 1, 4096));
    assertRefused(3, "a mask lies between 0 and 1", a, b, "--mask", constant("two.mrc", 2, 99));
    assertRefused(3, "there is no file", a, folder.resolve("none"));
  }
}
