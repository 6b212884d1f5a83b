package org.cryoudl.cli.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;

/** Small stacks whose images are told apart by their first pixel, and runs of {@code select}. */
final class SelectRun {

  static final int BOX = 8;
  static final double PIXEL_SIZE = 2.5;

  private SelectRun() {}

  static void stack(Path file, int count, float first) {
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      for (int i = 0; i < count; i++) {
        writer.append(image(first + i));
      }
      writer.commit();
    }
  }

  static float[] image(float value) {
    float[] pixels = new float[BOX * BOX];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = value + p % BOX / 16f;
    }
    return pixels;
  }

  static CommandRun select(Path folder, String from, String to, String... more) {
    List<String> args = new ArrayList<>(List.of("select", folder.resolve(from).toString(), "-q"));
    args.addAll(List.of("-o", folder.resolve(to).toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  static void assertAverages(Path stack, float... firstPixels) {
    try (MrcFile file = MrcFile.open(stack)) {
      assertEquals(firstPixels.length, file.size());
      assertEquals(PIXEL_SIZE, file.pixelSizeAngstroms().orElseThrow(), 1e-6);
      for (int k = 0; k < firstPixels.length; k++) {
        assertArrayEquals(image(firstPixels[k]), file.read(k).pixels());
      }
    }
  }

  static void assertRefused(CommandRun run, int code, String... parts) {
    assertEquals(code, run.code(), run.err());
    String[] lines = run.err().strip().split("\n");
    assertTrue(lines.length == 1 || lines[1].startsWith("Try "), run.err());
    for (String part : parts) {
      assertTrue(lines[0].contains(part), run.err());
    }
  }
}
