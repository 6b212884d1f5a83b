package org.cryoudl.io.gif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatedGifTest {

  @TempDir Path folder;

  @Test
  void framesComeBackInOrderWithTheirGreys() throws IOException {
    List<Image> frames = new ArrayList<>();
    for (int f = 0; f < 5; f++) {
      float[] levels = new float[7 * 4];
      for (int p = 0; p < levels.length; p++) {
        levels[p] = (p + 10 * f) / 100f;
      }
      frames.add(new Image(7, 4, levels));
    }
    Path file = folder.resolve("film.gif");
    AnimatedGif.write(file, frames, 12, 250);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      assertEquals(5, reader.getNumImages(true));
      for (int f = 0; f < 5; f++) {
        for (int p = 0; p < 28; p++) {
          int grey = reader.read(f).getRGB(p % 7, p / 7) & 0xFF;
          assertEquals(255 * frames.get(f).pixels()[p], grey, 0.51, "frame " + f + " pixel " + p);
        }
      }
    }
  }

  /** By the bytes of the GIF89a specification: delays of frames, and the loop extension. */
  @Test
  void filmIsPlayedOverAndOverAtItsSpeed() throws IOException {
    Path file = folder.resolve("film.gif");
    Image black = new Image(2, 2, new float[4]);
    Image white = new Image(2, 2, new float[] {1, 1, 1, 1});
    AnimatedGif.write(file, List.of(black, white), 12, 250);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("GIF89a"));
    int loop = text.indexOf("NETSCAPE2.0");
    assertTrue(loop > 0);
    assertEquals("\u0003\u0001\u0000\u0000\u0000", text.substring(loop + 11, loop + 16));
    List<Integer> delays = new ArrayList<>();
    for (int i = text.indexOf("\u0021\u00F9\u0004"); i > 0; ) {
      delays.add((bytes[i + 4] & 0xFF) + 256 * (bytes[i + 5] & 0xFF));
      i = text.indexOf("\u0021\u00F9\u0004", i + 1);
    }
    assertEquals(List.of(12, 250), delays);
  }

  @Test
  void filmWithoutFramesIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> AnimatedGif.write(folder.resolve("no.gif"), List.of(), 1, 1));
  }
}
