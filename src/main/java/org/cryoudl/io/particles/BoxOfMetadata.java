package org.cryoudl.io.particles;

import java.util.Locale;
import java.util.function.IntFunction;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.stack.StackImages;
import org.cryoudl.io.particles.table.MetadataTable;

/**
 * The box that metadata state. Where they are of images of another size, their pixel size, shifts
 * and CTF are wrong for these.
 */
final class BoxOfMetadata {

  private BoxOfMetadata() {}

  /**
   * Refuses metadata whose box is not that of the images.
   *
   * @param imageName what a row's image is called in messages
   * @throws DataException with both sizes
   */
  static void require(MetadataTable table, StackImages found, IntFunction<String> imageName) {
    for (int row = 0; row < table.size(); row++) {
      int width = found.width(row);
      int stated = table.boxPixels(row).orElse(width);
      if (stated != width) {
        throw new DataException(
            table.placeOfBox(row)
                + " is "
                + stated
                + ", but the image "
                + imageName.apply(row)
                + " has "
                + width
                + " x "
                + found.height(row)
                + " pixels; pixel size, shifts and CTF would be those of other images: give the"
                + " metadata of these (where they were binned from "
                + stated
                + " to "
                + width
                + " pixels, the pixel size has grown by "
                + String.format(Locale.ROOT, "%.4g", (double) stated / width)
                + ")");
      }
    }
  }
}
