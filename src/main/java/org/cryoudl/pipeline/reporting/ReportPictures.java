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
import org.cryoudl.fourier.FourierResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.report.Gallery;
import org.cryoudl.report.Picture;

/** Images as reports show them. */
public final class ReportPictures {

  /** Larger averages are shown with fewer pixels. */
  private static final int LARGEST = 320;

  private ReportPictures() {}

  /**
   * Pictures and films that a run has left in its folder.
   *
   * @param names of files that may be there; those that are none or no pictures are passed over
   */
  public static Optional<Gallery> those(Path folder, List<String> names) {
    List<Picture> pictures = new ArrayList<>();
    for (String name : names) {
      Path file = folder.resolve(name);
      int dot = name.lastIndexOf('.');
      String type = name.substring(dot + 1);
      if ((type.equals("png") || type.equals("gif")) && Files.exists(file)) {
        pictures.add(picture(file, name.substring(0, dot), "image/" + type));
      }
    }
    return pictures.isEmpty()
        ? Optional.empty()
        : Optional.of(new Gallery(Gallery.Size.LARGE, pictures));
  }

  private static Picture picture(Path file, String title, String type) {
    try {
      BufferedImage first = ImageIO.read(file.toFile());
      return new Picture(
          title,
          file.getFileName().toString(),
          type,
          Files.readAllBytes(file),
          first.getWidth(),
          first.getHeight());
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  /** An average from its least value (black) to its greatest (white). */
  public static Picture average(String title, String caption, Image image) {
    Image shown = image.box() > LARGEST ? FourierResize.resize(image, LARGEST) : image;
    return Picture.ofLevels(title, caption, ContrastStretch.MINIMUM_TO_MAXIMUM.apply(shown));
  }
}
