package org.cryoudl.pipeline.comparison;

import java.util.Arrays;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Normalisation;
import org.cryoudl.image.Warp;
import org.cryoudl.io.ImageSource;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The plain averages of images in given poses: of those at even and at odd positions, and of all.
 * No CTF, no filter, so that two programs' poses are judged alike.
 */
public record PosedAverages(Image even, Image odd) {

  /**
   * Averages.
   *
   * @param rows the images' positions in the source
   * @param poses one a row
   */
  public static PosedAverages of(ImageSource images, int[] rows, Pose[] poses) {
    int box = images.width();
    Normalisation normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    double[][] sums =
        ParallelLoop.reduce(
            rows.length,
            () -> new double[2][box * box],
            (into, i) -> {
              float[] pixels = new float[box * box];
              float[] turned = new float[box * box];
              images.read(rows[i], pixels);
              normalisation.apply(pixels, rows[i]);
              warp.apply(pixels, box, poses[i], turned);
              double[] sum = into[i % 2];
              for (int p = 0; p < turned.length; p++) {
                sum[p] += turned[p];
              }
            },
            (into, other) -> {
              for (int half = 0; half < 2; half++) {
                for (int p = 0; p < into[half].length; p++) {
                  into[half][p] += other[half][p];
                }
              }
            });
    return new PosedAverages(
        mean(sums[0], box, (rows.length + 1) / 2), mean(sums[1], box, rows.length / 2));
  }

  /** Averages of the images as they lie. */
  public static PosedAverages unmoved(ImageSource images, int[] rows) {
    Pose[] poses = new Pose[rows.length];
    Arrays.fill(poses, Pose.IDENTITY);
    return of(images, rows, poses);
  }

  private static Image mean(double[] sum, int box, int count) {
    float[] pixels = new float[sum.length];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (float) (sum[p] / Math.max(1, count));
    }
    return Image.square(box, pixels);
  }

  /** The average of all. */
  public Image all() {
    float[] pixels = even.pixels().clone();
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (pixels[p] + odd.pixels()[p]) / 2;
    }
    return Image.square(even.box(), pixels);
  }
}
