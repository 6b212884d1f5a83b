package org.cryoudl.pipeline.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataInspectorTest {

  @TempDir Path folder;

  private List<String> describe(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Inspection.describe(file, Progress.silent()).lines();
  }

  private static void assertTold(List<String> lines, String label, String text) {
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith(label) && line.contains(text)),
        label + " " + text + " is not in " + String.join("\n", lines));
  }

  @Test
  void tellsParticlesPosesClassesAndStacks() throws IOException {
    try (MrcWriter writer =
        MrcWriter.stack(folder.resolve("a.mrcs"), 2, 2, OptionalDouble.of(1.5))) {
      writer.append(new float[] {1, 2, 3, 4});
      writer.append(new float[] {5, 6, 7, 8});
      writer.commit();
    }
    String text =
        "# XMIPP_STAR_1 *\ndata_noname\nloop_\n _image\n _shiftX\n _shiftY\n _flip\n _ref\n"
            + " 1@a.mrcs 3 4 0 2\n 2@a.mrcs 0 0 1 7\n";
    List<String> lines = describe("p.xmd", text);
    assertTold(lines, "block", "data_noname: 2 rows of image, shiftX, shiftY, flip, ref");
    assertTold(lines, "particles", "2");
    assertTold(lines, "poses", "shifts of 2.50 pixels on average and 5.00 at most, 1 mirrored");
    assertTold(lines, "classes", "2: 1 in class 2, 1 in class 7");
    assertTold(lines, "images", "2 of 2 x 2 pixels, all found");
    assertTold(lines, "pixel size", "1.5 A");
    List<Image> images = new MetadataInspector().images(folder.resolve("p.xmd"), 1);
    assertEquals(1, images.size());
    assertEquals(4, images.get(0).at(1, 1));
  }

  @Test
  void tellsMissingStacksAndOpticsWithoutFailing() throws IOException {
    List<String> lines =
        describe(
            "p.star",
            "data_\nloop_\n_rlnImageName\n_rlnDefocusU\n_rlnVoltage\n_rlnSphericalAberration\n"
                + "_rlnAmplitudeContrast\n1@no.mrcs 9000 300 2.7 0.1\n1@no.mrcs 12000 300 2.7 0.1\n");
    assertTold(lines, "ctf", "defocus 9000 to 12000 A, 300 kV");
    assertTold(lines, "poses", "none");
    assertTold(lines, "wrong", "the stack no.mrcs was not found");
    assertTold(describe("x.star", "data_x\n_a 1\n"), "wrong", "no block has the column");
  }

  @Test
  void failsOnBrokenFiles() {
    DataException e =
        assertThrows(DataException.class, () -> describe("p.star", "data_\nloop_\n_a\n_b\n1\n"));
    assertTrue(e.getMessage().contains("line 5: the row has 1 values"), e.getMessage());
  }
}
