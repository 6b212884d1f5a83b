package org.cryoudl.micrograph.cleaning;

import java.util.Arrays;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.PixelPlane;
import org.cryoudl.statistics.Robust;

/**
 * Takes off a micrograph what says nothing about the specimen: its plane, rows and columns that
 * stand out of their neighbours, and hot or dead pixels. A dead column has power at all frequencies
 * across it, and a few hot pixels may have more than all of the noise.
 */
public final class BadPixels {

  /** Pixels farther from the plane than this many robust deviations are cut to them. */
  private static final double HOT = 6;

  /**
   * Lines whose mean is farther from their neighbours' than this many robust deviations are bad.
   */
  private static final double BAD_LINE = 8;

  /** Neighbours of a line on each side. */
  private static final int NEIGHBOURS = 6;

  /** Lines of so few pixels have means of no use. */
  private static final int LEAST_LINE = 64;

  private BadPixels() {}

  /** A copy without them, of mean 0. */
  public static Image flattened(Image micrograph) {
    Image image = new Image(micrograph.width(), micrograph.height(), micrograph.pixels().clone());
    // Hot pixels first: one of them would make its column look bad.
    takeOffPlane(image);
    cutHot(image.pixels());
    if (Math.min(image.width(), image.height()) >= LEAST_LINE) {
      mendColumns(image);
      mendRows(image);
    }
    takeOffPlane(image);
    return image;
  }

  private static void mendColumns(Image image) {
    int width = image.width();
    double[] sums = new double[width];
    for (int r = 0; r < image.height(); r++) {
      for (int c = 0, i = r * width; c < width; c++, i++) {
        sums[c] += image.pixels()[i];
      }
    }
    boolean[] bad = bad(sums);
    for (int c = 0; c < width; c++) {
      if (bad[c]) {
        for (int r = 0; r < image.height(); r++) {
          mend(image.pixels(), r * width, 1, c, bad);
        }
      }
    }
  }

  private static void mendRows(Image image) {
    int width = image.width();
    double[] sums = new double[image.height()];
    for (int r = 0; r < sums.length; r++) {
      for (int c = 0; c < width; c++) {
        sums[r] += image.pixels()[r * width + c];
      }
    }
    boolean[] bad = bad(sums);
    for (int r = 0; r < sums.length; r++) {
      if (bad[r]) {
        for (int c = 0; c < width; c++) {
          mend(image.pixels(), c, width, r, bad);
        }
      }
    }
  }

  /** Which sums stand out of the median of their neighbours. */
  private static boolean[] bad(double... sums) {
    double[] apart = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      int from = Math.max(0, Math.min(i - NEIGHBOURS, sums.length - 2 * NEIGHBOURS - 1));
      double[] near = Arrays.copyOfRange(sums, from, from + 2 * NEIGHBOURS + 1);
      apart[i] = sums[i] - Robust.median(near);
    }
    double limit = BAD_LINE * Robust.deviation(apart);
    boolean[] bad = new boolean[sums.length];
    for (int i = 0; i < bad.length; i++) {
      bad[i] = limit > 0 && Math.abs(apart[i]) > limit;
    }
    return bad;
  }

  /** Gives a pixel the value of the nearest pixel across the line that is not bad. */
  private static void mend(float[] pixels, int start, int step, int line, boolean... bad) {
    for (int distance = 1; distance < bad.length; distance++) {
      // One side, then the other, so that neighbouring bad lines do not become alike.
      int first = line % 2 == 0 ? line - distance : line + distance;
      int second = 2 * line - first;
      for (int other : new int[] {first, second}) {
        if (other >= 0 && other < bad.length && !bad[other]) {
          pixels[start + line * step] = pixels[start + other * step];
          return;
        }
      }
    }
  }

  /** Takes off the plane that fits by least squares. */
  private static void takeOffPlane(Image image) {
    int width = image.width();
    PixelPlane plane = PixelPlane.fit(image.pixels(), width, 0, width, image.height());
    ParallelLoop.run(
        image.height(),
        r -> {
          double start = plane.start(r);
          for (int c = 0, i = r * width; c < width; c++, i++) {
            image.pixels()[i] -= (float) (start + plane.riseX() * c);
          }
        });
  }

  private static void cutHot(float... values) {
    int step = Math.max(1, values.length / 20_000);
    double[] some = new double[(values.length + step - 1) / step];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * step];
    }
    float limit = (float) (HOT * Robust.deviation(some));
    for (int i = 0; i < values.length && limit > 0; i++) {
      values[i] = Math.max(-limit, Math.min(limit, values[i]));
    }
  }
}
