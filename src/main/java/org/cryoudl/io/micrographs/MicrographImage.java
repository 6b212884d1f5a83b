package org.cryoudl.io.micrographs;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
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

  /**
   * Reads a micrograph.
   *
   * @throws DataException if it cannot be read, is a movie, or is too small
   */
  public static MicrographImage read(Path file) {
    try (MrcFile mrc = MrcFile.open(file)) {
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
    try (MrcFile mrc = MrcFile.open(file)) {
      requireOneImage(mrc, file);
      return mrc.pixelSizeAngstroms();
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
