package org.cryoudl.io.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every real metadata file is read right or refused with a sentence that names the fault. Numbers
 * were read off the files by hand or with NumPy.
 */
class SharedMetadataTest {

  private static final String REFUSED =
      """
      basic_double_quote.star          | no block has the column _rlnImageName
      empty_loop.star                  | no block has the column _rlnImageName
      two_single_line_loop_blocks.star | no block has the column _rlnImageName
      one_loop.star                    | line 17: the stack F:/WM5984
      relion5.star                     | line 54: the stack toy_images_a.mrcs was not found; tried against
      rln3.1_data_style.star           | 2 blocks name particle images (data_block_2
      experimental_images.xmd          | line 14: the row has 10 values, but the block data_noname has 9
      noXmipp.xmd                      | no block has the column _image
      ref_c1_exp_sampling.xmd          | no block has the column _image
      testBlock.xmd                    | 3 blocks name particle images (data_b1
      b2@testBlock.xmd                 | line 22: the stack pythoninterface/proj_ctf_2.stk is not read
      cryosparc_J2_particles_exported.cs | particle 1: the stack J1/imported/000090334788266266069
      """;

  private static Path metadata(String name) {
    return SharedData.file("data/metadata").resolve(name);
  }

  private static ParticleSet open(String name) {
    return ParticleSet.open(metadata(name), ParticleSetOptions.DEFAULT);
  }

  private static ParticleSet metadataOf(String name) {
    return ParticleSet.open(metadata(name), ParticleSetOptions.DEFAULT.withoutImages());
  }

  @Test
  void namesTheFaultOfEveryFileThatCannotServe() {
    REFUSED
        .lines()
        .map(line -> line.split("\\|"))
        .forEach(
            pair -> {
              String name = pair[0].strip();
              String path = metadata("x").resolveSibling(name.replaceFirst(".*@", "")).toString();
              Path address =
                  Path.of(name.contains("@") ? name.replaceFirst("@.*", "@") + path : path);
              DataException e =
                  assertThrows(
                      DataException.class,
                      () -> ParticleSet.open(address, ParticleSetOptions.DEFAULT),
                      name);
              assertTrue(e.getMessage().contains(pair[1].strip()), e.getMessage());
              assertTrue(e.getMessage().startsWith(path), e.getMessage());
            });
  }

  @Test
  void leavesNoFileOut() throws IOException {
    Set<String> covered =
        REFUSED
            .lines()
            .map(line -> line.split("\\|")[0].strip().replaceFirst(".*@", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    covered.addAll(
        Set.of(
            "empiar_10076_7.cs",
            "empiar_10076_7.star",
            "relion31.star",
            "rln_proj_64_centered.star",
            "rln_proj_64_shifted.star"));
    try (Stream<Path> files = Files.list(SharedData.file("data/metadata"))) {
      Set<String> present =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.contains(".mrc"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(covered, present);
    }
  }

  @Test
  void appliesOriginsOfShiftedProjectionsExactly() {
    try (ParticleSet shifted = open("rln_proj_64_shifted.star");
        ParticleSet centered = open("rln_proj_64_centered.star")) {
      int[][] origins = {{6, 10}, {10, -5}, {-8, 11}, {-13, -3}};
      assertEquals(4, shifted.size());
      for (int i = 0; i < 4; i++) {
        Pose pose = shifted.pose(i).orElseThrow();
        assertEquals(origins[i][0], pose.originXPixels());
        assertEquals(origins[i][1], pose.originYPixels());
        assertEquals(new Pose(pose.psiDegrees(), 0, 0), centered.pose(i).orElseThrow());
        Image moved = shiftBy(shifted.images().read(i), origins[i][0], origins[i][1]);
        assertArrayEquals(centered.images().read(i).pixels(), moved.pixels());
      }
    }
  }

  /** {@code out(c) = in(c - o)}; RELION wraps what leaves the box. */
  private static Image shiftBy(Image in, int ox, int oy) {
    Image out = Image.square(in.box());
    for (int row = 0; row < in.box(); row++) {
      for (int column = 0; column < in.box(); column++) {
        int fromRow = Math.floorMod(row - oy, in.box());
        int fromColumn = Math.floorMod(column - ox, in.box());
        out.pixels()[row * in.box() + column] = in.at(fromRow, fromColumn);
      }
    }
    return out;
  }

  @Test
  void readsRelion30AndCryosparcOfTheSameStackAlike() {
    try (ParticleSet star = open("empiar_10076_7.star");
        ParticleSet cs = open("empiar_10076_7.cs")) {
      assertEquals(7, star.size());
      assertEquals(7, cs.size());
      assertEquals(320, star.images().width());
      assertEquals(1e4 * 5 / 38168, star.pixelSizeAngstroms().orElseThrow(), 1e-12);
      assertEquals(1.3099979, cs.pixelSizeAngstroms().orElseThrow(), 1e-7);
      assertEquals(
          new CtfParameters(300, 2.7, 0.07, 15301.1, 14916.4, 5.28, 0), star.ctf(0).orElseThrow());
      CtfParameters ctf = cs.ctf(6).orElseThrow();
      assertEquals(15177.4, ctf.defocusUAngstroms(), 1e-2);
      assertEquals(5.28, ctf.defocusAngleDegrees(), 1e-5);
      assertEquals("000007@empiar_10076_7.mrc", cs.imageName(6));
      assertEquals("7@empiar_10076_7.mrc", star.imageName(6));
      assertTrue(cs.saysDark());
      assertFalse(star.saysDark());
      assertArrayEquals(star.images().read(6).pixels(), cs.images().read(6).pixels());
      assertTrue(star.pose(0).isEmpty());
      assertTrue(cs.pose(0).isEmpty());
    }
  }

  @Test
  void readsCryosparcPoses() {
    try (ParticleSet cs = metadataOf("cryosparc_J2_particles_exported.cs")) {
      assertEquals(22, cs.size());
      Pose pose = cs.pose(0).orElseThrow();
      assertEquals(337.9592, pose.psiDegrees(), 1e-4);
      assertEquals(0, pose.originXPixels());
      assertEquals(12, pose.originYPixels());
      assertEquals("5", cs.table().text(0, SharedColumn.CLASS).orElseThrow());
      assertEquals(
          "000022@J1/imported/000090334788266266069_18jam15b_0345_ali_DW.mrcs", cs.imageName(21));
      assertEquals(49.3683, cs.ctf(0).orElseThrow().defocusAngleDegrees(), 1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // file, particles, pixel size in A
    "relion31.star, 5, 2.806",
    "relion5.star, 17, 0.89",
  })
  void readsOpticsGroups(String name, int particles, double pixelSize) {
    try (ParticleSet set = metadataOf(name)) {
      assertEquals(particles, set.size());
      assertEquals(pixelSize, set.pixelSizeAngstroms().orElseThrow());
      assertEquals(0.1, set.ctf(0).orElseThrow().amplitudeContrast());
    }
  }

  /** RELION's own example: the stack is there, so its images are read too. */
  @Test
  void readsRelion31WithItsStack() {
    try (ParticleSet set = open("relion31.star")) {
      assertEquals(256, set.images().width());
      assertEquals("000005@relion31.mrcs", set.images().describe(4));
      assertEquals(1, set.classNumber(4).orElseThrow());
      float[] pixels = set.images().read(4).pixels();
      assertEquals(1.3165786f, pixels[256 * 100 + 7]);
    }
  }

  @Test
  void turnsAngstromsIntoPixels() {
    try (ParticleSet set = metadataOf("relion5.star")) {
      Pose last = set.pose(16).orElseThrow();
      assertEquals(22.407112, last.psiDegrees());
      assertEquals(1.259694 / 0.89, last.originXPixels(), 1e-12);
      assertEquals(0.846956 / 0.89, last.originYPixels(), 1e-12);
      assertEquals("6@toy_images_b.mrcs", set.imageName(16));
      assertEquals(100, set.ctf(16).orElseThrow().voltageKilovolts());
    }
  }
}
