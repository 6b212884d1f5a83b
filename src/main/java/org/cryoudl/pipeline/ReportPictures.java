package org.cryoudl.pipeline;

import org.cryoudl.fourier.FourierResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.report.Picture;

/** Images as reports show them. */
final class ReportPictures {

  /** Larger averages are shown with fewer pixels. */
  private static final int LARGEST = 320;

  private ReportPictures() {}

  /** An average from its least value (black) to its greatest (white). */
  static Picture average(String title, String caption, Image image) {
    Image shown = image.box() > LARGEST ? FourierResize.resize(image, LARGEST) : image;
    return Picture.ofLevels(title, caption, ContrastStretch.MINIMUM_TO_MAXIMUM.apply(shown));
  }
}
