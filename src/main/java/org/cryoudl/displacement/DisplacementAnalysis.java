package org.cryoudl.displacement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Measures how the parts of one image have moved in another (digital image correlation): blocks of
 * the first are found in the second by {@link BlockMatch}.
 *
 * <p>A block that is stretched or bent where it went correlates badly, and the mean of its motion
 * is not that of its centre. So the second image is bent back by the field found so far, and the
 * rest is measured again (Scarano 2002), with outliers replaced by the median of their neighbours
 * in between (Westerweel and Scarano 2005).
 */
public final class DisplacementAnalysis {

  private static final int PASSES = 8;

  /** Pixels that later passes look for what is left. */
  private static final int LATER_REACH = 3;

  /** Blocks of less contrast than this share of the image's show nothing. */
  private static final double LEAST_CONTRAST = 0.1;

  /** Peaks flatter than this may lie anywhere along an edge. */
  private static final double LEAST_CURVATURE = 0.008;

  /** Blocks less distinct than this may turn or stretch unseen, as a round blob may. */
  private static final double LEAST_DISTINCTNESS = 0.003;

  /** Of the median test: how far from its neighbours an outlier is, and noise in pixels. */
  private static final double OUTLYING = 2.5;

  private static final double NOISE = 0.15;

  private final Image first;
  private final Image second;
  private final DisplacementOptions options;
  private final int columns;
  private final int rows;
  private final int firstX;
  private final int firstY;
  private final double[] dx;
  private final double[] dy;
  private final double[] coefficient;
  private final boolean[] masked;
  private final boolean[] outlier;

  private DisplacementAnalysis(Image first, Image second, DisplacementOptions options) {
    this.first = first;
    this.second = second;
    this.options = options;
    int margin = options.blockPixels() / 2;
    this.columns = (first.width() - 2 * margin) / options.stepPixels() + 1;
    this.rows = (first.height() - 2 * margin) / options.stepPixels() + 1;
    this.firstX = (first.width() - 1 - (columns - 1) * options.stepPixels()) / 2;
    this.firstY = (first.height() - 1 - (rows - 1) * options.stepPixels()) / 2;
    int size = Math.max(0, columns) * Math.max(0, rows);
    this.dx = new double[size];
    this.dy = new double[size];
    this.coefficient = new double[size];
    this.masked = new boolean[size];
    this.outlier = new boolean[size];
  }

  /**
   * Measures the field.
   *
   * @param first where the blocks are
   * @param second of the same size, where they went
   * @throws IllegalArgumentException if the images differ in size or are smaller than a block
   */
  public static DisplacementField of(Image first, Image second, DisplacementOptions options) {
    if (first.width() != second.width() || first.height() != second.height()) {
      throw new IllegalArgumentException(
          "images of "
              + first.width()
              + " x "
              + first.height()
              + " and "
              + second.width()
              + " x "
              + second.height()
              + " pixels cannot be compared");
    }
    if (Math.min(first.width(), first.height()) < options.blockPixels()) {
      throw new IllegalArgumentException(
          "an image of "
              + first.width()
              + " x "
              + first.height()
              + " pixels is smaller than a block of "
              + options.blockPixels());
    }
    return new DisplacementAnalysis(first, second, options).run();
  }

  private DisplacementField run() {
    for (int pass = 0; pass < PASSES; pass++) {
      measure(pass);
      markOutliers();
      if (pass < PASSES - 1) {
        smooth();
      }
    }
    maskIndistinct();
    List<DisplacementField.Vector> vectors = new ArrayList<>();
    for (int k = 0; k < dx.length; k++) {
      vectors.add(
          new DisplacementField.Vector(
              x(k), y(k), dx[k], dy[k], coefficient[k], masked[k], outlier[k]));
    }
    return new DisplacementField(columns, rows, vectors);
  }

  private int x(int k) {
    return firstX + k % columns * options.stepPixels();
  }

  private int y(int k) {
    return firstY + k / columns * options.stepPixels();
  }

  private void measure(int pass) {
    Image bent =
        pass == 0
            ? second
            : new FieldWarp(dx, dy, columns, rows).bentBack(second, this::gridX, this::gridY);
    int block = options.blockPixels();
    int area = pass == 0 ? options.areaPixels() : block + 2 * LATER_REACH;
    double contrast = whole(first);
    ParallelLoop.run(
        rows,
        row -> {
          BlockMatch match = new BlockMatch(block, area);
          for (int k = row * columns; k < (row + 1) * columns; k++) {
            BlockMatch.Found found = match.find(first, bent, x(k), y(k));
            coefficient[k] = found.coefficient();
            masked[k] =
                found.coefficient() < options.leastCoefficient()
                    || found.curvature() < LEAST_CURVATURE
                    || BlockMatch.deviation(first, x(k), y(k), block) < LEAST_CONTRAST * contrast;
            dx[k] += found.dx();
            dy[k] += found.dy();
            masked[k] |= !isWithin(x(k) + dx[k], y(k) + dy[k]);
          }
        });
  }

  /**
   * Masks blocks that may have turned or stretched unseen. Only at the end: as a part of the whole
   * field their vectors help those of their neighbours.
   */
  private void maskIndistinct() {
    ParallelLoop.run(
        dx.length,
        k ->
            masked[k] |=
                BlockMatch.distinctness(first, x(k), y(k), options.blockPixels())
                    < LEAST_DISTINCTNESS);
  }

  /** Whether all of a block went to where the second image has pixels. */
  private boolean isWithin(double x, double y) {
    double half = options.blockPixels() / 2.0;
    return x >= half - 1
        && y >= half - 1
        && x <= second.width() - half
        && y <= second.height() - half;
  }

  private double gridX(double pixel) {
    return (pixel - firstX) / options.stepPixels();
  }

  private double gridY(double pixel) {
    return (pixel - firstY) / options.stepPixels();
  }

  private static double whole(Image image) {
    double sum = 0;
    double squares = 0;
    for (float value : image.pixels()) {
      sum += value;
      squares += (double) value * value;
    }
    int n = image.pixels().length;
    return Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
  }

  /** The normalised median test over the eight neighbours that are not masked. */
  private void markOutliers() {
    for (int k = 0; k < dx.length; k++) {
      int[] near = neighbours(k);
      if (near.length < 3) {
        outlier[k] = false;
        continue;
      }
      double across = median(near, dx);
      double down = median(near, dy);
      double[] lengths = new double[near.length];
      for (int i = 0; i < near.length; i++) {
        lengths[i] = Math.hypot(dx[near[i]] - across, dy[near[i]] - down);
      }
      Arrays.sort(lengths);
      double typical = lengths[lengths.length / 2] + NOISE;
      outlier[k] = Math.hypot(dx[k] - across, dy[k] - down) / typical > OUTLYING;
    }
  }

  private int[] neighbours(int k) {
    int row = k / columns;
    int column = k % columns;
    int[] near = new int[8];
    int count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        int other = r * columns + c;
        if (other != k && !masked[other]) {
          near[count++] = other;
        }
      }
    }
    return Arrays.copyOf(near, count);
  }

  private static double median(int[] places, double[] values) {
    double[] sorted = Arrays.stream(places).mapToDouble(place -> values[place]).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Smooths the field that the next pass starts from by {@link LocalPlanes}, which also gives
   * vectors to points that have none to be trusted. Waves shorter than a block would otherwise grow
   * from pass to pass: a block sees them weaker than they are, or turned round. What smoothing
   * takes from longer waves the next pass gives back.
   */
  private void smooth() {
    boolean[] good = new boolean[dx.length];
    for (int k = 0; k < good.length; k++) {
      good[k] = !masked[k] && !outlier[k];
    }
    double sigma = options.blockPixels() / 4.0 / options.stepPixels();
    LocalPlanes planes = new LocalPlanes(columns, rows, good, sigma);
    System.arraycopy(planes.fit(dx), 0, dx, 0, dx.length);
    System.arraycopy(planes.fit(dy), 0, dy, 0, dy.length);
  }
}
