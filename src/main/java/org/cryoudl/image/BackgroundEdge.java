package org.cryoudl.image;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.statistics.Robust;
import org.jspecify.annotations.Nullable;

/**
 * Finds an edge that crosses a whole image, as of ice or carbon: a plane with a step {@code h
 * tanh((x cos a + y sin a - d) / w)}, fitted to the means of many sectors of the background.
 *
 * <p>A plane remains the description of a background unless the background plainly contradicts it:
 * the typical sector (by the median, so that neighbours and dust in some do not matter) has to lie
 * {@link #BETTER} times as far from the plane as from the plane with the step. That distinguishes
 * an edge, which half of the sectors see, from a neighbouring particle, which few see. Immutable.
 */
final class BackgroundEdge {

  /** Sectors of the background, */
  private static final int SECTORS = 48;

  /** each of so many pixels; */
  private static final int SECTOR_PIXELS = 16;

  /** fewer sectors cannot tell seven unknowns from noise. */
  private static final int LEAST_SECTORS = 24;

  /** Widths tried, as shares of the box. */
  private static final double[] WIDTHS = {0.02, 0.06, 0.12};

  /** Pixels of a sector in which the steps that are tried are looked up, */
  private static final int ROUGHLY = 32;

  /** and those that are fitted. */
  private static final int FINELY = 256;

  /** Of these the best few are fitted. */
  private static final int FITTED = 3;

  private static final double ANGLE_STEP_DEGREES = 7.5;

  /** Distances from the centre that are tried, and the largest, as shares of the box. */
  private static final double DISTANCE_STEP = 0.06;

  private static final double LARGEST_DISTANCE = 0.36;

  /** Halvings of the steps about the best of these. */
  private static final int REFINEMENTS = 3;

  /** A lower step, in standard deviations of a pixel, is left to the plane. */
  private static final double LEAST_STEP = 1.5;

  /** How much nearer than to the plane the typical sector has to be. */
  private static final double BETTER = 2;

  /** The same before the step has its best place. */
  private static final double HOPEFUL = 1.5;

  /** Least fall of the sum of squares, each in units of its variance and at most {@link #MOST}. */
  private static final double GAIN = 100;

  private static final double MOST = 20;

  private static final int ROUNDS = 6;
  private static final double BIWEIGHT = 4.685;

  private final int box;
  private final BackgroundPixels background;
  private final int sectors;
  private final double[] rootCount;

  /** Values of the constant, x and y in the sectors; lengths in boxes. */
  private final double[][] plane;

  /** Steps that are tried: angle in radians, distance and width in pixels. */
  private final double[][] candidates;

  /**
   * Their means in the sectors, weighted by the sectors' pixels, without what a plane can describe,
   * of length 1.
   */
  private final double[][] beyondPlane;

  /** What a plane can describe, weighted: three orthonormal vectors. */
  private final double[][] basis;

  /**
   * @param radiusPixels pixels farther than this from the centre are background
   */
  BackgroundEdge(int box, double radiusPixels) {
    this.box = box;
    background = new BackgroundPixels(box, radiusPixels, SECTORS, SECTOR_PIXELS);
    sectors = background.sectors();
    rootCount = new double[sectors];
    plane = new double[3][sectors];
    for (int s = 0; s < sectors; s++) {
      rootCount[s] = Math.sqrt(background.sectorCount(s));
      plane[0][s] = 1;
      plane[1][s] = background.sectorX(s) / box;
      plane[2][s] = background.sectorY(s) / box;
    }
    basis = new double[3][];
    for (int b = 0; b < 3; b++) {
      basis[b] = normalised(without(weighted(plane[b]), basis, b));
    }
    candidates = sectors < LEAST_SECTORS ? new double[0][] : candidates(box);
    beyondPlane =
        Arrays.stream(candidates)
            .map(step -> stepMeans(step, ROUGHLY))
            .map(step -> normalised(without(weighted(step), basis, 3)))
            .toArray(double[][]::new);
  }

  private static double[][] candidates(int box) {
    int angles = (int) Math.round(180 / ANGLE_STEP_DEGREES);
    int distances = 1 + 2 * (int) Math.round(LARGEST_DISTANCE / DISTANCE_STEP);
    double[][] all = new double[angles * distances * WIDTHS.length][];
    int n = 0;
    for (double width : WIDTHS) {
      for (int a = 0; a < angles; a++) {
        for (int d = 0; d < distances; d++) {
          double distance = d * DISTANCE_STEP - LARGEST_DISTANCE;
          all[n++] =
              new double[] {Math.toRadians(a * ANGLE_STEP_DEGREES), distance * box, width * box};
        }
      }
    }
    return all;
  }

  /**
   * An edge and the plane it stands on.
   *
   * @param box side length of the image
   * @param step angle in radians, distance and width in pixels
   * @param coefficients of the constant, x and y in boxes, and the step
   * @param rise height of the whole step in standard deviations of a pixel of the background
   */
  record Found(int box, double[] step, double[] coefficients, double rise) {

    void subtract(float[] pixels) {
      int centre = Image.centre(box);
      double cos = Math.cos(step[0]);
      double sin = Math.sin(step[0]);
      for (int r = 0; r < box; r++) {
        double y = r - centre;
        for (int c = 0; c < box; c++) {
          double x = c - centre;
          pixels[r * box + c] -=
              (float)
                  (coefficients[0]
                      + (coefficients[1] * x + coefficients[2] * y) / box
                      + coefficients[3] * Math.tanh((x * cos + y * sin - step[1]) / step[2]));
        }
      }
    }
  }

  /** A fit to the means of the sectors. */
  private record Fit(double[] step, double[] coefficients, double[] residual, double deviation) {}

  /** Whether the background has pixels enough to tell an edge from noise; else none is found. */
  boolean canTell() {
    return candidates.length > 0;
  }

  /** The edge that the background of an image shows, if it does. */
  Optional<Found> find(float[] pixels) {
    if (!canTell()) {
      return Optional.empty();
    }
    double[] means = background.sectorMeans(pixels);
    double noise = background.withinSectors(pixels, means);
    if (!(noise > 0)) {
      return Optional.empty();
    }
    Fit flat = fit(means, plane, new double[0]);
    if (flat.deviation < BETTER * noise) {
      return Optional.empty(); // the noise of the pixels alone is as much
    }
    double[] explained = explained(means);
    if (Arrays.stream(explained).max().orElse(0) < Math.sqrt(GAIN) * noise) {
      return Optional.empty(); // no step explains enough of what the plane leaves
    }
    Fit rough = best(means, explained);
    if (flat.deviation < HOPEFUL * Math.max(rough.deviation, noise)) {
      return Optional.empty(); // a better place of the step will not halve what is left
    }
    Fit best = refined(means, rough);
    double deviation = Math.max(best.deviation, noise);
    double rise = 2 * Math.abs(best.coefficients[3]) / noise;
    boolean isEdge =
        rise > LEAST_STEP
            && flat.deviation > BETTER * deviation
            && sum(flat, deviation) - sum(best, deviation) > GAIN;
    return isEdge
        ? Optional.of(new Found(box, best.step, best.coefficients, rise))
        : Optional.empty();
  }

  /** How much each step explains of what the plane leaves of the means. */
  private double[] explained(double[] means) {
    double[] beyond = without(weighted(means), basis, 3);
    double[] explained = new double[candidates.length];
    for (int k = 0; k < explained.length; k++) {
      explained[k] = Math.abs(dot(beyondPlane[k], beyond));
    }
    return explained;
  }

  /** The best of the steps that are tried, by least squares, then by the typical sector. */
  private Fit best(double[] means, double[] explained) {
    @Nullable Fit best = null;
    for (int n = 0; n < FITTED; n++) {
      int most = 0;
      for (int k = 1; k < explained.length; k++) {
        most = explained[k] > explained[most] ? k : most;
      }
      explained[most] = -1;
      Fit other = withStep(means, candidates[most]);
      best = best == null || other.deviation < best.deviation ? other : best;
    }
    return Objects.requireNonNull(best);
  }

  private Fit refined(double[] means, Fit rough) {
    Fit best = rough;
    double angle = Math.toRadians(ANGLE_STEP_DEGREES / 2);
    double distance = DISTANCE_STEP / 2 * box;
    double factor = 1.5;
    for (int pass = 0; pass < REFINEMENTS; pass++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        best = better(means, best, moved(best.step, sign * angle, 0, 1));
        best = better(means, best, moved(best.step, 0, sign * distance, 1));
        best = better(means, best, moved(best.step, 0, 0, Math.pow(factor, sign)));
      }
      angle /= 2;
      distance /= 2;
      factor = 1 + (factor - 1) / 2;
    }
    return best;
  }

  private static double[] moved(double[] step, double angle, double distance, double factor) {
    return new double[] {step[0] + angle, step[1] + distance, step[2] * factor};
  }

  private Fit better(double[] means, Fit best, double[] step) {
    if (Math.abs(step[1]) > 0.4 * box || step[2] < 0.5) {
      return best;
    }
    Fit other = withStep(means, step);
    return other.deviation < best.deviation ? other : best;
  }

  private Fit withStep(double[] means, double[] step) {
    double[] ofStep = stepMeans(step, FINELY);
    return fit(means, new double[][] {plane[0], plane[1], plane[2], ofStep}, step);
  }

  /** Means of a step of height 1 in the sectors. */
  private double[] stepMeans(double[] step, int sampled) {
    double cos = Math.cos(step[0]);
    double sin = Math.sin(step[0]);
    return background.sectorMeans(
        (x, y) -> Math.tanh((x * cos + y * sin - step[1]) / step[2]), sampled);
  }

  /** Iteratively reweighted least squares as in {@link LinearRamp}. */
  private Fit fit(double[] means, double[][] functions, double[] step) {
    double[] weights = new double[sectors];
    Arrays.fill(weights, 1);
    double[] residual = new double[sectors];
    double[] coefficients = new double[functions.length];
    double deviation = 0;
    for (int round = 0; round <= 2 * ROUNDS; round++) {
      coefficients = solve(means, functions, weights);
      for (int s = 0; s < sectors; s++) {
        double at = 0;
        for (int f = 0; f < functions.length; f++) {
          at += coefficients[f] * functions[f][s];
        }
        residual[s] = Math.abs(means[s] - at) * rootCount[s];
      }
      deviation = Robust.NORMAL_OVER_MAD * Robust.median(residual);
      if (!(deviation > 0)) {
        break;
      }
      for (int s = 0; s < sectors; s++) {
        double z = residual[s] / deviation;
        double t = z / BIWEIGHT;
        weights[s] = round < ROUNDS ? 1 / Math.max(z, 0.1) : t < 1 ? (1 - t * t) * (1 - t * t) : 0;
      }
    }
    return new Fit(step, coefficients, residual, deviation);
  }

  /** Weighted least squares by Cholesky decomposition, slightly damped. */
  private double[] solve(double[] means, double[][] functions, double[] weights) {
    int n = functions.length;
    double[][] lower = new double[n][n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        for (int s = 0; s < sectors; s++) {
          lower[i][j] += weights[s] * background.sectorCount(s) * functions[i][s] * functions[j][s];
        }
      }
      for (int s = 0; s < sectors; s++) {
        x[i] += weights[s] * background.sectorCount(s) * functions[i][s] * means[s];
      }
    }
    for (int i = 0; i < n; i++) {
      lower[i][i] *= 1 + 1e-9;
      for (int j = 0; j <= i; j++) {
        double sum = lower[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / lower[j][j];
      }
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }

  private static double sum(Fit fit, double deviation) {
    return Arrays.stream(fit.residual)
        .map(z -> Math.min(z * z / (deviation * deviation), MOST))
        .sum();
  }

  private double[] weighted(double[] means) {
    double[] result = new double[sectors];
    for (int s = 0; s < sectors; s++) {
      result[s] = means[s] * rootCount[s];
    }
    return result;
  }

  /** A vector without its parts along the first of some orthonormal vectors. */
  private static double[] without(double[] vector, double[][] orthonormal, int count) {
    double[] result = vector.clone();
    for (int b = 0; b < count; b++) {
      double along = dot(result, orthonormal[b]);
      for (int s = 0; s < result.length; s++) {
        result[s] -= along * orthonormal[b][s];
      }
    }
    return result;
  }

  private static double[] normalised(double[] vector) {
    double norm = Math.sqrt(dot(vector, vector));
    return Arrays.stream(vector).map(v -> norm > 0 ? v / norm : 0).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int s = 0; s < a.length; s++) {
      sum += a[s] * b[s];
    }
    return sum;
  }
}
