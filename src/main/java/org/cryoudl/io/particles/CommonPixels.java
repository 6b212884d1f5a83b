package org.cryoudl.io.particles;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.cryoudl.geometry.Pose;
import org.cryoudl.metadata.PixelSize;

/**
 * The pixels that images of different pixel sizes and boxes are brought to: the largest pixels, so
 * that all of them hold the same detail, and the largest even box that lies within every image.
 */
public final class CommonPixels {

  /** Pixel sizes closer than this, relatively, are the same size printed by two programs. */
  public static final double SAME_SIZE = 1e-4;

  /** Share of a pixel by which a box may reach beyond an image, for rounding. */
  private static final double ROUNDING = 0.01;

  private final double sizeAngstroms;
  private final int box;
  private final double[] inOwnPixels;

  private CommonPixels(double sizeAngstroms, int box, double[] inOwnPixels) {
    this.sizeAngstroms = sizeAngstroms;
    this.box = box;
    this.inOwnPixels = inOwnPixels;
  }

  /**
   * Finds them.
   *
   * @param sizeAngstroms pixel size of each row's image
   * @param boxes side of each row's image
   * @return empty if all images have one pixel size and one box
   */
  public static Optional<CommonPixels> of(
      int rows, IntToDoubleFunction sizeAngstroms, IntUnaryOperator boxes) {
    double largest = 0;
    boolean same = true;
    for (int row = 0; row < rows; row++) {
      double size = sizeAngstroms.applyAsDouble(row);
      largest = Math.max(largest, size);
      same &= isSame(size, sizeAngstroms.applyAsDouble(0));
      same &= boxes.applyAsInt(row) == boxes.applyAsInt(0);
    }
    if (same) {
      return Optional.empty();
    }
    double[] own = new double[rows];
    double field = Double.POSITIVE_INFINITY;
    for (int row = 0; row < rows; row++) {
      double size = sizeAngstroms.applyAsDouble(row);
      own[row] = isSame(size, largest) ? 1 : largest / size;
      field = Math.min(field, boxes.applyAsInt(row) / own[row]);
    }
    return Optional.of(new CommonPixels(largest, 2 * (int) ((field + ROUNDING) / 2), own));
  }

  /** Whether two pixel sizes are one, to the digits that programs print. */
  public static boolean isSame(double sizeAngstroms, double other) {
    return Math.abs(sizeAngstroms - other) <= SAME_SIZE * other;
  }

  /** Size of a common pixel in Angstrom. */
  public double sizeAngstroms() {
    return sizeAngstroms;
  }

  /** Side of the images in common pixels. */
  public int box() {
    return box;
  }

  /** How many of its own pixels a common pixel is in a row's image. */
  public double inOwnPixels(int row) {
    return inOwnPixels[row];
  }

  /** A pose in common pixels, in those of a row's image. */
  public Pose toOwn(int row, Pose pose) {
    return scaled(pose, inOwnPixels[row]);
  }

  /** A pose in the pixels of a row's image, in common ones. */
  public Pose toCommon(int row, Pose pose) {
    return scaled(pose, 1 / inOwnPixels[row]);
  }

  private static Pose scaled(Pose pose, double factor) {
    return new Pose(
        pose.psiDegrees(), pose.originXPixels() * factor, pose.originYPixels() * factor);
  }

  /** What is done, for the user. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "images of several pixel sizes or boxes are brought to one: %s, %d x %d pixels",
        PixelSize.words(sizeAngstroms),
        box,
        box);
  }
}
