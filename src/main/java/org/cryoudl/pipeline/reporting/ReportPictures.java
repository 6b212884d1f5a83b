package org.cryoudl.pipeline.reporting;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Picture;

/** Images as reports show them. */
public final class ReportPictures {

  /** Larger averages are shown with fewer pixels. */
  private static final int LARGEST = 320;

  /** Pixels of a picture in the row of a table. */
  private static final int SMALL = 64;

  private ReportPictures() {}

  /**
   * A picture or film that a run may have left in its folder.
   *
   * @param name of the file, which ends in png or gif
   * @param title above it
   * @param caption what is seen
   */
  public record Left(String name, String title, String caption) {}

  /** Those that are in a folder; nothing if there are none. */
  public static Optional<Gallery> those(Path folder, List<Left> left) {
    List<Picture> pictures = new ArrayList<>();
    for (Left each : left) {
      if (Files.exists(folder.resolve(each.name()))) {
        pictures.add(picture(folder.resolve(each.name()), each));
      }
    }
    return pictures.isEmpty()
        ? Optional.empty()
        : Optional.of(new Gallery(Gallery.Size.LARGE, pictures));
  }

  private static Picture picture(Path file, Left left) {
    try {
      BufferedImage first = ImageIO.read(file.toFile());
      return new Picture(
          left.title(),
          left.caption(),
          "image/" + left.name().substring(left.name().lastIndexOf('.') + 1),
          Files.readAllBytes(file),
          first.getWidth(),
          first.getHeight());
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  /** A small average for the row of a table. */
  public static Picture thumbnail(String title, String caption, Image image) {
    Image shown = image.box() > SMALL ? FourierResize.resize(image, SMALL) : image;
    return Picture.ofLevels(title, caption, ContrastStretch.MINIMUM_TO_MAXIMUM.apply(shown));
  }

  /** An average from its least value (black) to its greatest (white). */
  public static Picture average(String title, String caption, Image image) {
    return average(title, caption, image, LARGEST);
  }

  /** The same with so many pixels across at most. */
  public static Picture average(String title, String caption, Image image, int most) {
    Image shown = image.box() > most ? FourierResize.resize(image, most) : image;
    return Picture.ofLevels(title, caption, ContrastStretch.MINIMUM_TO_MAXIMUM.apply(shown));
  }
}
