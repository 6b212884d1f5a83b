package org.cryoudl.pipeline.inspect;

import org.cryoudl.failure.DataException;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.PixelStatistics;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * What the pixels of many images are like: their statistics, and how many images cannot be used.
 * Images are read one by one; of a very large set, a sample spread evenly over it.
 */
final class PixelSurvey {

  /** Pixels looked at; about ten seconds of reading. */
  private static final long MOST_PIXELS = 1L << 30;

  private final PixelStatistics statistics = new PixelStatistics();
  private int images;
  private int constant;
  private int unusable;
  private String firstProblem = "";

  private PixelSurvey() {}

  static PixelSurvey of(ImageSource source, Progress progress) {
    return of(source, progress, MOST_PIXELS);
  }

  /** Looks at all images, or as many as have {@code mostPixels} together, but at least one. */
  static PixelSurvey of(ImageSource source, Progress progress, long mostPixels) {
    int pixelCount = Math.multiplyExact(source.width(), source.height());
    int count = (int) Math.max(1, Math.min(source.size(), mostPixels / pixelCount));
    try (Progress.Stage stage = progress.start("reading images", count)) {
      return ParallelLoop.reduce(
          count,
          PixelSurvey::new,
          (survey, i) -> {
            survey.look(source, (int) ((long) i * source.size() / count));
            stage.advance(1);
          },
          PixelSurvey::merge);
    }
  }

  private void look(ImageSource source, int index) {
    images++;
    float[] pixels;
    try {
      pixels = source.read(index).pixels();
    } catch (DataException e) {
      firstProblem = unusable == 0 ? e.getMessage() : firstProblem;
      unusable++;
      return;
    }
    PixelStatistics image = new PixelStatistics();
    image.add(pixels);
    constant += image.minimum() == image.maximum() ? 1 : 0;
    statistics.merge(image);
  }

  private void merge(PixelSurvey later) {
    firstProblem = unusable == 0 ? later.firstProblem : firstProblem;
    statistics.merge(later.statistics);
    images += later.images;
    constant += later.constant;
    unusable += later.unusable;
  }

  /** Of the images that can be used. */
  PixelStatistics statistics() {
    return statistics;
  }

  /** Number of images looked at. */
  int images() {
    return images;
  }

  /** Number of images whose pixels are all equal. */
  int constantImages() {
    return constant;
  }

  /** Number of images that cannot be read, mostly for pixels that are not finite. */
  int unusableImages() {
    return unusable;
  }

  /** What is wrong with the first image that cannot be used; empty if all can. */
  String firstProblem() {
    return firstProblem;
  }
}
