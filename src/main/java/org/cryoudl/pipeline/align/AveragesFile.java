package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;

/** Reads averages that a search for classes is to start from. */
public final class AveragesFile {

  private AveragesFile() {}

  /**
   * All images of an MRC file.
   *
   * @throws DataException if it cannot be read, its images are not square, or one of them holds a
   *     single value or a number that is not finite
   */
  public static ClassStart.FromAverages read(Path file) {
    try (MrcFile mrc = MrcFile.open(file)) {
      if (mrc.width() != mrc.height()) {
        throw new DataException(new ClassStartReason.NotSquare(file, mrc.width(), mrc.height()));
      }
      List<Image> averages = new ArrayList<>();
      for (int k = 0; k < mrc.size(); k++) {
        Image average = mrc.read(k);
        requireContent(average, file, k, mrc.size());
        averages.add(average);
      }
      return new ClassStart.FromAverages(file, averages, mrc.pixelSizeAngstroms());
    }
  }

  private static void requireContent(Image average, Path file, int index, int count) {
    for (float v : average.pixels()) {
      if (v != average.pixels()[0]) {
        return;
      }
    }
    throw new DataException(new ClassStartReason.ConstantAverage(file, index + 1, count));
  }
}
