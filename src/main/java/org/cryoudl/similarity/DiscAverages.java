package org.cryoudl.similarity;

import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.Standardisation;

/**
 * Averages brought to one side, so that those of different pictures can be compared: each shows its
 * whole box. They are smoothed a little, for pixels of noise would hide what is alike. A disc is
 * compared; within it an average has mean 0 and standard deviation 1.
 *
 * <p>Averages are kept on a grid twice as fine as the pixels that are compared, so that a value
 * between grid points is found well from four of them.
 */
final class DiscAverages {

  /** Radius of the disc that is compared, as a share of the side. */
  static final double RADIUS_SHARE = 0.45;

  /** Grid points for each pixel that is compared. */
  private static final int FINER = 2;

  /** How far the disc may be shifted, as a share of the side. */
  private static final double MOST_SHIFT_SHARE = 0.2;

  private final int side;
  private final Disc disc;
  private final int stride;

  /** Of the centre pixel in a grid with its border. */
  private final int origin;

  private final double mostShift;
  private final float[][] grids;
  private final float[][] levels;

  private DiscAverages(int count, int side) {
    this.side = side;
    this.disc = Disc.of(side);
    int border = (int) Math.ceil(FINER * side * (MOST_SHIFT_SHARE + RADIUS_SHARE - 0.5)) + 3;
    this.stride = FINER * side + 2 * border;
    this.origin = Image.centre(FINER * side) + border;
    this.mostShift = MOST_SHIFT_SHARE * side;
    this.grids = new float[count][];
    this.levels = new float[count][];
  }

  /**
   * Prepares averages.
   *
   * @param originals square images, of any sides
   * @param most side that is compared at most; smaller originals stay as they are
   * @param sigmaPixels width of the Gaussian that smooths them, in pixels that are compared
   */
  static DiscAverages of(List<Image> originals, int most, double sigmaPixels) {
    int largest = originals.stream().mapToInt(Image::box).max().orElse(most);
    DiscAverages averages = new DiscAverages(originals.size(), Math.min(most, largest));
    float[] weights = gaussian(FINER * sigmaPixels);
    ParallelLoop.run(originals.size(), i -> averages.prepare(i, originals.get(i), weights));
    return averages;
  }

  /**
   * The pixels that are compared: rows of a disc, one after the other.
   *
   * @param rows of pixels
   * @param size pixels of all rows
   */
  record Disc(List<Row> rows, int size) {

    /**
     * A row of the disc.
     *
     * @param y relative to the centre
     * @param x of the first pixel, relative to the centre
     * @param length pixels
     * @param start place of the first pixel among those of the disc
     */
    record Row(int y, int x, int length, int start) {}

    static Disc of(int side) {
      double radius = RADIUS_SHARE * side;
      int most = (int) Math.floor(radius);
      Row[] rows = new Row[2 * most + 1];
      int start = 0;
      for (int y = -most; y <= most; y++) {
        int x = (int) Math.floor(Math.sqrt(radius * radius - y * y));
        rows[y + most] = new Row(y, -x, 2 * x + 1, start);
        start += 2 * x + 1;
      }
      return new Disc(List.of(rows), start);
    }
  }

  private static float[] gaussian(double sigma) {
    int reach = (int) Math.ceil(3 * sigma);
    double[] weights =
        IntStream.rangeClosed(-reach, reach)
            .mapToDouble(k -> Math.exp(-k * k / (2 * sigma * sigma)))
            .toArray();
    double sum = IntStream.range(0, weights.length).mapToDouble(k -> weights[k]).sum();
    float[] normalised = new float[weights.length];
    for (int k = 0; k < weights.length; k++) {
      normalised[k] = (float) (weights[k] / sum);
    }
    return normalised;
  }

  private void prepare(int index, Image original, float[] weights) {
    int finer = FINER * side;
    Image sized = original.box() == finer ? original : FourierResize.resize(original, finer);
    float[] smooth = smoothed(smoothed(sized.pixels(), finer, weights), finer, weights);
    int border = (stride - finer) / 2;
    float[] grid = new float[stride * stride];
    for (int r = 0; r < stride; r++) {
      int from = Math.max(0, Math.min(finer - 1, r - border)) * finer;
      for (int c = 0; c < stride; c++) {
        grid[r * stride + c] = smooth[from + Math.max(0, Math.min(finer - 1, c - border))];
      }
    }
    grids[index] = grid;
    float[] level = new float[disc.size()];
    sample(index, 1, 0, 0, 0, false, level);
    float[] line = normalise(level);
    for (int p = 0; p < grid.length; p++) {
      grid[p] = (grid[p] - line[0]) * line[1];
    }
    levels[index] = level;
  }

  /**
   * The rows of an image smoothed, as its columns; the edge pixels go on beyond the edge. Done
   * twice, rows and columns are where they were.
   */
  private static float[] smoothed(float[] pixels, int side, float[] weights) {
    int reach = weights.length / 2;
    float[] turned = new float[pixels.length];
    float[] row = new float[side + 2 * reach];
    for (int r = 0; r < side; r++) {
      System.arraycopy(pixels, r * side, row, reach, side);
      for (int k = 0; k < reach; k++) {
        row[k] = pixels[r * side];
        row[side + reach + k] = pixels[r * side + side - 1];
      }
      for (int c = 0; c < side; c++) {
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * row[c + k];
        }
        turned[c * side + r] = sum;
      }
    }
    return turned;
  }

  /**
   * Brings values to mean 0 and standard deviation 1; even ones become 0.
   *
   * @return the mean and the scale that did it
   */
  private static float[] normalise(float[] values) {
    Standardisation standard = Standardisation.of(values);
    float level = (float) standard.mean();
    float scale = (float) standard.scale();
    for (int p = 0; p < values.length; p++) {
      values[p] = (values[p] - level) * scale;
    }
    return new float[] {level, scale};
  }

  int count() {
    return levels.length;
  }

  int side() {
    return side;
  }

  Disc disc() {
    return disc;
  }

  /** Pixels of an average within the disc; not to be changed. */
  float[] levels(int index) {
    return levels[index];
  }

  /** Whether the disc of a moved average stays where there are grid points. */
  boolean isWithin(Pose pose) {
    double x = pose.originXPixels();
    double y = pose.originYPixels();
    return x * x + y * y <= mostShift * mostShift;
  }

  /**
   * The pixels of the disc in an average that was moved; mean 0, standard deviation 1.
   *
   * @param pose in pixels that are compared; {@link #isWithin}
   * @param out receives as many values as the disc has pixels
   */
  void move(int index, PairPose pose, float[] out) {
    if (!isWithin(pose.pose())) {
      throw new IllegalArgumentException("a shift beyond " + mostShift + " pixels: " + pose);
    }
    double radians = Math.toRadians(pose.pose().psiDegrees());
    sample(
        index,
        Math.cos(radians),
        Math.sin(radians),
        pose.pose().originXPixels(),
        pose.pose().originYPixels(),
        pose.mirrored(),
        out);
    normalise(out);
  }

  /** Samples {@code in(R(-psi) c - o)}, mirrored about the centre column if so. */
  private void sample(
      int index,
      double cos,
      double sin,
      double shiftX,
      double shiftY,
      boolean isMirrored,
      float[] out) {
    float[] grid = grids[index];
    double sign = isMirrored ? -FINER : FINER;
    for (Disc.Row row : disc.rows()) {
      double x = origin + sign * (cos * row.x() + sin * row.y() - shiftX);
      double y = origin + FINER * (cos * row.y() - sin * row.x() - shiftY);
      line(grid, x, y, sign * cos, -FINER * sin, out, row.start(), row.start() + row.length());
    }
  }

  private void line(
      float[] grid, double x, double y, double stepX, double stepY, float[] out, int from, int to) {
    double atX = x;
    double atY = y;
    for (int p = from; p < to; p++) {
      out[p] = level(grid, atX, atY);
      atX += stepX;
      atY += stepY;
    }
  }

  /** Bilinear between four grid points. */
  private float level(float[] grid, double x, double y) {
    int column = (int) x;
    int row = (int) y;
    float fx = (float) (x - column);
    float fy = (float) (y - row);
    int i = row * stride + column;
    float top = grid[i] + fx * (grid[i + 1] - grid[i]);
    float below = grid[i + stride] + fx * (grid[i + stride + 1] - grid[i + stride]);
    return top + fy * (below - top);
  }

  /** The level of an average at a point, in pixels that are compared from its centre. */
  float at(int index, double x, double y) {
    return level(grids[index], origin + FINER * x, origin + FINER * y);
  }

  /**
   * How the pixels of the disc change when an average is turned or shifted a little.
   *
   * @return changes for a turn by 1 radian, for a shift by a pixel along x and one along y
   */
  float[][] changes(int index) {
    float[] grid = grids[index];
    float[][] changes = new float[3][disc.size()];
    for (Disc.Row row : disc.rows()) {
      int i = (origin + FINER * row.y()) * stride + origin + FINER * row.x();
      for (int k = 0; k < row.length(); k++, i += FINER) {
        float dx = (grid[i + 1] - grid[i - 1]) * FINER / 2;
        float dy = (grid[i + stride] - grid[i - stride]) * FINER / 2;
        int p = row.start() + k;
        changes[0][p] = dx * row.y() - dy * (row.x() + k);
        changes[1][p] = -dx;
        changes[2][p] = -dy;
      }
    }
    return changes;
  }
}
