package org.cryoudl.io.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;

/**
 * Reads pictures in PNG, JPEG and TIFF. A picture is measured before it is decoded, so that a small
 * file that unpacks into gigabytes does no harm.
 */
public final class PictureFile {

  /** Pixels that a picture may have at most: a sheet of 200 averages of 700 pixels. */
  static final long MOST_PIXELS = 100_000_000;

  private static final Set<String> SUFFIXES = Set.of("png", "jpg", "jpeg", "tif", "tiff");
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "tif", "tiff");

  private static final float WHITE = 255;

  private PictureFile() {}

  /** Whether a file's name ends as that of a picture does. */
  public static boolean isNamedSo(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /**
   * Reads a file.
   *
   * @return its pictures: one, or the pages of a TIFF
   * @throws DataException if there is no such file, it is no picture, is damaged or too large
   * @throws EnvironmentException if the file cannot be read
   */
  public static List<ColourPicture> read(Path file) {
    try (InputStream in = Files.newInputStream(file);
        MemoryCacheImageInputStream bytes = new MemoryCacheImageInputStream(in)) {
      return decode(bytes, file);
    } catch (NoSuchFileException e) {
      throw new DataException("there is no file " + file + "; check the name and the folder", e);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  private static List<ColourPicture> decode(MemoryCacheImageInputStream bytes, Path file) {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(bytes);
    if (!readers.hasNext()) {
      throw new DataException(file + " is no picture; a PNG, JPEG or TIFF is needed");
    }
    ImageReader reader = readers.next();
    try {
      String format = reader.getFormatName().toLowerCase(Locale.ROOT);
      if (!FORMATS.contains(format)) {
        throw new DataException(
            file + " is a picture of the format " + format + "; a PNG, JPEG or TIFF is needed");
      }
      reader.setInput(bytes, false, true);
      List<ColourPicture> pages = new ArrayList<>();
      int count = format.startsWith("tif") ? reader.getNumImages(true) : 1;
      long pixels = 0;
      for (int page = 0; page < count; page++) {
        pixels += (long) reader.getWidth(page) * reader.getHeight(page);
        if (pixels > MOST_PIXELS) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s would unpack to %d million pixels or more; at most %d million are read",
                  file,
                  pixels / 1_000_000,
                  MOST_PIXELS / 1_000_000));
        }
        pages.add(convert(reader.read(page), format.equals("jpeg")));
      }
      return pages;
    } catch (DataException e) {
      throw e;
    } catch (IIOException e) {
      if (String.valueOf(e.getMessage()).contains("Unsupported Image Type")) {
        throw new DataException(
            file + " has colours for printing (CMYK), which are not read; save it as RGB or grey",
            e);
      }
      throw damaged(file, e);
    } catch (IOException | RuntimeException e) {
      // Readers of the JDK throw all kinds of exceptions at damaged files.
      throw damaged(file, e);
    } finally {
      reader.dispose();
    }
  }

  private static DataException damaged(Path file, Exception e) {
    return new DataException(file + " is damaged or cut short: " + said(e), e);
  }

  private static String said(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static ColourPicture convert(BufferedImage picture, boolean lossy) {
    Raster raster = picture.getRaster();
    boolean palette = picture.getColorModel() instanceof IndexColorModel;
    return raster.getNumBands() <= 2 && !palette ? greys(raster, lossy) : colours(picture, lossy);
  }

  /** Levels as they are stored, brought to 255. */
  private static ColourPicture greys(Raster raster, boolean lossy) {
    boolean real = raster.getTransferType() == DataBuffer.TYPE_FLOAT;
    double white = real ? 1 : StoredLevels.white(raster);
    float[] grey = StoredLevels.of(raster, white);
    for (int p = 0; p < grey.length; p++) {
      grey[p] = (float) (WHITE * grey[p] / white);
    }
    Image image = new Image(raster.getWidth(), raster.getHeight(), real ? stretched(grey) : grey);
    return new ColourPicture(image, new byte[grey.length], lossy);
  }

  /** Real numbers have no white of their own: from the least to the greatest. */
  private static float[] stretched(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("it holds a pixel that is not finite");
      }
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = greatest > least ? WHITE * (values[i] - least) / (greatest - least) : 0;
    }
    return values;
  }

  private static ColourPicture colours(BufferedImage picture, boolean lossy) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    float[] grey = new float[width * height];
    byte[] colour = new byte[grey.length];
    int[] row = new int[width];
    for (int r = 0; r < height; r++) {
      picture.getRGB(0, r, width, 1, row, 0, width);
      for (int c = 0; c < width; c++) {
        float opacity = (row[c] >>> 24) / WHITE;
        float red = over(row[c] >> 16 & 0xff, opacity);
        float green = over(row[c] >> 8 & 0xff, opacity);
        float blue = over(row[c] & 0xff, opacity);
        grey[r * width + c] = (float) StoredLevels.luminance(red, green, blue);
        float most = Math.max(red, Math.max(green, blue));
        float least = Math.min(red, Math.min(green, blue));
        colour[r * width + c] = (byte) Math.round(most - least);
      }
    }
    return new ColourPicture(new Image(width, height, grey), colour, lossy);
  }

  /** What is transparent shows white below it. */
  private static float over(int level, float opacity) {
    return opacity * level + (1 - opacity) * WHITE;
  }
}
