package org.cryoudl.similarity;

import java.util.Arrays;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.statistics.LinearEquations;

/**
 * The dense second stage for pairs with one first average: a shift by cross-correlation over the
 * whole box in Fourier space, then rotation and shift together by Gauss-Newton steps, which raise
 * the normalised cross-correlation within the disc.
 *
 * <p>A small motion of the first average is a sum of three images (its derivatives); the moved
 * second average is fitted by the first and these three, and moved back by what is found.
 */
final class PairRefinement {

  private static final int STEPS = 6;
  private static final double FINE_DEGREES = 0.02;
  private static final double FINE_PIXELS = 0.01;
  private static final double MOST_DEGREES = 5;
  private static final double MOST_PIXELS = 2;

  /** Unknowns of a step: contrast, rotation, and shift in x and y. */
  private static final int UNKNOWNS = 4;

  private final int side;
  private final int[] disc;
  private final float[] first;
  private final float[][] basis = new float[UNKNOWNS][];
  private final double[][] normal = new double[UNKNOWNS][UNKNOWNS];
  private final float[] spectrum;
  private final Fft2D transform;
  private final int reach;

  /**
   * Prepares an average.
   *
   * @param first mean 0 and standard deviation 1 in the disc
   * @param reach how far the first stage's shift may be wrong, in pixels
   */
  PairRefinement(Image first, int[] disc, int reach) {
    this.side = first.box();
    this.disc = disc;
    this.first = first.pixels();
    this.reach = reach;
    this.transform = Fft2D.of(side);
    this.spectrum = transform.forward(masked(this.first)).values();
    prepareSteps();
  }

  /** What a refinement found. */
  record Found(PairPose pose, double ncc) {}

  private void prepareSteps() {
    int centre = Image.centre(side);
    float[] turn = new float[first.length];
    float[] alongX = new float[first.length];
    float[] alongY = new float[first.length];
    for (int r = 1; r < side - 1; r++) {
      for (int c = 1; c < side - 1; c++) {
        int p = r * side + c;
        float dx = (first[p + 1] - first[p - 1]) / 2;
        float dy = (first[p + side] - first[p - side]) / 2;
        turn[p] = dx * (r - centre) - dy * (c - centre);
        alongX[p] = -dx;
        alongY[p] = -dy;
      }
    }
    basis[0] = first;
    basis[1] = centred(turn);
    basis[2] = centred(alongX);
    basis[3] = centred(alongY);
    for (int i = 0; i < UNKNOWNS; i++) {
      for (int j = i; j < UNKNOWNS; j++) {
        normal[i][j] = dot(basis[i], basis[j]);
        normal[j][i] = normal[i][j];
      }
    }
  }

  private float[] centred(float[] values) {
    double sum = 0;
    for (int at : disc) {
      sum += values[at];
    }
    float mean = (float) (sum / disc.length);
    for (int at : disc) {
      values[at] -= mean;
    }
    return values;
  }

  private double dot(float[] a, float[] b) {
    double sum = 0;
    for (int at : disc) {
      sum += a[at] * b[at];
    }
    return sum;
  }

  private float[] masked(float[] pixels) {
    float[] inside = new float[pixels.length];
    for (int at : disc) {
      inside[at] = pixels[at];
    }
    return inside;
  }

  /**
   * Improves a pose.
   *
   * @param second the other average, mirrored if the pose says so
   * @param start in pixels of these images
   */
  Found refine(Warp.Prepared second, PairPose start) {
    Pose pose = shifted(second, start.pose());
    float[] moved = move(second, pose);
    double best = PairMeasuring.ncc(first, moved, disc);
    for (int step = 0; step < STEPS; step++) {
      double[] motion = motion(moved);
      Pose next = pose.thenMove(-motion[0], -motion[1], -motion[2]);
      float[] candidate = move(second, next);
      double ncc = PairMeasuring.ncc(first, candidate, disc);
      if (!(ncc > best)) {
        break;
      }
      pose = next;
      moved = candidate;
      best = ncc;
      if (Math.abs(motion[0]) < FINE_DEGREES && Math.hypot(motion[1], motion[2]) < FINE_PIXELS) {
        break;
      }
    }
    return new Found(new PairPose(start.mirrored(), pose.normalised()), best);
  }

  private float[] move(Warp.Prepared second, Pose pose) {
    float[] moved = new float[first.length];
    second.apply(pose, moved);
    PairMeasuring.normalise(moved, disc);
    return moved;
  }

  /** The pose with the shift at which both correlate best, among those near. */
  private Pose shifted(Warp.Prepared second, Pose pose) {
    float[] other = transform.forward(masked(move(second, pose))).values();
    for (int i = 0; i < other.length; i += 2) {
      float re = spectrum[i] * other[i] + spectrum[i + 1] * other[i + 1];
      float im = spectrum[i + 1] * other[i] - spectrum[i] * other[i + 1];
      other[i] = re;
      other[i + 1] = im;
    }
    float[] map = new float[first.length];
    transform.inverse(other, map, reach);
    int bestX = 0;
    int bestY = 0;
    for (int y = -reach; y <= reach; y++) {
      for (int x = -reach; x <= reach; x++) {
        if (at(map, x, y) > at(map, bestX, bestY)) {
          bestX = x;
          bestY = y;
        }
      }
    }
    return pose.thenMove(0, bestX, bestY);
  }

  private float at(float[] map, int x, int y) {
    return map[Math.floorMod(y, side) * side + Math.floorMod(x, side)];
  }

  /** How the second average lies on the first: turned by degrees, shifted by x and y pixels. */
  private double[] motion(float[] moved) {
    double[] right = new double[UNKNOWNS];
    for (int i = 0; i < UNKNOWNS; i++) {
      right[i] = dot(basis[i], moved);
    }
    double[] solved = solve(right);
    double contrast = Math.max(0.05, solved[0]);
    return new double[] {
      bounded(Math.toDegrees(solved[1] / contrast), MOST_DEGREES),
      bounded(solved[2] / contrast, MOST_PIXELS),
      bounded(solved[3] / contrast, MOST_PIXELS)
    };
  }

  private static double bounded(double value, double most) {
    return Double.isFinite(value) ? Math.max(-most, Math.min(most, value)) : 0;
  }

  /** The normal equations with a right side, slightly damped. */
  private double[] solve(double[] right) {
    double[][] rows = new double[UNKNOWNS][];
    for (int i = 0; i < UNKNOWNS; i++) {
      rows[i] = Arrays.copyOf(normal[i], UNKNOWNS + 1);
      rows[i][i] *= 1 + 1e-9;
      rows[i][UNKNOWNS] = right[i];
    }
    return LinearEquations.solve(rows);
  }
}
