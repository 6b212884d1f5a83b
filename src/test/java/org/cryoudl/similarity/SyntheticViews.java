package org.cryoudl.similarity;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/** Averages of a few views, each moved and with noise of its own, whose motions are known. */
final class SyntheticViews {

  static final int BOX = 96;
  private static final int BLOBS = 8;

  final List<Image> images = new ArrayList<>();
  final List<Integer> views = new ArrayList<>();

  /** The motion of the view's picture onto each image. */
  final List<PairPose> motions = new ArrayList<>();

  /**
   * @param noise standard deviation, compared with that of the picture
   */
  SyntheticViews(int viewCount, int copies, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int view = 0; view < viewCount; view++) {
      Image picture = picture(random);
      for (int copy = 0; copy < copies; copy++) {
        PairPose motion =
            new PairPose(
                random.nextBoolean(),
                new Pose(
                    360 * random.nextDouble() - 180,
                    4 * random.nextDouble() - 2,
                    4 * random.nextDouble() - 2));
        images.add(noisy(motion.apply(picture), noise, random));
        views.add(view);
        motions.add(motion);
      }
    }
  }

  private static Image picture(SplittableRandom random) {
    Image picture = Image.square(BOX);
    for (int blob = 0; blob < BLOBS; blob++) {
      double x = BOX / 2.0 + 10 * random.nextGaussian();
      double y = BOX / 2.0 + 10 * random.nextGaussian();
      double width = 3 + 5 * random.nextDouble();
      double height = 0.3 + random.nextDouble();
      for (int p = 0; p < picture.pixels().length; p++) {
        double distance = Math.hypot(p % BOX - x, p / BOX - y) / width;
        picture.pixels()[p] += (float) (height * Math.exp(-distance * distance / 2));
      }
    }
    return picture;
  }

  static Image noisy(Image image, double noise, SplittableRandom random) {
    double sum = 0;
    double squares = 0;
    int n = image.pixels().length;
    for (float pixel : image.pixels()) {
      sum += pixel;
      squares += (double) pixel * pixel;
    }
    double deviation = Math.sqrt(squares / n - sum / n * (sum / n));
    for (int p = 0; p < n; p++) {
      image.pixels()[p] += (float) (noise * deviation * random.nextGaussian());
    }
    return image;
  }
}
