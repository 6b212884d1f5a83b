package org.cryoudl.cli.particles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
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
    MrcWriter.writeImage(file, Image.square(6), OptionalDouble.of(1.5));
    Path sheet = folder.resolve("a.png");
    CommandRun run = CommandRun.of("inspect", file.toString(), "-o", sheet.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("one image of 6 x 6 pixels"), run.out());
    assertTrue(run.out().contains(sheet + " shows the first images, 1 in number"), run.out());
    assertTrue(Files.exists(sheet));
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
