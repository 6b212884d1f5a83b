package org.cryoudl.pipeline.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.projection.PictureTemplate;
import org.cryoudl.simulation.projection.SampledTemplate.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of any kind as the classes of a set. */
class PicturesTest {

  private static final int BOX = 32;

  @TempDir Path folder;

  /** Grey level of picture n at a place of its middle square, whose sides are 1. */
  private static double scene(int n, double x, double y) {
    return 120 + 50 * Math.cos(2 * Math.PI * (n * x + y)) + 30 * Math.sin(2 * Math.PI * n * y);
  }

  /** Wider or higher than the square, with white at the sides that are cut. */
  private void write(int n, int width, int height, String name) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int side = Math.min(width, height);
    int left = (width - side) / 2;
    int top = (height - side) / 2;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int x = column - left;
        int y = row - top;
        boolean inside = x >= 0 && y >= 0 && x < side && y < side;
        int grey = inside ? (int) Math.round(scene(n, (double) x / side, (double) y / side)) : 255;
        picture.setRGB(column, row, grey << 16 | grey << 8 | grey);
      }
    }
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    String format = name.substring(name.lastIndexOf('.') + 1);
    assertTrue(ImageIO.write(picture, format, file.toFile()), name);
  }

  private Path recipe() throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        kind: recipe
        count: 12
        box_pixels: 32
        sources: [{pictures: in}]
        poses: {shift_maximum_pixels: 0}
        ctf: {mode: none}
        noise: {variance_ratio: 0}
        scaling: none
        """);
    return recipe;
  }

  @Test
  void eachPictureIsAClassItsMiddleSquareFillingTheBox() throws IOException {
    write(1, 96, 64, "1/ori.png");
    write(2, 64, 80, "2/ori.png");
    write(3, 128, 128, "a photograph.jpg");
    Files.writeString(folder.resolve("in/notes.txt"), "no picture");
    Path out = folder.resolve("out");
    SynthesizeJob.run(recipe(), List.of(), out, false, Progress.silent());
    try (MrcFile templates = MrcFile.open(out.resolve("templates.mrcs"))) {
      assertEquals(3, templates.size());
      for (int n = 1; n <= 3; n++) {
        Image template = templates.read(n - 1);
        double worst = 0;
        for (int row = 0; row < BOX; row++) {
          for (int column = 0; column < BOX; column++) {
            double expected = scene(n, (double) column / BOX, (double) row / BOX);
            worst = Math.max(worst, Math.abs(expected - template.at(row, column)));
          }
        }
        // Rounding to whole levels; JPEG loses more.
        assertTrue(worst < (n == 3 ? 12 : 1.5), n + ": " + worst);
      }
    }
    try (ParticleSet set =
        ParticleSet.open(out.resolve("particles.star"), ParticleSetOptions.DEFAULT)) {
      int[] classes = Truth.read(out.resolve("truth.csv")).classesOf(set);
      for (int i = 0; i < set.size(); i++) {
        assertEquals(classes[i], set.classNumber(i).orElseThrow());
      }
    }
  }

  @Test
  void whatIsNoPictureIsSaidWithItsName() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    assertTrue(refused().startsWith("there is no picture in "), refused());
    write(1, 40, 5, "low.png");
    assertTrue(refused().contains("low.png has 40 x 5 pixels, but at least 8 x 8"), refused());
    Files.delete(folder.resolve("in/low.png"));
    Files.writeString(folder.resolve("in/text.png"), "text");
    assertTrue(refused().contains("text.png is no picture"), refused());
    UsageException both =
        assertThrows(
            UsageException.class,
            () ->
                SynthesizeJob.run(
                    recipe(),
                    List.of("sources=[{pictures: in, image: x.png}]"),
                    folder.resolve("out"),
                    false,
                    Progress.silent()));
    assertTrue(both.getMessage().contains("exactly one of"), both.getMessage());
  }

  private String refused() {
    return assertThrows(
            DataException.class,
            () ->
                SynthesizeJob.run(
                    recipe(), List.of(), folder.resolve("out"), false, Progress.silent()))
        .getMessage();
  }

  /** However often it is drawn, a picture is read once while memory lasts. */
  @Test
  void aPictureIsKeptWhileThereIsRoom() {
    int[] reads = new int[1];
    Image picture = Image.square(16);
    picture.pixels()[5 * 16 + 9] = 7;
    PictureTemplate template =
        new PictureTemplate(
            () -> {
              reads[0]++;
              return picture;
            },
            Interpolation.BILINEAR);
    for (int times = 0; times < 3; times++) {
      assertEquals(7, template.render(16, Pose.IDENTITY).at(5, 9), 1e-5);
    }
    assertEquals(1, reads[0]);
  }
}
