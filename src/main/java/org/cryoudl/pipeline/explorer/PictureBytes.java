package org.cryoudl.pipeline.explorer;

import java.util.List;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.correlate.OpenedAverage;

/** Averages as PNG for the page. */
final class PictureBytes {

  /** Columns of a sheet of thumbnails. */
  static final int COLUMNS = 32;

  private PictureBytes() {}

  /** One average from its least value (black) to its greatest, but for few pixels. */
  static byte[] of(Image image) {
    return PngImage.encodeLevels(levels(image));
  }

  private static Image levels(Image image) {
    return ContrastStretch.CLIPPED.apply(image);
  }

  /** All averages as thumbnails, {@link #COLUMNS} in a row. */
  static byte[] sheet(List<OpenedAverage> averages, int side) {
    int columns = Math.min(COLUMNS, Math.max(1, averages.size()));
    int rows = Math.max(1, (averages.size() + columns - 1) / columns);
    Image sheet = new Image(columns * side, rows * side, new float[columns * side * rows * side]);
    ParallelLoop.run(
        averages.size(),
        k -> {
          Image image = averages.get(k).image();
          Image small = image.box() == side ? image : FourierResize.resize(image, side);
          float[] levels = levels(small).pixels();
          int left = k % columns * side;
          int top = k / columns * side;
          for (int r = 0; r < side; r++) {
            System.arraycopy(
                levels, r * side, sheet.pixels(), (top + r) * columns * side + left, side);
          }
        });
    return PngImage.encodeLevels(sheet);
  }

  /** A page as it was drawn, in greys. */
  static byte[] page(Image grey) {
    float[] levels = new float[grey.pixels().length];
    for (int p = 0; p < levels.length; p++) {
      levels[p] = grey.pixels()[p] / 255;
    }
    return PngImage.encodeLevels(new Image(grey.width(), grey.height(), levels));
  }
}
