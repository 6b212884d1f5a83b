package org.cryoudl.montage;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.TM_CCOEFF_NORMED;
import static org.bytedeco.opencv.global.opencv_imgproc.matchTemplate;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Finds one view in pictures, where tiles cannot be told from the page: by matching it over
 * rotation, mirror and scale. The middle of the view is matched, because its corners change when it
 * turns.
 */
public final class TemplateSearch {

  /** Pictures are made so small that the view has this side: fine enough to know it again. */
  private static final int SIDE = 36;

  /** The largest square that stays within the view when it turns, a little less. */
  private static final double MIDDLE = 0.66;

  private static final double STEP_DEGREES = 10;
  private static final double[] SCALES = {0.8, 0.9, 1, 1.12, 1.25};
  private static final Warp WARP = new Warp(Warp.Interpolation.BILINEAR, Warp.Outside.EDGE);

  private final double leastCoefficient;

  /**
   * @param leastCoefficient correlation coefficient from which a place is a match, 0 to 1
   */
  public TemplateSearch(double leastCoefficient) {
    this.leastCoefficient = leastCoefficient;
  }

  /** A place where the view was found. */
  public record Match(TileBox box, double coefficient) {}

  private record Variant(double degrees, boolean mirrored, double scale) {}

  /**
   * Searches a picture.
   *
   * @param view square
   * @param side of the view as it is in the picture, in pixels
   * @return places that do not overlap, the best first; at most one for each two squares that do
   */
  public List<Match> find(Image picture, Image view, int side) {
    OpenCv.load();
    double factor = (double) SIDE / side;
    Image small = resized(picture, factor);
    Image template = resized(view, (double) SIDE / view.box());
    List<Variant> variants = variants();
    List<List<Match>> found = new ArrayList<>();
    variants.forEach(each -> found.add(new ArrayList<>()));
    ParallelLoop.run(
        variants.size(),
        v -> match(small, template, variants.get(v), factor, picture, found.get(v)));
    List<Match> all = new ArrayList<>();
    found.forEach(all::addAll);
    all.sort(Comparator.comparingDouble(match -> -match.coefficient()));
    List<Match> kept = new ArrayList<>();
    for (Match each : all) {
      if (kept.stream().noneMatch(other -> other.box().overlap(each.box()) > 0.1)) {
        kept.add(each);
      }
    }
    return kept;
  }

  private static List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    for (double degrees = 0; degrees < 360; degrees += STEP_DEGREES) {
      for (double scale : SCALES) {
        variants.add(new Variant(degrees, false, scale));
        variants.add(new Variant(degrees, true, scale));
      }
    }
    return variants;
  }

  private void match(
      Image picture,
      Image template,
      Variant variant,
      double factor,
      Image original,
      List<Match> matches) {
    Image turned = turned(template, variant);
    int side = turned.box();
    if (side > picture.width() || side > picture.height()) {
      return;
    }
    try (Mat where = mat(picture);
        Mat what = mat(turned);
        Mat result = new Mat()) {
      matchTemplate(where, what, result, TM_CCOEFF_NORMED);
      int columns = result.cols();
      float[] values = new float[result.rows() * columns];
      FloatBuffer buffer = result.createBuffer();
      buffer.get(values);
      for (int p = 0; p < values.length; p++) {
        if (values[p] >= leastCoefficient && isPeak(values, columns, p)) {
          double centreX = (p % columns + side / 2.0) / factor;
          double centreY = (p / columns + side / 2.0) / factor;
          double whole = SIDE * variant.scale() / factor;
          add(matches, original, centreX, centreY, whole, values[p]);
        }
      }
    }
  }

  private static void add(
      List<Match> matches, Image picture, double x, double y, double side, double coefficient) {
    int length = (int) Math.round(side);
    int left = (int) Math.round(x - side / 2);
    int top = (int) Math.round(y - side / 2);
    if (left >= 0
        && top >= 0
        && left + length <= picture.width()
        && top + length <= picture.height()) {
      matches.add(new Match(new TileBox(left, top, length, length), coefficient));
    }
  }

  private static boolean isPeak(float[] values, int columns, int at) {
    int rows = values.length / columns;
    int row = at / columns;
    int column = at % columns;
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        if (values[r * columns + c] > values[at]) {
          return false;
        }
      }
    }
    return true;
  }

  /** The middle of the view, mirrored, turned and scaled. */
  private static Image turned(Image template, Variant variant) {
    Image scaled = resized(template, variant.scale());
    int box = scaled.box();
    Image source = scaled;
    if (variant.mirrored()) {
      source = Image.square(box);
      for (int p = 0; p < box * box; p++) {
        source.pixels()[p] = scaled.at(p / box, box - 1 - p % box);
      }
    }
    Image turned = WARP.apply(source, new Pose(variant.degrees(), 0, 0));
    int middle = (int) Math.round(MIDDLE * box);
    return new TileBox((box - middle) / 2, (box - middle) / 2, middle, middle).cut(turned);
  }

  private static Image resized(Image image, double factor) {
    int width = Math.max(1, (int) Math.round(factor * image.width()));
    int height = Math.max(1, (int) Math.round(factor * image.height()));
    if (width == image.width() && height == image.height()) {
      return image;
    }
    try (Mat from = mat(image);
        Mat to = new Mat()) {
      resize(from, to, new Size(width, height), 0, 0, INTER_AREA);
      float[] pixels = new float[width * height];
      FloatBuffer buffer = to.createBuffer();
      buffer.get(pixels);
      return new Image(width, height, pixels);
    }
  }

  private static Mat mat(Image image) {
    Mat mat = new Mat(image.height(), image.width(), CV_32FC1);
    FloatBuffer buffer = mat.createBuffer();
    buffer.put(image.pixels());
    return mat;
  }
}
