package org.cryoudl.io.particles.update;

import static org.cryoudl.testing.TestStacks.stack;
import static org.cryoudl.testing.TestStacks.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.table.SharedColumn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written holds what was changed, keeps the rest, and reads back as the same poses. */
class ParticleWriterTest {

  private static final IntFunction<Pose> POSES = row -> new Pose(100 * row - 30.25, row + 0.5, -2);
  private static final ParticleUpdate ALIGNED =
      ParticleUpdate.NONE
          .withPoses(POSES)
          .with(ParticleColumn.classNumbers(row -> row + 1))
          .with(ParticleColumn.reals("cryoudlConfidence", row -> row * 0.25));

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    stack(folder.resolve("a.mrcs"), 4, 3, 0);
  }

  private ParticleSetOptions options() {
    return ParticleSetOptions.DEFAULT.runningIn(folder);
  }

  private ParticleSet open(String name) {
    return ParticleSet.open(folder.resolve(name), options());
  }

  private List<String> writeStar(String in, String out, ParticleUpdate update) {
    try (ParticleSet set = open(in)) {
      return ParticleStarWriter.write(set, folder.resolve(out), update);
    }
  }

  private List<String> writeXmd(String in, String out, ParticleUpdate update) {
    try (ParticleSet set = open(in)) {
      return ParticleXmdWriter.write(set, folder.resolve(out), update);
    }
  }

  private String content(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private void assertPoses(String name) {
    try (ParticleSet set = open(name)) {
      for (int row = 0; row < set.size(); row++) {
        Pose read = set.pose(row).orElseThrow();
        Pose meant = POSES.apply(row);
        assertEquals(0, Angles.wrap(read.psiDegrees() - meant.psiDegrees(), 360), 1e-5);
        assertEquals(meant.originXPixels(), read.originXPixels(), 1e-5);
        assertEquals(meant.originYPixels(), read.originYPixels(), 1e-5);
        assertEquals(row, set.images().read(row).pixels()[0]);
      }
    }
  }

  @Test
  void rewritesStar31InPlaceInTheLayoutRelionReads() throws IOException {
    text(
        folder.resolve("p.star"),
        """
        # version 30001
        data_particles
        loop_
        _rlnAnglePsi #1
        _myOwn #2
        _rlnImageName #3
        _rlnOpticsGroup #4
        _rlnOriginX #5
        99 "two words" 1@a.mrcs 1 77
        99 x 2@a.mrcs 1 77
        99 y 3@a.mrcs 1 77
        data_optics
        loop_
        _rlnOpticsGroup
        _rlnImagePixelSize
        _rlnVoltage
        _rlnSphericalAberration
        _rlnAmplitudeContrast
        1  2.0 300 2.7 0.1
        """);
    assertEquals(List.of(), writeStar("p.star", "out.star", ALIGNED));
    assertEquals(
        """

        # version 30001

        data_particles

        loop_\s
        _rlnAnglePsi #1\s
        _myOwn #2\s
        _rlnImageName #3\s
        _rlnOpticsGroup #4\s
        _rlnOriginX #5\s
        _rlnOriginXAngst #6\s
        _rlnOriginYAngst #7\s
        _rlnOriginY #8\s
        _rlnClassNumber #9\s
        _cryoudlConfidence #10\s
        -30.250000 "two words" 000001@a.mrcs 1 0.500000 1.000000 -4.000000 -2.000000 1 0.000000\s
        69.750000 x 000002@a.mrcs 1 1.500000 3.000000 -4.000000 -2.000000 2 0.250000\s
        169.750000 y 000003@a.mrcs 1 2.500000 5.000000 -4.000000 -2.000000 3 0.500000\s
        \s

        # version 30001

        data_optics

        loop_\s
        _rlnOpticsGroup #1\s
        _rlnImagePixelSize #2\s
        _rlnVoltage #3\s
        _rlnSphericalAberration #4\s
        _rlnAmplitudeContrast #5\s
        1 2.0 300 2.7 0.1\s
        \s
        """,
        content("out.star"));
    assertPoses("out.star");
  }

  @Test
  void keepsRelion30InPixels() throws IOException {
    text(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n_rlnMicrographName\n1@a.mrcs m\n2@a.mrcs m\n");
    writeStar("p.star", "out.star", ALIGNED);
    String out = content("out.star");
    assertTrue(out.startsWith("\ndata_\n\nloop_ \n_rlnImageName #1 \n"), out);
    assertTrue(out.contains("_rlnOriginX #4") && !out.contains("Angst"), out);
    assertPoses("out.star");
  }

  @Test
  void namesTheOnlyOpticsGroupThatRelionWouldCrashWithout() throws IOException {
    text(
        folder.resolve("p.star"),
        "data_optics\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n4 2\n"
            + "data_particles\nloop_\n_rlnImageName\n1@a.mrcs\n");
    writeStar("p.star", "out.star", ParticleUpdate.NONE);
    assertTrue(content("out.star").contains("\n000001@a.mrcs 4 \n"), content("out.star"));
    assertTrue(content("out.star").contains("# version 30001"));
  }

  @Test
  void makesStarOfABareStack() throws IOException {
    List<String> warnings = writeStar("a.mrcs", "out.star", ALIGNED);
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("written as 0"), warnings.get(0));
    assertTrue(
        content("out.star")
            .contains("\n1 opticsGroup1 0.000000 0.000000 0.000000 2.000000 4 2 \n"));
    assertPoses("out.star");
    stack(folder.resolve("unknown.mrcs"), 4, 1, 0, OptionalDouble.empty());
    List<String> unknown = writeStar("unknown.mrcs", "u.star", ALIGNED);
    assertTrue(unknown.get(0).contains("the pixel size is unknown; the STAR file says 1.0 A"));
    assertPoses("u.star");
  }

  @Test
  void keepsOnlyTheRowsAskedForInTheirOrder() {
    writeStar("a.mrcs", "out.star", ALIGNED.keeping(List.of(2, 0)));
    try (ParticleSet set = open("out.star")) {
      assertEquals(2, set.size());
      assertEquals("000003@" + folder.resolve("a.mrcs"), set.imageName(0));
      assertEquals(2.5, set.pose(0).orElseThrow().originXPixels(), 1e-5);
      assertEquals(0, set.images().read(1).pixels()[0]);
    }
  }

  @Test
  void xmdKeepsItsColumnsAndClearsFlip() throws IOException {
    text(
        folder.resolve("p.xmd"),
        """
        # XMIPP_STAR_1 *\s
        #\s
        data_noname
        loop_
         _flip
         _image
         _vector
         1 1@a.mrcs ' 1 2 3 '
         0 2@a.mrcs ' 4 5 6 '
        """);
    writeXmd("p.xmd", "out.xmd", ALIGNED);
    String out = content("out.xmd");
    assertTrue(
        out.startsWith("# XMIPP_STAR_1 * \n# \ndata_noname\nloop_\n _flip\n _image\n _vector\n"));
    assertTrue(out.contains(" 0 000001@a.mrcs ' 1 2 3 ' 30.250000 "), out);
    assertTrue(out.contains(" _ref\n _cryoudlConfidence\n"), out);
    assertPoses("out.xmd");
  }

  @Test
  void convertsStarToXmdAndBack() {
    text(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n_rlnVoltage\n_rlnSphericalAberration\n"
            + "_rlnAmplitudeContrast\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnOdd\n"
            + "1@a.mrcs 300 2.7 0.1 12000 11000 45 q\n2@a.mrcs 300 2.7 0.1 12500 11500 55 q\n");
    writeStar("p.star", "posed.star", ALIGNED);
    List<String> lost = writeXmd("posed.star", "there.xmd", ParticleUpdate.NONE);
    assertTrue(lost.get(0).endsWith("not carried over to XMD: rlnOdd, cryoudlConfidence"));
    assertPoses("there.xmd");
    assertEquals(List.of(), writeStar("there.xmd", "back.star", ParticleUpdate.NONE));
    assertPoses("back.star");
    try (ParticleSet before = open("posed.star");
        ParticleSet after = open("back.star")) {
      assertEquals(before.ctf(1), after.ctf(1));
      assertEquals(2, after.pixelSizeAngstroms().orElseThrow());
      assertEquals("2", after.table().text(1, SharedColumn.CLASS).orElseThrow());
    }
  }

  @Test
  void refusesToPutAMirrorIntoStar() {
    text(
        folder.resolve("p.xmd"),
        "# XMIPP_STAR_1 *\ndata_noname\nloop_\n _image\n _flip\n1@a.mrcs 0\n2@a.mrcs 1\n");
    DataException e =
        assertThrows(
            DataException.class, () -> writeStar("p.xmd", "out.star", ParticleUpdate.NONE));
    assertTrue(e.getMessage().contains("line 7: the image 2@a.mrcs is mirrored"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("out.star")));
    writeStar("p.xmd", "aligned.star", ALIGNED);
    assertPoses("aligned.star");
  }

  @Test
  void namesStacksFromWhereWeRun() throws IOException {
    stack(folder.resolve("job/s/b.mrcs"), 4, 1, 0);
    stack(folder.resolve("job/c.mrc"), 4, 2, 0);
    text(
        folder.resolve("job/p.star"),
        "data_\nloop_\n_rlnImageName\n1@s/b.mrcs\n2@c.mrc\n1@" + folder.resolve("a.mrcs") + "\n");
    writeStar("job/p.star", "out.star", ParticleUpdate.NONE);
    String out = content("out.star");
    assertTrue(out.contains("\n000001@job/s/b.mrcs 0.000000 "), out);
    assertTrue(out.contains("\n000002@job/c.mrc:mrcs 0.000000 "), out);
    assertTrue(out.contains("\n000001@" + folder.resolve("a.mrcs") + " 0.000000 "), out);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (ParticleSet set =
        ParticleSet.open(folder.resolve("job/p.star"), options().runningIn(elsewhere))) {
      ParticleStarWriter.write(set, folder.resolve("far.star"), ParticleUpdate.NONE);
    }
    String far = content("far.star");
    assertTrue(far.contains("\n000001@" + folder.resolve("job/s/b.mrcs") + " 0.000000 "), far);
    try (ParticleSet set =
        ParticleSet.open(folder.resolve("far.star"), options().runningIn(elsewhere))) {
      assertEquals(3, set.size());
    }
  }

  @Test
  void neverWritesOverInputs() {
    assertThrows(UsageException.class, () -> writeStar("a.mrcs", "a.mrcs", ParticleUpdate.NONE));
    text(folder.resolve("p.star"), "data_\nloop_\n_rlnImageName\n1@a.mrcs\n");
    assertThrows(UsageException.class, () -> writeStar("p.star", "p.star", ParticleUpdate.NONE));
    assertThrows(UsageException.class, () -> writeXmd("p.star", "./a.mrcs", ParticleUpdate.NONE));
  }
}
