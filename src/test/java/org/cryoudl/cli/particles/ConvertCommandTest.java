package org.cryoudl.cli.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcMode;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.NpyBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void makeInputs() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      try (MrcWriter writer =
          MrcWriter.stack(folder.resolve(name + ".mrcs"), 2, 2, OptionalDouble.of(1.5))) {
        for (int i = 0; i < 3; i++) {
          float value = name.equals("a") ? i : 10 + i;
          writer.append(new float[] {value, value + 0.25f, value + 0.5f, value + 0.75f});
        }
        writer.commit();
      }
    }
    Files.writeString(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n_rlnAnglePsi\n_rlnOriginX\n_rlnOriginY\n"
            + "2@b.mrcs 90 3 -2\n1@a.mrcs 0 0 0\n3@a.mrcs 0 0 0\n");
  }

  private CommandRun convert(String in, String out, String... more) {
    String[] args = new String[3 + more.length];
    args[0] = "convert";
    args[1] = folder.resolve(in).toString();
    args[2] = folder.resolve(out).toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return CommandRun.of(args);
  }

  @Test
  void gathersImagesOfSeveralStacksInTheOrderOfTheMetadata() {
    CommandRun run = convert("p.star", "out.mrcs", "--mode", "12");
    assertEquals(0, run.code(), run.err());
    assertEquals(folder.resolve("out.mrcs") + " holds 3 particles", run.out().strip());
    try (MrcFile out = MrcFile.open(folder.resolve("out.mrcs"))) {
      assertEquals(MrcMode.FLOAT16, out.header().mode());
      assertEquals(1.5, out.pixelSizeAngstroms().orElseThrow());
      assertArrayEquals(new float[] {11, 11.25f, 11.5f, 11.75f}, out.read(0).pixels());
      assertArrayEquals(new float[] {0, 0.25f, 0.5f, 0.75f}, out.read(1).pixels());
      assertArrayEquals(new float[] {2, 2.25f, 2.5f, 2.75f}, out.read(2).pixels());
    }
  }

  /** By the golden deltas, RELION's (90, 3, -2) puts (4, 1) at (1, 7). */
  @Test
  void turnsPosesIntoXmippsConventionAndBack() throws IOException {
    assertEquals(0, convert("p.star", "out.xmd").code());
    String xmd = Files.readString(folder.resolve("out.xmd"));
    // c_out = R(-psi) c + s: R(90) (4, 1) = (-1, 4), so s = (2, 3)
    assertTrue(xmd.contains(" -90.000000 2.000000 3.000000 0 "), xmd);
    assertEquals(0, convert("out.xmd", "back.star").code());
    String star = Files.readString(folder.resolve("back.star"));
    assertTrue(star.contains(" 90.000000 4.500000 -3.000000 "), star);
  }

  @Test
  void metadataOnlyNeedsNoStacks() throws IOException {
    Files.delete(folder.resolve("a.mrcs"));
    CommandRun missing = convert("p.star", "out.xmd");
    assertEquals(3, missing.code());
    assertTrue(missing.err().contains("line 8: the stack a.mrcs was not found"), missing.err());
    assertTrue(missing.err().contains("--project-dir"), missing.err());
    assertFalse(Files.exists(folder.resolve("out.xmd")));
    assertEquals(0, convert("p.star", "out.xmd", "--metadata-only").code());
    assertTrue(Files.readString(folder.resolve("out.xmd")).contains("2@b.mrcs"));
  }

  @Test
  void nothingIsReplacedUnasked() throws IOException {
    for (String name : new String[] {"out.xmd", "out.star", "out.mrcs"}) {
      Path out = Files.writeString(folder.resolve(name), "precious");
      CommandRun refused = convert("p.star", name);
      assertEquals(2, refused.code());
      assertTrue(refused.err().contains(out + " is there already"), refused.err());
      assertTrue(refused.err().contains("--overwrite"), refused.err());
      assertEquals("precious", Files.readString(out));
      assertEquals(0, convert("p.star", name, "--overwrite").code());
      assertTrue(Files.size(out) > 20);
    }
    byte[] stack = Files.readAllBytes(folder.resolve("a.mrcs"));
    Files.createLink(folder.resolve("hard.mrcs"), folder.resolve("a.mrcs"));
    assertEquals(2, convert("p.star", "hard.mrcs", "--overwrite").code());
    assertEquals(2, convert("p.star", "p.star", "--overwrite").code());
    assertArrayEquals(stack, Files.readAllBytes(folder.resolve("a.mrcs")));
  }

  @Test
  void takesTheParticlesOfOnePixelSize() throws IOException {
    Files.writeString(
        folder.resolve("mixed.star"),
        "data_\nloop_\n_rlnImageName\n_rlnMagnification\n_rlnDetectorPixelSize\n"
            + "1@a.mrcs 10000 2\n1@b.mrcs 10000 3.4\n2@a.mrcs 10000 2\n");
    assertEquals(0, convert("mixed.star", "all.xmd").code());
    CommandRun mixed = convert("mixed.star", "mixed.mrcs");
    assertEquals(3, mixed.code());
    assertTrue(mixed.err().contains("line 7: the pixel size is 3.4 A"), mixed.err());
    assertEquals(0, convert("mixed.star", "two.mrcs", "--pixel-size", "2").code());
    try (MrcFile out = MrcFile.open(folder.resolve("two.mrcs"))) {
      assertEquals(2, out.size());
      assertEquals(2, out.pixelSizeAngstroms().orElseThrow());
      assertEquals(1, out.read(1).pixels()[0]);
    }
    CommandRun none = convert("mixed.star", "none.star", "--pixel-size", "5");
    assertEquals(3, none.code());
    assertTrue(none.err().contains("none with a pixel size of 5.0 A"), none.err());
    assertEquals(2, convert("mixed.star", "none.star", "--pixel-size", "-1").code());
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertEquals(2, convert("p.star", "out.txt").code());
    assertEquals(2, convert("p.star", "out.mrcs", "--mode", "1").code());
    assertEquals(2, convert("p.star", "out.star", "--mode", "2").code());
    assertEquals(2, convert("p.star", "out.mrcs", "--metadata-only").code());
    assertEquals(2, convert("p.star", "p.star").code());
    assertEquals(2, convert("a.mrcs", "a.mrcs").code());
    assertEquals(3, convert("none.star", "out.xmd").code());
  }

  /** To cryoSPARC and back nothing is lost; from elsewhere there is no uid to write it under. */
  @Test
  void cryosparcsParticlesStayWhoTheyAre() {
    new NpyBytes()
        .with("uid", 7L, 9L)
        .with("blob/path", "a.mrcs", "a.mrcs")
        .with("blob/idx", 2f, 0f)
        .with("blob/psize_A", 1.5f, 1.5f)
        .with("alignments2D/pose", (float) (Math.PI / 2), 0f)
        .with("alignments2D/shift", new float[] {3, -2}, new float[] {0, 0})
        .write(folder.resolve("q.cs"));
    assertEquals(0, convert("q.cs", "r.cs").code());
    assertEquals(0, convert("r.csg", "from-group.star").code());
    assertEquals(0, convert("q.cs", "direct.star").code());
    assertEquals(rows("direct.star"), rows("from-group.star"));
    CommandRun again = convert("q.cs", "r.cs");
    assertEquals(2, again.code());
    assertTrue(again.err().contains("r.cs is there already"), again.err());
    CommandRun over = convert("r.csg", "r.cs", "--overwrite");
    assertEquals(2, over.code());
    assertTrue(over.err().contains("is an input"), over.err());
    CommandRun foreign = convert("p.star", "p.cs");
    assertEquals(2, foreign.code());
    assertTrue(foreign.err().contains("by their uid"), foreign.err());
    CommandRun misplaced = convert("p.star", "p.xmd", "--passthrough", "q.cs");
    assertEquals(2, misplaced.code());
    assertTrue(misplaced.err().contains("no .cs or .csg file"), misplaced.err());
    CommandRun inspected = CommandRun.of("inspect", folder.resolve("r.csg").toString());
    assertTrue(inspected.out().contains("alignments2D: "), inspected.out());
  }

  private List<String> rows(String star) {
    try {
      return Files.readAllLines(folder.resolve(star));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
