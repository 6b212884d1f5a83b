package org.cryoudl.pipeline.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.health.ImageSurvey;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {

  @TempDir Path folder;

  /** Image i of 4 x 2 pixels holds i + 1 in its first pixel and -1 elsewhere. */
  private Path stack(int count) {
    Path file = folder.resolve("a.mrcs");
    try (MrcWriter writer = MrcWriter.stack(file, 4, 2, OptionalDouble.of(2.5))) {
      for (int i = 0; i < count; i++) {
        float[] pixels = new float[8];
        Arrays.fill(pixels, -1);
        pixels[0] = i + 1;
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private static List<String> describe(Path file) {
    return Inspection.describe(file, Progress.silent()).lines();
  }

  private static void poke(Path file, long position, float value) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(position);
      raw.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
    }
  }

  @Test
  void soundStackIsDescribedWithoutRemarks() {
    Path file = stack(3);
    // Values 1, 2, 3 and 21 times -1: mean -15 / 24; mean square 35 / 24
    double deviation = Math.sqrt(35 / 24.0 - 0.625 * 0.625);
    assertEquals(
        List.of(
            "file        " + file,
            "holds       a stack of 3 images of 4 x 2 pixels",
            "pixels      32-bit reals (mode 2), little-endian",
            "pixel size  2.5 A",
            String.format(
                java.util.Locale.ROOT,
                "values      -1.000 to 3.000, mean -0.6250, standard deviation %.4g",
                deviation),
            "header says the same",
            "label       Written by CryoUDL",
            "fine        pixel size, values, constant images, repeated images, grey levels",
            "wrong       3 images of 4 x 2 pixels, but alignment needs square ones"),
        describe(file));
  }

  @Test
  void staleHeaderEmptyAndUnusableImagesAreTold() throws IOException {
    Path file = stack(10);
    poke(file, 80, 7); // dmax
    poke(file, 1024 + 3 * 32, -1); // image 4 becomes constant
    poke(file, 1024 + 7 * 32 + 8, Float.NaN);
    poke(file, 1024 + 8 * 32 + 8, Float.POSITIVE_INFINITY);
    String text = String.join("\n", describe(file));
    assertTrue(text.contains("header says -1.000 to 7.000") && text.contains("stale"), text);
    assertTrue(
        text.contains("doubtful    1 of 10 images hold one value only, the first of them 000004@"),
        text);
    assertTrue(text.contains("wrong       images that cannot be used: 2 of 10"), text);
    assertTrue(text.contains("000008@" + file), text);
    assertTrue(text.contains("to 10.00"), text); // the good images are still measured
  }

  /** A header in metres states a pixel size, but none of a particle. */
  @Test
  void anImpossiblePixelSizeOfTheHeaderIsNotCalledUnstated() throws IOException {
    Path file = stack(3);
    poke(file, 40, 4 * 2e-10f);
    poke(file, 44, 2 * 2e-10f);
    String text = String.join("\n", describe(file));
    assertTrue(
        text.contains("pixel size  unknown: the header states one that no particle has"), text);
    poke(file, 40, 0);
    poke(file, 44, 0);
    text = String.join("\n", describe(file));
    assertTrue(text.contains("pixel size  unknown: the header does not state it"), text);
  }

  @Test
  void volumesAndSingleImagesAreNamed() {
    Path file = folder.resolve("a.mrc");
    MrcWriter.writeVolume(file, new MrcVolume(2, 3, 4, new float[24], OptionalDouble.empty()));
    String text = String.join("\n", describe(file));
    assertTrue(text.contains("a volume of 2 x 3 x 4 voxels"), text);
    assertTrue(text.contains("pixel size  unknown"), text);
    MrcWriter.writeImage(file, Image.square(5), OptionalDouble.of(1));
    text = String.join("\n", describe(file));
    assertTrue(text.contains("one image of 5 x 5 pixels"), text);
    assertTrue(text.contains("pixel size  1 A (programs also write 1"), text);
  }

  @Test
  void surveyOfALargeSetIsASampleSpreadOverIt() {
    try (MrcFile mrc = MrcFile.open(stack(100))) {
      ImageSurvey survey = ImageSurvey.of(mrc, Progress.silent(), 8 * 10);
      assertEquals(10, survey.images());
      assertEquals(91, survey.statistics().maximum()); // images 1, 11, ... 91
      assertEquals(100, ImageSurvey.of(mrc, Progress.silent(), 800).images());
      assertEquals(1, ImageSurvey.of(mrc, Progress.silent(), 1).images());
    }
  }

  @Test
  void contactSheetShowsTheFirstImages() {
    Path sheet = folder.resolve("sheet.png");
    assertEquals(3, Inspection.drawContactSheet(stack(5), sheet, 3, false));
    Image drawn = PngImage.read(sheet);
    // Two columns of 4 pixels and a gap of 2; two rows of 2 and a gap of 2; the last place is left.
    assertEquals(10, drawn.width());
    assertEquals(6, drawn.height());
    assertEquals(255, drawn.at(0, 0));
    assertEquals(0, drawn.at(0, 1));
    assertEquals(255, drawn.at(0, 6));
    assertEquals(255, drawn.at(4, 0));
    assertEquals(0, drawn.at(4, 6));
  }

  @Test
  void largeImagesAreDrawnSmaller() {
    Path file = folder.resolve("a.mrc");
    MrcWriter.writeImage(file, new Image(3000, 600, new float[1_800_000]), OptionalDouble.empty());
    Path sheet = folder.resolve("sheet.png");
    Inspection.drawContactSheet(file, sheet, 10, false);
    assertEquals(2048, PngImage.read(sheet).width());
    assertEquals(410, PngImage.read(sheet).height());
  }

  @Test
  void unknownAndUnreadableFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "text");
    String message = assertThrows(UsageException.class, () -> describe(text)).getMessage();
    assertTrue(message.contains("a.txt") && message.contains("MRC"), message);
    assertThrows(DataException.class, () -> describe(folder.resolve("none.mrc")));
  }

  @Test
  void realFilesAreTold() {
    String stale =
        String.join("\n", describe(SharedData.file("data/metadata/rln_proj_64_shifted.mrcs")));
    assertTrue(stale.contains("0.009289") && stale.contains("0.007234"), stale);
    String unset = String.join("\n", describe(SharedData.file("data/metadata/relion31.mrcs")));
    assertTrue(unset.contains("header says nothing"), unset);
    assertTrue(unset.contains("machine stamp 0000"), unset);
    String sound = String.join("\n", describe(SharedData.file("data/bench/c1.mrcs")));
    assertTrue(sound.contains("500 images") && sound.contains("signed (mode 0)"), sound);
    assertFalse(
        sound.contains("doubtful") || sound.contains("wrong") || sound.contains("odd"), sound);
  }
}
