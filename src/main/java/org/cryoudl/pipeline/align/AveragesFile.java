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
   * The images of an MRC file, but for those that hold a single value: averages of empty classes.
   *
   * @throws DataException if it cannot be read, its images are not square, none is left, or one of
   *     them holds a number that is not finite
   */
  public static ClassStart.FromAverages read(Path file) {
    try (MrcFile mrc = MrcFile.open(file)) {
      if (mrc.width() != mrc.height()) {
        throw new DataException(new ClassStartReason.NotSquare(file, mrc.width(), mrc.height()));
      }
      List<Image> averages = new ArrayList<>();
      List<Integer> leftOut = new ArrayList<>();
      for (int k = 0; k < mrc.size(); k++) {
        Image average = mrc.read(k);
        if (Image.isConstant(average.pixels())) {
          leftOut.add(k + 1);
        } else {
          averages.add(average);
        }
      }
      if (averages.isEmpty()) {
        throw new DataException(new ClassStartReason.NoAverage(file, mrc.size()));
      }
      return new ClassStart.FromAverages(file, averages, mrc.pixelSizeAngstroms(), leftOut);
    }
  }
}
