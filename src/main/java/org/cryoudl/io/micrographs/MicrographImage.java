package org.cryoudl.io.micrographs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;

/**
 * A micrograph as it was read.
 *
 * @param image its pixels
 * @param pixelSizeAngstroms its pixel size in A, if its header states one
 */
public record MicrographImage(Image image, OptionalDouble pixelSizeAngstroms) {

  private static final int LEAST_SIDE = 64;

  private static final Set<String> TIFF_STARTS = Set.of("II*\0", "MM\0*", "II+\0", "MM\0+");

  /**
   * Reads a micrograph.
   *
   * @throws DataException if it cannot be read, is a movie, or is too small
   */
  public static MicrographImage read(Path file) {
    try (MrcFile mrc = open(file)) {
      requireOneImage(mrc, file);
      return new MicrographImage(mrc.read(0), mrc.pixelSizeAngstroms());
    }
  }

  /**
   * Its pixel size without its pixels.
   *
   * @throws DataException as {@link #read}
   */
  public static OptionalDouble pixelSizeOf(Path file) {
    try (MrcFile mrc = open(file)) {
      requireOneImage(mrc, file);
      return mrc.pixelSizeAngstroms();
    }
  }

  private static MrcFile open(Path file) {
    if (isTiff(file)) {
      throw new DataException(
          file
              + " is a TIFF file, or a movie in EER format; a micrograph is read from MRC: add up the"
              + " aligned frames of a movie, and convert a picture, with IMOD's tif2mrc for example");
    }
    return MrcFile.open(file);
  }

  /** Whether a file begins as TIFF, BigTIFF and EER do. */
  private static boolean isTiff(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      return TIFF_STARTS.contains(new String(start, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // Who opens the file says what is wrong with it.
      return false;
    }
  }

  private static void requireOneImage(MrcFile mrc, Path file) {
    if (mrc.size() > 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds %d images of %d x %d pixels: it is a movie, a stack or a volume, not one"
                  + " micrograph; add up the aligned frames of a movie first",
              file,
              mrc.size(),
              mrc.width(),
              mrc.height()));
    }
    if (Math.min(mrc.width(), mrc.height()) < LEAST_SIDE) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %d x %d pixels; a micrograph has at least %d x %d",
              file,
              mrc.width(),
              mrc.height(),
              LEAST_SIDE,
              LEAST_SIDE));
    }
  }
}
