package org.cryoudl.pipeline.synthesize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.picture.PictureFile;

/** The pictures of a folder and of all folders in it, such as {@code 1/ori.png, 2/ori.png ...}. */
final class PictureFolder {

  /** Shorter pictures hold nothing that turns could be seen by. */
  private static final int LEAST_SIDE = 8;

  private PictureFolder() {}

  /**
   * The pictures' files, by name.
   *
   * @throws DataException if there is none, or no such folder
   */
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException("there is no folder " + folder + "; check its name");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(Files::isRegularFile).filter(PictureFile::isNamedSo).sorted().toList();
      if (files.isEmpty()) {
        throw new DataException(
            "there is no picture in "
                + folder
                + " or in a folder in it; name a folder of PNG, JPEG or TIFF files");
      }
      return files;
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + folder + ": " + AtomicOutput.reason(e), e);
    } catch (UncheckedIOException e) {
      throw new EnvironmentException(
          "cannot read "
              + folder
              + ": "
              + AtomicOutput.reason(Objects.requireNonNull(e.getCause())),
          e);
    }
  }

  /**
   * The grey levels of the square in the middle of a picture.
   *
   * @throws DataException if it is no picture, damaged or too small
   */
  static Image square(Path file) {
    Image picture = PictureFile.read(file).get(0).grey();
    int side = Math.min(picture.width(), picture.height());
    if (side < LEAST_SIDE) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %d x %d pixels, but at least %d x %d are needed; leave it out of the folder",
              file,
              picture.width(),
              picture.height(),
              LEAST_SIDE,
              LEAST_SIDE));
    }
    return picture.part((picture.width() - side) / 2, (picture.height() - side) / 2, side, side);
  }
}
