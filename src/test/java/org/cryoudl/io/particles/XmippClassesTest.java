package org.cryoudl.io.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.update.ParticleColumn;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.io.particles.update.ParticleXmdWriter;
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.testing.TestStacks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of classes as XMIPP's programs and Scipion write them. */
class XmippClassesTest {

  /** Class 3 is empty, class 2 holds a disabled and a mirrored particle. */
  private static final String TEXT =
      """
      # XMIPP_STAR_1 *
      #
      data_classes
      loop_
       _ref
       _image
       _classCount
       1 000001@averages.mrcs 2
       2 000002@averages.mrcs 3
      data_class000001_images
      loop_
       _image
       _enabled
       _anglePsi
       _shiftX
       _shiftY
       _flip
       000004@p.mrcs 1 10 1.0 2.0 0
       000001@p.mrcs 1 20 0.0 0.0 0
      data_class000002_images
      loop_
       _image
       _enabled
       _anglePsi
       _shiftX
       _shiftY
       _flip
       000002@p.mrcs 1 30 0.0 0.0 0
       000005@p.mrcs -1 40 0.0 0.0 0
       000003@p.mrcs 1 50 0.5 0.0 1
      data_class000003_images
      loop_
      data_extra
       _sampling_rate 0.05
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    TestStacks.stack(folder.resolve("p.mrcs"), 4, 5, 1);
    file = TestStacks.text(folder.resolve("level_classes.xmd"), TEXT);
  }

  private static ParticleSet open(String address) {
    return ParticleSet.open(Path.of(address), ParticleSetOptions.DEFAULT);
  }

  private static int[] classes(ParticleSet set) {
    int[] found = new int[set.size()];
    for (int row = 0; row < found.length; row++) {
      found[row] = set.classNumber(row).orElseThrow();
    }
    return found;
  }

  @Test
  void theBlockOfAClassIsASetOfParticles() {
    try (ParticleSet set = open("class000002_images@" + file)) {
      assertArrayEquals(new int[] {2, 2}, classes(set));
      assertTrue(set.isFlipped(1));
      assertTrue(set.imageName(0).startsWith("000002@"), set.imageName(0));
      assertEquals(1, set.warnings().size(), set.warnings().toString());
      assertTrue(set.warnings().get(0).contains("1 of 3 rows are disabled"));
    }
    try (ParticleSet set =
        ParticleSet.open(Path.of("classes@" + file), ParticleSetOptions.DEFAULT.withoutImages())) {
      assertArrayEquals(new int[] {1, 2}, classes(set)); // the averages
    }
  }

  /** Classes come from the blocks: XMIPP's files need no column for them. */
  @Test
  void theWholeFileHoldsTheParticlesOfAllClasses() {
    try (ParticleSet set = open(file.toString())) {
      assertArrayEquals(new int[] {1, 1, 2, 2}, classes(set));
      assertEquals(OptionalInt.of(1), set.classNumber(0));
      assertTrue(set.place(3).endsWith("level_classes.xmd, line 30"), set.place(3));
      assertTrue(set.imageName(0).startsWith("000004@"), set.imageName(0));
    }
  }

  @Test
  void blocksWithOtherColumnsAreNoOneSet() throws IOException {
    Files.writeString(
        file,
        TEXT.replace(
            "data_extra", "data_class000004_images\nloop_\n _image\n 1@p.mrcs\ndata_extra"));
    DataException refused = assertThrows(DataException.class, () -> open(file.toString()));
    assertTrue(
        refused.getMessage().contains("data_class000001_images and data_class000004_images"),
        refused.getMessage());
  }

  /** What an alignment writes of a class is no longer that class of the file. */
  @Test
  void newPosesStandAloneAndTheOtherBlocksStay() throws IOException {
    Path out = folder.resolve("out.xmd");
    try (ParticleSet set = open("class000001_images@" + file)) {
      ParticleXmdWriter.write(set, out, ParticleUpdate.NONE.withPoses(row -> new Pose(5, 0, 0)));
    }
    String text = Files.readString(out);
    assertEquals(List.of("data_noname", "data_extra"), blocks(text));
    try (ParticleSet set = open(out.toString())) {
      assertArrayEquals(new int[] {1, 1}, classes(set));
      assertEquals(5, set.pose(0).orElseThrow().psiDegrees(), 1e-6);
    }
  }

  @Test
  void classesAreWrittenAsXmippDoes() throws IOException {
    Path out = folder.resolve("classes.xmd");
    int[] sorted = {2, 1, 2, 2};
    try (ParticleSet set = open(file.toString())) {
      ParticleXmdWriter.writeClasses(
          set,
          out,
          ParticleUpdate.NONE.with(ParticleColumn.classNumbers(row -> sorted[row])),
          List.of(
              new XmdClasses.Members(1, "000001@new.mrcs", List.of(1)),
              new XmdClasses.Members(2, "000002@new.mrcs", List.of(0, 2, 3))));
    }
    String text = Files.readString(out);
    assertEquals(
        List.of("data_classes", "data_class000001_images", "data_class000002_images"),
        blocks(text));
    assertTrue(
        text.contains(
            "loop_\n _ref\n _enabled\n _image\n _classCount\n 1 1 000001@new.mrcs 1 \n"
                + " 2 1 000002@new.mrcs 3 \ndata_class000001_images\n"),
        text);
    try (ParticleSet second = open("class000002_images@" + out)) {
      assertEquals(3, second.size());
      assertTrue(second.imageName(2).startsWith("000003@"), second.imageName(2));
      assertTrue(second.isFlipped(2));
    }
  }

  private static List<String> blocks(String text) {
    return text.lines().filter(line -> line.startsWith("data_")).toList();
  }
}
