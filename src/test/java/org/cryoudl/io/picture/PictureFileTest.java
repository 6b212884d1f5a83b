package org.cryoudl.io.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.cryoudl.failure.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {

  @TempDir Path folder;

  private Path write(BufferedImage picture, String format) throws Exception {
    Path file = folder.resolve("picture." + format);
    assertTrue(ImageIO.write(picture, format, file.toFile()));
    return file;
  }

  @Test
  void greysAreAsStored() throws Exception {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 100, 255});
    ColourPicture read = PictureFile.read(write(picture, "png")).get(0);
    assertEquals("[0.0, 100.0, 255.0]", Arrays.toString(read.grey().pixels()));
    assertEquals(0, read.colourAt(1));
  }

  @Test
  void sixteenBitsAreBroughtTo255() throws Exception {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    picture.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {0, 65_535});
    ColourPicture read = PictureFile.read(write(picture, "tif")).get(0);
    assertEquals("[0.0, 255.0]", Arrays.toString(read.grey().pixels()));
  }

  @Test
  void coloursAreFarFromGrey() throws Exception {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0xff0000);
    picture.setRGB(1, 0, 0x808080);
    ColourPicture read = PictureFile.read(write(picture, "png")).get(0);
    assertEquals(255, read.colourAt(0));
    assertEquals(0, read.colourAt(1));
    assertEquals(0.299 * 255, read.grey().at(0, 0), 0.01);
  }

  /** As exactly as in a picture that has one band only. */
  @Test
  void greysInThreeBandsAreAsStored() throws Exception {
    BufferedImage picture = new BufferedImage(256, 1, BufferedImage.TYPE_INT_RGB);
    for (int level = 0; level < 256; level++) {
      picture.setRGB(level, 0, level * 0x010101);
    }
    float[] read = PictureFile.read(write(picture, "png")).get(0).grey().pixels();
    for (int level = 0; level < 256; level++) {
      assertEquals(level, read[level], 0);
    }
  }

  /** A file of a few bytes that says it has 40,000 x 40,000 pixels. */
  @Test
  void bombsAreNotUnpacked() throws Exception {
    byte[] png = Files.readAllBytes(write(new BufferedImage(4, 4, 1), "png"));
    byte[] side = {0, 0, (byte) 0x9c, 0x40};
    System.arraycopy(side, 0, png, 16, 4);
    System.arraycopy(side, 0, png, 20, 4);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(png, 12, 17);
    for (int i = 0; i < 4; i++) {
      png[29 + i] = (byte) (crc.getValue() >> 24 - 8 * i);
    }
    Path bomb = Files.write(folder.resolve("bomb.png"), png);
    DataException failure = assertThrows(DataException.class, () -> PictureFile.read(bomb));
    assertTrue(failure.getMessage().contains("1600 million pixels"), failure.getMessage());
  }

  @Test
  void damagedFilesAreNamed() throws Exception {
    for (String format : new String[] {"png", "jpg", "tif"}) {
      BufferedImage picture = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 3600; p++) {
        picture.setRGB(p % 60, p / 60, p * 7919);
      }
      byte[] bytes = Files.readAllBytes(write(picture, format));
      Path cut = Files.write(folder.resolve("cut." + format), Arrays.copyOf(bytes, 60));
      DataException failure = assertThrows(DataException.class, () -> PictureFile.read(cut));
      assertTrue(failure.getMessage().startsWith(cut.toString()), failure.getMessage());
    }
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertThrows(DataException.class, () -> PictureFile.read(text));
  }
}
