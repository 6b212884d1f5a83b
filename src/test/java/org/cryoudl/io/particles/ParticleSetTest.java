package org.cryoudl.io.particles;

import static org.cryoudl.testing.TestStacks.stack;
import static org.cryoudl.testing.TestStacks.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.particles.stack.StackPool;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.ParallelLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParticleSetTest {

  private static final String OPTICS =
      """
      data_optics
      loop_
      _rlnOpticsGroup
      _rlnVoltage
      _rlnSphericalAberration
      _rlnAmplitudeContrast
      _rlnImagePixelSize
      1 300 2.7 0.1 2
      7 200 2.0 0.07 4
      """;

  @TempDir Path folder;

  private ParticleSet open(String name) {
    return ParticleSet.open(folder.resolve(name), ParticleSetOptions.DEFAULT);
  }

  private void assertFault(String name, String... parts) {
    DataException e = assertThrows(DataException.class, () -> open(name).close());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void readsRowsAcrossStacksAndOpticsGroups() {
    stack(folder.resolve("a.mrcs"), 4, 3, 10);
    stack(folder.resolve("sub/b.mrcs"), 4, 2, 20);
    text(
        folder.resolve("p.star"),
        """
        data_particles
        loop_
        _rlnAnglePsi
        _rlnImageName
        _rlnOpticsGroup
        _rlnOriginXAngst
        _rlnOriginX
        _rlnOriginY
        _rlnDefocusU
        _rlnPhaseShift
        30 2@sub/b.mrcs 7 6 99 -1 10000 90
        -5 000003@a.mrcs 1 6 99 2.5 20000 0
        0 000001@sub/b.mrcs 7 0 99 0 30000 0
        """
            + OPTICS);
    assertFault("p.star", "line 12: the pixel size is 2 A", "such as 4 A");
    try (ParticleSet set =
        ParticleSet.open(
            folder.resolve("p.star"), ParticleSetOptions.DEFAULT.allowingMixedPixelSizes())) {
      assertEquals(List.of(0, 2), set.rowsOfPixelSize(4));
      assertEquals(3, set.size());
      assertEquals(3, set.images().size());
      assertEquals(21, set.images().read(0).pixels()[5]);
      assertEquals(12, set.images().read(1).pixels()[5]);
      assertEquals(20, set.images().read(2).pixels()[5]);
      assertEquals("000002@sub/b.mrcs", set.images().describe(0));
      assertEquals(4, set.pixelSizeAngstroms(0).orElseThrow());
      assertEquals(2, set.pixelSizeAngstroms(1).orElseThrow());
      // Angstroms win for x, pixels hold for y
      assertEquals(new Pose(30, 1.5, -1), set.pose(0).orElseThrow());
      assertEquals(new Pose(-5, 3, 2.5), set.pose(1).orElseThrow());
      assertEquals(new CtfParameters(200, 2, 0.07, 10000, 10000, 0, 90), set.ctf(0).orElseThrow());
      assertEquals(300, set.ctf(1).orElseThrow().voltageKilovolts());
      assertEquals(1, set.warnings().size());
      assertTrue(
          set.warnings()
              .get(0)
              .contains(
                  "line 12: the pixel size is 2 A, but that of the first particle is 4 A;"
                      + " images are not rescaled"),
          set.warnings().get(0));
    }
  }

  @Test
  void readsRelion30AndHeaderPixelSize() {
    stack(folder.resolve("a.mrcs"), 4, 2, 0, OptionalDouble.of(3));
    text(
        folder.resolve("old.star"),
        "data_\nloop_\n_rlnImageName\n_rlnMagnification\n_rlnDetectorPixelSize\n_rlnOriginX\n"
            + "1@a.mrcs 50000 7 1.25\n");
    text(folder.resolve("bare.star"), "data_\nloop_\n_rlnImageName\n_rlnDefocusU\n1@a.mrcs 5\n");
    try (ParticleSet old = open("old.star");
        ParticleSet bare = open("bare.star");
        ParticleSet stack = open("a.mrcs")) {
      assertEquals(1.4, old.pixelSizeAngstroms().orElseThrow(), 1e-12);
      assertEquals(new Pose(0, 1.25, 0), old.pose(0).orElseThrow());
      assertEquals(3, bare.pixelSizeAngstroms().orElseThrow());
      assertTrue(bare.ctf(0).isEmpty());
      assertTrue(bare.warnings().get(0).contains("the CTF stays unknown"));
      assertTrue(bare.pose(0).isEmpty());
      assertEquals(2, stack.size());
      assertEquals(3, stack.pixelSizeAngstroms().orElseThrow());
      assertEquals("000002@" + folder.resolve("a.mrcs"), stack.imageName(1));
      assertTrue(stack.pose(0).isEmpty());
    }
  }

  @Test
  void readsXmippConventionsByColumnName() {
    stack(folder.resolve("a.mrcs"), 4, 4, 0);
    stack(folder.resolve("whole.mrc"), 4, 1, 50);
    text(
        folder.resolve("p.xmd"),
        """
        # XMIPP_STAR_1 *\s
        #\s
        data_other
        loop_
         _image
         1@a.mrcs
        data_mine
        loop_
         _flip
         _shiftY
         _image
         _enabled
         _anglePsi
         _shiftX
         _ref
         0 -2 000002@a.mrcs 1 90 3 5
         1 -2 000003@a.mrcs 1 90 3 5
         0 -2 000004@a.mrcs -1 90 3 5
         0 0 whole.mrc 1 0 0 6
        """);
    Path address = Path.of("mine@" + folder.resolve("p.xmd"));
    try (ParticleSet set = ParticleSet.open(address, ParticleSetOptions.DEFAULT)) {
      assertEquals(3, set.size());
      assertTrue(set.warnings().get(0).contains("1 of 4 rows are disabled"));
      // the golden pixel of the conventions: (4, 1) lands at (4, -6)
      assertArrayEquals(new double[] {4, -6}, set.pose(0).orElseThrow().apply(4, 1), 1e-12);
      assertTrue(set.isFlipped(1));
      assertEquals(new XmippPose(90, 3, -2, true), set.xmippPose(1).orElseThrow());
      DataException e = assertThrows(DataException.class, () -> set.pose(1));
      assertTrue(e.getMessage().contains("line 17: the image 000003@a.mrcs is mirrored"));
      assertEquals(50, set.images().read(2).pixels()[0]);
      assertFalse(set.isFlipped(2));
    }
    assertFault("p.xmd", "2 blocks name particle images", "choose one, for instance other@");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0@a.mrcs | line 4: the image name '0@a.mrcs' asks for image 0, but images count from 1",
        "000004@a.mrcs | line 4: the image 000004@a.mrcs does not exist, for the stack holds 3",
        "x@a.mrcs | line 4: the image name 'x@a.mrcs' has no image number",
        "99999999999@a.mrcs | line 4: the image name '99999999999@a.mrcs' has no image number",
        "1@ | names no file",
        "a.mrcs | has no number, but the file holds 3 images",
        "1@none.mrcs | line 4: the stack none.mrcs was not found; tried against ",
        "1@/none.mrcs | the stack /none.mrcs does not exist",
        "1@a.spi | the stack a.spi is not read",
        "1@a.stk | the stack a.stk is not read",
      })
  void namesFaultsOfImageNames(String name, String message) {
    stack(folder.resolve("a.mrcs"), 4, 3, 0);
    text(folder.resolve("p.star"), "data_\nloop_\n_rlnImageName\n" + name + "\n");
    assertFault("p.star", message);
  }

  @Test
  void namesBothStacksOfDifferentSize() {
    stack(folder.resolve("a.mrcs"), 4, 1, 0);
    stack(folder.resolve("b.mrcs"), 6, 1, 0);
    text(folder.resolve("p.star"), "data_\nloop_\n_rlnImageName\n1@a.mrcs\n1@b.mrcs\n");
    assertFault("p.star", "a.mrcs holds 4 x 4", "b.mrcs holds 6 x 6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_rlnOpticsGroup\\n | 3 | line 14: the optics group 3 is not among the 2 groups defined, [1, 7]",
        "_rlnOpticsGroup\\n | 1.5 | line 14: _rlnOpticsGroup is '1.5', not a whole number",
        "'' | '' | no column _rlnOpticsGroup, but there are 2 optics groups",
        "_rlnOpticsGroup\\n_rlnAnglePsi\\n | 1 nan | _rlnAnglePsi is 'nan', not a finite number",
      })
  void namesFaultsOfRows(String columns, String values, String message) {
    stack(folder.resolve("a.mrcs"), 4, 1, 0);
    text(
        folder.resolve("p.star"),
        OPTICS
            + "data_particles\nloop_\n_rlnImageName\n"
            + columns.replace("\\n", "\n")
            + "1@a.mrcs "
            + values
            + "\n");
    DataException e =
        assertThrows(
            DataException.class,
            () -> {
              try (ParticleSet set = open("p.star")) {
                set.pose(0);
              }
            });
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void takesTheOnlyOpticsGroupIfRowsNameNone() {
    stack(folder.resolve("a.mrcs"), 4, 1, 0);
    text(
        folder.resolve("p.star"),
        OPTICS.replaceFirst("7 200.*\n", "") + "data_particles\nloop_\n_rlnImageName\n1@a.mrcs\n");
    try (ParticleSet set = open("p.star")) {
      assertEquals(2, set.pixelSizeAngstroms().orElseThrow());
      assertTrue(set.warnings().get(0).contains("name no optics group; the only one, 1, is taken"));
    }
  }

  @Test
  void looksInProjectFolderThenWorkingFolderThenParents() {
    stack(folder.resolve("project/s/a.mrcs"), 4, 1, 1);
    stack(folder.resolve("work/s/a.mrcs"), 4, 1, 2);
    stack(folder.resolve("s/a.mrcs"), 4, 1, 3);
    stack(folder.resolve("jobs/42/unused.mrcs"), 4, 1, 4);
    Path star =
        text(folder.resolve("jobs/42/p.star"), "data_\nloop_\n_rlnImageName\n1@s/a.mrcs:mrcs\n");
    ParticleSetOptions plain = ParticleSetOptions.DEFAULT;
    ParticleSetOptions working = plain.runningIn(folder.resolve("work"));
    assertEquals(3, firstPixel(star, plain));
    assertEquals(2, firstPixel(star, working));
    assertEquals(1, firstPixel(star, working.inProject(folder.resolve("project"))));
  }

  private static float firstPixel(Path star, ParticleSetOptions options) {
    try (ParticleSet set = ParticleSet.open(star, options)) {
      return set.images().read(0).pixels()[0];
    }
  }

  @Test
  void readsManyStacksFromManyThreadsWithFewOpen() {
    int stacks = 3 * StackPool.OPEN_STACKS;
    StringBuilder star = new StringBuilder("data_\nloop_\n_rlnImageName\n");
    for (int s = 0; s < stacks; s++) {
      stack(folder.resolve(s + ".mrcs"), 2, 2, 2 * s);
      star.append("2@").append(s).append(".mrcs\n");
    }
    text(folder.resolve("p.star"), star.toString());
    try (ParticleSet set = open("p.star")) {
      ParallelLoop.run(
          4 * stacks,
          i -> {
            int row = i * 7 % stacks;
            assertEquals(2 * row + 1, set.images().read(row).pixels()[3]);
          });
    }
  }

  @Test
  void refusesWhatIsNoParticleFile() {
    text(folder.resolve("p.txt"), "x");
    text(folder.resolve("p.xmd"), "data_\nloop_\n_image\n1@a.mrcs\n");
    assertFault("p.txt", "ends in .txt");
    assertFault("p.xmd", "line 1: '# XMIPP_STAR_1 *' is missing");
    assertFault("none.star", "does not exist");
  }

  @Test
  void anglesOfBothConventionsAgree() {
    stack(folder.resolve("a.mrcs"), 4, 1, 0);
    text(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n_rlnAnglePsi\n_rlnOriginX\n1@a.mrcs 170 2\n");
    try (ParticleSet set = open("p.star")) {
      XmippPose xmipp = set.xmippPose(0).orElseThrow();
      assertEquals(0, Angles.wrap(xmipp.psiDegrees() + 170, 360), 1e-12);
    }
  }
}
