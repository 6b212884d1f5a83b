package org.cryoudl.alignment.sections;

import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;

/**
 * Directions that are spread evenly over the whole sphere, each with the frame of its picture. The
 * picture of the opposite direction is the mirror image, which is another view.
 */
public final class ViewGrid {

  /** By view: the axes of its picture and its direction, each of three numbers, row by row. */
  private final double[][] frames;

  private ViewGrid(double[][] frames) {
    this.frames = frames;
  }

  /** A grid of so many directions. */
  public static ViewGrid of(int count) {
    double[][] frames = new double[count][];
    for (int v = 0; v < count; v++) {
      frames[v] = EulerAngles.onSpiral(v, count).matrix();
    }
    return new ViewGrid(frames);
  }

  /** A rotation that is as likely as any other. */
  static double[] randomRotation(SplittableRandom random) {
    return new EulerAngles(
            360 * random.nextDouble(),
            Math.toDegrees(Math.acos(1 - 2 * random.nextDouble())),
            360 * random.nextDouble())
        .matrix();
  }

  /**
   * The grid turned as a whole.
   *
   * @param rotation nine numbers, row by row
   */
  ViewGrid turned(double[] rotation) {
    double[][] turned = new double[frames.length][9];
    for (int v = 0; v < frames.length; v++) {
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          for (int n = 0; n < 3; n++) {
            turned[v][3 * row + column] += frames[v][3 * row + n] * rotation[3 * n + column];
          }
        }
      }
    }
    return new ViewGrid(turned);
  }

  /** Number of directions. */
  public int size() {
    return frames.length;
  }

  /**
   * The frame of a view: the picture's axes to the right and down, and the direction, which are
   * unit vectors at right angles; shared.
   */
  double[] frame(int view) {
    return frames[view];
  }
}
