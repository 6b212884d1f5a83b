package org.cryoudl.io.png;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.picture.StoredLevels;

/** Pictures in PNG files, for people and for montages that people made. */
public final class PngImage {

  private PngImage() {}

  /**
   * Reads a picture as grey levels, colours by their luminance. What is transparent shows white
   * below it.
   *
   * @return the stored levels: 0 to 255, or 0 to 65,535 if the file holds 16 bits
   * @throws DataException if there is no such file or it is not a PNG
   * @throws EnvironmentException if the file cannot be read
   */
  public static Image read(Path file) {
    BufferedImage picture;
    try (InputStream in = Files.newInputStream(file);
        MemoryCacheImageInputStream bytes = new MemoryCacheImageInputStream(in)) {
      picture = decode(bytes, file);
    } catch (NoSuchFileException e) {
      throw new DataException("there is no file " + file + "; check the name and the folder", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
    return luminance(picture);
  }

  /**
   * Writes a picture in 256 grey levels.
   *
   * @param contrast how values become levels
   * @throws EnvironmentException if the file cannot be written
   */
  public static void write(Image image, Path file, ContrastStretch contrast) {
    writeLevels(contrast.apply(image), file);
  }

  /**
   * Writes a picture whose values are grey levels already: 0 and below black, 1 and above white.
   *
   * @throws EnvironmentException if the file cannot be written
   */
  public static void writeLevels(Image levels, Path file) {
    write(grey(levels), file);
  }

  /** The bytes of a PNG of grey levels: 0 and below black, 1 and above white. */
  public static byte[] encodeLevels(Image levels) {
    return encode(grey(levels));
  }

  private static BufferedImage grey(Image levels) {
    BufferedImage picture =
        new BufferedImage(levels.width(), levels.height(), BufferedImage.TYPE_BYTE_GRAY);
    int[] samples = new int[levels.pixels().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.round(255 * Math.max(0, Math.min(1, levels.pixels()[i])));
    }
    picture.getRaster().setSamples(0, 0, levels.width(), levels.height(), 0, samples);
    return picture;
  }

  /**
   * Writes a drawing in colour.
   *
   * @throws EnvironmentException if the file cannot be written
   */
  public static void write(BufferedImage drawing, Path file) {
    // In memory first: given a file, ImageIO hides why it cannot write it.
    writeEncoded(encode(drawing), file);
  }

  /**
   * Writes the bytes of a PNG.
   *
   * @throws EnvironmentException if the file cannot be written
   */
  public static void writeEncoded(byte[] png, Path file) {
    AtomicOutput.write(file, temporary -> Files.write(temporary, png));
  }

  /** The bytes of a PNG of a drawing in colour. */
  public static byte[] encode(BufferedImage drawing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(drawing, "png", out)) {
        throw new IOException("this Java has no PNG writer for the drawing");
      }
    } catch (IOException e) {
      throw new EnvironmentException("cannot draw a picture: " + AtomicOutput.reason(e), e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage decode(MemoryCacheImageInputStream bytes, Path file)
      throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(bytes);
    if (!readers.hasNext()) {
      throw new DataException(file + " is not a picture; a PNG is needed");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(bytes, true, true);
      return reader.read(0);
    } catch (IIOException | EOFException e) {
      throw new DataException(file + " is damaged or cut short: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static Image luminance(BufferedImage picture) {
    // Palettes, which have no levels of their own, are looked up by getRGB unchanged.
    boolean palette = picture.getColorModel() instanceof IndexColorModel;
    Raster raster = palette ? rgb(picture).getRaster() : picture.getRaster();
    float[] pixels = StoredLevels.of(raster, StoredLevels.white(raster));
    return new Image(picture.getWidth(), picture.getHeight(), pixels);
  }

  private static BufferedImage rgb(BufferedImage palette) {
    BufferedImage copy =
        new BufferedImage(palette.getWidth(), palette.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int r = 0; r < palette.getHeight(); r++) {
      for (int c = 0; c < palette.getWidth(); c++) {
        copy.setRGB(c, r, palette.getRGB(c, r));
      }
    }
    return copy;
  }
}
