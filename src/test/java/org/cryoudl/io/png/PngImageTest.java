package org.cryoudl.io.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngImageTest {

  @TempDir Path folder;

  /** A PNG of one row, built from the specification (W3C PNG, section 5): no filter, no gamma. */
  private Path png(int width, int depth, int colourType, byte[] palette, int... row)
      throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(1);
    fields.write(new byte[] {(byte) depth, (byte) colourType, 0, 0, 0});
    byte[] line = new byte[row.length + 1];
    for (int i = 0; i < row.length; i++) {
      line[i + 1] = (byte) row[i];
    }
    Deflater deflater = new Deflater();
    deflater.setInput(line);
    deflater.finish();
    byte[] packed = new byte[1000];
    int length = deflater.deflate(packed);
    deflater.end();
    Path file = folder.resolve("a.png");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeLong(0x89504e470d0a1a0aL);
      chunk(out, "IHDR", header.toByteArray());
      if (palette != null) {
        chunk(out, "PLTE", palette);
      }
      chunk(out, "IDAT", java.util.Arrays.copyOf(packed, length));
      chunk(out, "IEND", new byte[0]);
    }
    return file;
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  private static float[] levels(Path file) {
    return PngImage.read(file).pixels();
  }

  @Test
  void everyKindOfPixelIsReadAsItsLuminance() throws IOException {
    float[] greys = {0, 100, 255};
    assertArrayEquals(greys, levels(png(3, 8, 0, null, 0, 100, 255)));
    assertArrayEquals(
        new float[] {1, 256, 65535}, levels(png(3, 16, 0, null, 0, 1, 1, 0, 255, 255)));
    assertArrayEquals(new float[] {0, 255, 255}, levels(png(3, 1, 0, null, 0b01100000)));
    assertArrayEquals(new float[] {17, 34, 255}, levels(png(3, 4, 0, null, 0x12, 0xf0)));
    // Rec. 601: 0.299 R + 0.587 G + 0.114 B
    float[] colours = {76.245f, 149.685f, 29.07f};
    assertArrayEquals(colours, levels(png(3, 8, 2, null, 255, 0, 0, 0, 255, 0, 0, 0, 255)), 1e-4f);
    byte[] palette = {0, 0, -1, -1, 0, 0, 0, -1, 0};
    assertArrayEquals(colours, levels(png(3, 8, 3, palette, 1, 2, 0)), 1e-4f);
    // Opaque grey, half-transparent black, fully transparent: white shows through.
    assertArrayEquals(
        new float[] {100, 127, 255}, levels(png(3, 8, 4, null, 100, 255, 0, 128, 9, 0)), 1e-4f);
    assertArrayEquals(
        new float[] {100, 255}, levels(png(2, 8, 6, null, 100, 100, 100, 255, 1, 2, 3, 0)), 1e-4f);
  }

  @Test
  void writtenLevelsAreReadBack() {
    Path file = folder.resolve("b.png");
    float[] ramp = new float[256];
    for (int i = 0; i < 256; i++) {
      ramp[i] = i - 1000;
    }
    PngImage.write(new Image(32, 8, ramp), file, ContrastStretch.MINIMUM_TO_MAXIMUM);
    Image read = PngImage.read(file);
    assertEquals(32, read.width());
    assertEquals(8, read.height());
    for (int i = 0; i < 256; i++) {
      assertEquals(i, read.pixels()[i]);
    }
    PngImage.writeLevels(new Image(3, 1, new float[] {-7, 0.5f, 9}), file);
    assertArrayEquals(new float[] {0, 128, 255}, levels(file));
  }

  @Test
  void drawingsInColourAreWritten() throws IOException {
    BufferedImage drawing = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    drawing.setRGB(0, 0, 0xff0000);
    drawing.setRGB(1, 0, 0x0000ff);
    Path file = folder.resolve("c.png");
    PngImage.write(drawing, file);
    assertArrayEquals(new float[] {76.245f, 29.07f}, levels(file), 1e-4f);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "no picture");
    assertTrue(refusal(text).contains("not a picture"));
    assertTrue(refusal(folder.resolve("none.png")).contains("there is no file"));
    Path cut = png(3, 8, 0, null, 1, 2, 3);
    byte[] whole = Files.readAllBytes(cut);
    for (int length = 8; length <= 45; length++) { // up to within the pixels
      Files.write(cut, java.util.Arrays.copyOf(whole, length));
      assertTrue(refusal(cut).contains("damaged or cut short"), "length " + length);
    }
    String message =
        assertThrows(
                EnvironmentException.class,
                () -> PngImage.writeLevels(Image.square(2), folder.resolve("none/a.png")))
            .getMessage();
    assertTrue(message.contains("no such file or folder"), message);
  }

  private static String refusal(Path file) {
    return assertThrows(DataException.class, () -> PngImage.read(file)).getMessage();
  }

  /** Numbers from a PNG decoder written in Python for this purpose. */
  @ParameterizedTest
  @CsvSource({
    "100_tiles_captioned,1000,1000,197.461671,255",
    "17_tiles_tight,2342,486,166.548273081,86",
    "relion_50_tiles,1455,2385,147.441085536,29",
    "relion_5_tiles,1217,285,132.304911416,36"
  })
  void montagesAgreeWithAnotherDecoder(
      String name, int width, int height, double mean, float row100Column200) {
    Image image = PngImage.read(SharedData.file("data/montages/" + name + ".png"));
    assertEquals(width, image.width());
    assertEquals(height, image.height());
    assertEquals(row100Column200, image.at(100, 200));
    double sum = 0;
    for (float pixel : image.pixels()) {
      sum += pixel;
    }
    assertEquals(mean, sum / image.pixels().length, 1e-6);
  }
}
