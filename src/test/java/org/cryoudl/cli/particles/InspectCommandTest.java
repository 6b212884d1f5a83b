package org.cryoudl.cli.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

  @TempDir Path folder;

  @Test
  void printsTheDescriptionAndDrawsTheSheet() {
    Path file = folder.resolve("a.mrc");
    MrcWriter.writeImage(file, noise(), OptionalDouble.of(1.5));
    Path sheet = folder.resolve("a.png");
    CommandRun run = CommandRun.of("inspect", file.toString(), "-o", sheet.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("one image of 8 x 8 pixels"), run.out());
    assertTrue(run.out().contains(sheet + " shows the first images, 1 in number"), run.out());
    assertTrue(Files.exists(sheet));
  }

  @Test
  void listsWhatIsWrongAndEndsWithThree() {
    Path file = folder.resolve("a.mrc");
    MrcWriter.writeImage(file, Image.square(8), OptionalDouble.of(1.5));
    CommandRun run = CommandRun.of("inspect", file.toString());
    assertEquals(3, run.code(), run.err());
    assertTrue(run.out().contains("wrong       1 of 1 images hold one value only"), run.out());
  }

  private static Image noise() {
    Random random = new Random(1);
    Image image = Image.square(8);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (float) random.nextGaussian();
    }
    return image;
  }

  @Test
  void theSheetTakesNoOtherFilesPlace() throws Exception {
    Path stack = folder.resolve("a.mrcs");
    MrcWriter.writeImage(stack, noise(), OptionalDouble.of(1.5));
    Path star =
        Files.writeString(folder.resolve("p.star"), "data_\nloop_\n_rlnImageName\n1@a.mrcs\n");
    byte[] pixels = Files.readAllBytes(stack);
    for (Path output : new Path[] {star, stack, folder.resolve("sheet.txt")}) {
      CommandRun run = CommandRun.of("inspect", star.toString(), "-o", output.toString());
      assertEquals(2, run.code(), run.err());
      assertEquals("", run.out());
    }
    Path disguised = Files.createLink(folder.resolve("a.png"), stack);
    CommandRun linked =
        CommandRun.of("inspect", star.toString(), "-o", disguised.toString(), "--overwrite");
    assertEquals(2, linked.code());
    assertTrue(linked.err().contains("is an input"), linked.err());
    assertArrayEquals(pixels, Files.readAllBytes(stack));
    Path precious = Files.writeString(folder.resolve("precious.png"), "x");
    assertEquals(2, CommandRun.of("inspect", star.toString(), "-o", precious.toString()).code());
    assertEquals("x", Files.readString(precious));
    CommandRun requested =
        CommandRun.of("inspect", star.toString(), "-o", precious.toString(), "--overwrite");
    assertEquals(0, requested.code(), requested.err());
    assertTrue(Files.size(precious) > 50);
  }

  @Test
  void failuresHaveTheirExitCodes() throws Exception {
    Path sheet = folder.resolve("a.png");
    Path text = Files.writeString(folder.resolve("a.mrc"), "no header");
    assertEquals(3, CommandRun.of("inspect", text.toString(), "-o", sheet.toString()).code());
    assertFalse(Files.exists(sheet));
    assertEquals(2, CommandRun.of("inspect", folder.resolve("a.doc").toString()).code());
    assertEquals(2, CommandRun.of("inspect", text.toString(), "--tiles", "0").code());
    assertEquals(2, CommandRun.of("inspect").code());
  }
}
