package org.cryoudl.montage;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.bitwise_or;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_OPEN;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_RECT;
import static org.bytedeco.opencv.global.opencv_imgproc.floodFill;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What of a picture is not the page: a mask, and the connected areas of it.
 *
 * @param width of the picture
 * @param height of the picture
 * @param mask -1 where it is not the page, 0 where it is; row by row
 */
record Foreground(int width, int height, byte[] mask) {

  private static final Scalar WHITE;

  static {
    OpenCv.load(); // before any class of OpenCV, which would take a folder of its own choice
    WHITE = Scalar.all(255);
  }

  /**
   * A connected area.
   *
   * @param box around it
   * @param filled the share of the box that it takes
   */
  record Area(TileBox box, double filled) {}

  /** The same mask with what it encloses. */
  Foreground withoutHoles() {
    try (Mat mat = mat();
        Mat padded = new Mat();
        Mat outside = new Mat();
        Mat all = new Mat()) {
      copyMakeBorder(mat, padded, 1, 1, 1, 1, BORDER_CONSTANT, Scalar.all(0));
      floodFill(padded, new Point(0, 0), WHITE);
      try (Mat inner = new Mat(padded, new Rect(1, 1, width, height))) {
        bitwise_not(inner, outside);
        bitwise_or(mat, outside, all);
      }
      return of(all);
    }
  }

  /** The same mask without some pixels. */
  Foreground without(IntPredicate excluded) {
    byte[] rest = mask.clone();
    for (int i = 0; i < rest.length; i++) {
      rest[i] = excluded.test(i) ? 0 : rest[i];
    }
    return new Foreground(width, height, rest);
  }

  /** The same mask without what is narrower than some pixels: text and lines. */
  Foreground opened(int pixels) {
    if (pixels < 2) {
      return this;
    }
    try (Mat mat = mat();
        Mat square = getStructuringElement(MORPH_RECT, new Size(pixels, pixels));
        Mat opened = new Mat()) {
      morphologyEx(mat, opened, MORPH_OPEN, square);
      return of(opened);
    }
  }

  /**
   * Its areas with sides of at least some pixels. (OpenCV 4.5.5 has a function for it, which ends
   * the process with a memory fault on pictures of a million pixels.)
   */
  List<Area> areas(int least) {
    boolean[] seen = new boolean[mask.length];
    int[] queue = new int[mask.length];
    List<Area> areas = new ArrayList<>();
    for (int start = 0; start < mask.length; start++) {
      if (mask[start] != 0 && !seen[start]) {
        Area area = flood(start, seen, queue);
        if (area.box().width() >= least && area.box().height() >= least) {
          areas.add(area);
        }
      }
    }
    return areas;
  }

  /** The area around a pixel: all that is reached by steps to neighbours in rows and columns. */
  private Area flood(int start, boolean[] seen, int[] queue) {
    int top = start / width;
    int bottom = top;
    int left = start % width;
    int right = left;
    int count = 1;
    queue[0] = start;
    seen[start] = true;
    for (int next = 0; next < count; next++) {
      int at = queue[next];
      int row = at / width;
      int column = at % width;
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      left = Math.min(left, column);
      right = Math.max(right, column);
      count = column > 0 ? visit(at - 1, seen, queue, count) : count;
      count = column < width - 1 ? visit(at + 1, seen, queue, count) : count;
      count = row > 0 ? visit(at - width, seen, queue, count) : count;
      count = row < height - 1 ? visit(at + width, seen, queue, count) : count;
    }
    TileBox box = new TileBox(left, top, right - left + 1, bottom - top + 1);
    return new Area(box, (double) count / box.area());
  }

  private int visit(int at, boolean[] seen, int[] queue, int count) {
    if (mask[at] == 0 || seen[at]) {
      return count;
    }
    seen[at] = true;
    queue[count] = at;
    return count + 1;
  }

  /** The box without rows and columns at its rim that the mask hardly touches, such as captions. */
  TileBox trimmed(TileBox box) {
    int top = box.y();
    int bottom = box.y() + box.height() - 1;
    int left = box.x();
    int right = box.x() + box.width() - 1;
    while (top < bottom && share(left, right, top, top) < MOST_OF_A_SIDE) {
      top++;
    }
    while (bottom > top && share(left, right, bottom, bottom) < MOST_OF_A_SIDE) {
      bottom--;
    }
    while (left < right && share(left, left, top, bottom) < MOST_OF_A_SIDE) {
      left++;
    }
    while (right > left && share(right, right, top, bottom) < MOST_OF_A_SIDE) {
      right--;
    }
    return new TileBox(left, top, right - left + 1, bottom - top + 1);
  }

  private static final double MOST_OF_A_SIDE = 0.6;

  /** How much of a box the mask takes. */
  double share(TileBox box) {
    return share(box.x(), box.x() + box.width() - 1, box.y(), box.y() + box.height() - 1);
  }

  /** How much of a rectangle, ends included, the mask takes. */
  private double share(int left, int right, int top, int bottom) {
    long count = 0;
    for (int r = top; r <= bottom; r++) {
      for (int c = left; c <= right; c++) {
        count += mask[r * width + c] != 0 ? 1 : 0;
      }
    }
    return (double) count / ((right - left + 1L) * (bottom - top + 1L));
  }

  private Mat mat() {
    OpenCv.load();
    Mat mat = new Mat(height, width, CV_8UC1);
    mat.data().put(mask, 0, mask.length);
    return mat;
  }

  private Foreground of(Mat mat) {
    byte[] values = new byte[mask.length];
    BytePointer data = mat.data();
    data.get(values, 0, values.length);
    return new Foreground(width, height, values);
  }
}
