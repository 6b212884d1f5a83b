package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.png.PngImage;

/** Reads a picture that particles are to be aligned to. */
public final class ReferencePicture {

  private ReferencePicture() {}

  /**
   * The picture of a PNG file, or the first image of an MRC file.
   *
   * @throws DataException if it cannot be read or holds a single value
   */
  public static Image read(Path file) {
    Image image = readAny(file);
    for (float v : image.pixels()) {
      if (v != image.pixels()[0]) {
        return image;
      }
    }
    throw new DataException(file + " holds a single value, to which nothing can be aligned");
  }

  private static Image readAny(Path file) {
    if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      return PngImage.read(file);
    }
    try (MrcFile mrc = MrcFile.open(file)) {
      return mrc.read(0);
    }
  }
}
