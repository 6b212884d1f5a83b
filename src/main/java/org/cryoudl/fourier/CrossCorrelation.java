package org.cryoudl.fourier;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cross-correlation of two spectra of one box, {@code cc(d) = sum_x a(x + d) b(x)} with
 * wrap-around: it peaks at d when a is b moved by +d. All values are in units of the pixels'
 * product sums, with the mean of both images left out, and so is the Nyquist frequency of even
 * boxes, whose phase says nothing about direction.
 *
 * <p>Weights, where given, are box x (floor(box/2) + 1) real factors of the product {@code F_a
 * conj(F_b)}, row by row; null weighs all frequencies alike.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class CrossCorrelation {

  private static final int NEWTON_STEPS = 8;

  /** Steps shorter than this, in pixels, end the refinement. */
  private static final double CONVERGED = 1e-5;

  private final int box;
  private final int columns;
  private final ThreadLocal<float[]> productScratch;
  private final ThreadLocal<float[]> mapScratch;

  /**
   * A maximum of the cross-correlation.
   *
   * @param shiftXPixels motion of a against b toward larger columns
   * @param shiftYPixels motion of a against b toward larger rows
   * @param value the cross-correlation there
   */
  public record Peak(double shiftXPixels, double shiftYPixels, double value) {}

  public CrossCorrelation(int box) {
    this.box = box;
    this.columns = HalfSpectrum.columns(box);
    this.productScratch = ThreadLocal.withInitial(() -> new float[HalfSpectrum.length(box)]);
    this.mapScratch = ThreadLocal.withInitial(() -> new float[box * box]);
  }

  /**
   * The shift of a against b: the highest pixel within the radius, refined to a small fraction of a
   * pixel on the Fourier sum.
   *
   * @param weights per position, or null
   * @param searchRadiusPixels longest shift tried, 0 or more; the refinement may pass it by less
   *     than a pixel
   */
  public Peak find(
      HalfSpectrum a, HalfSpectrum b, float @Nullable [] weights, double searchRadiusPixels) {
    float[] product = productScratch.get();
    multiply(a, b, weights, product);
    float[] map = mapScratch.get();
    Fft2D.of(box).inverse(product, map);
    return refine(product, peak(map, searchRadiusPixels));
  }

  /**
   * The whole map.
   *
   * @param weights per position, or null
   * @param map receives box x box values: {@code cc(dx, dy)} at row {@code dy mod box}, column
   *     {@code dx mod box}
   */
  public void map(HalfSpectrum a, HalfSpectrum b, float @Nullable [] weights, float[] map) {
    float[] product = productScratch.get();
    multiply(a, b, weights, product);
    Fft2D.of(box).inverse(product, map);
  }

  /**
   * Pearson's correlation coefficient of the two images as they lie, weighted in Fourier space:
   * {@code sum w Re(F_a conj(F_b)) / sqrt(sum w |F_a|^2 sum w |F_b|^2)} without the origin; 0 if
   * either is constant.
   *
   * @param weights per position, not negative, or null
   */
  public double coefficient(HalfSpectrum a, HalfSpectrum b, float @Nullable [] weights) {
    float[] u = values(a);
    float[] v = values(b);
    double product = 0;
    double powerA = 0;
    double powerB = 0;
    for (int r = 0, p = 0; r < box; r++) {
      for (int kx = 0; kx < columns; kx++, p++) {
        if (p == 0) {
          continue;
        }
        double w = HalfSpectrum.multiplicity(box, kx) * (weights == null ? 1.0 : weights[p]);
        int i = 2 * p;
        product += w * (u[i] * v[i] + u[i + 1] * v[i + 1]);
        powerA += w * (u[i] * u[i] + u[i + 1] * u[i + 1]);
        powerB += w * (v[i] * v[i] + v[i + 1] * v[i + 1]);
      }
    }
    double norm = Math.sqrt(powerA * powerB);
    return norm > 0 ? product / norm : 0;
  }

  /** The product spectrum, without the origin and the Nyquist frequency of an even box. */
  private void multiply(
      HalfSpectrum a, HalfSpectrum b, float @Nullable [] weights, float[] product) {
    float[] u = values(a);
    float[] v = values(b);
    for (int i = 0; i < product.length; i += 2) {
      float w = weights == null ? 1 : weights[i / 2];
      product[i] = w * (u[i] * v[i] + u[i + 1] * v[i + 1]);
      product[i + 1] = w * (u[i + 1] * v[i] - u[i] * v[i + 1]);
    }
    product[0] = 0;
    product[1] = 0;
    if (box % 2 == 0) {
      int half = box / 2;
      for (int r = 0; r < box; r++) {
        product[HalfSpectrum.index(box, r, half)] = 0;
        product[HalfSpectrum.index(box, r, half) + 1] = 0;
      }
      int row = HalfSpectrum.index(box, half, 0);
      Arrays.fill(product, row, row + 2 * columns, 0);
    }
  }

  /** The highest pixel of a map within a radius, moved to the top of a parabola in x and y. */
  Peak peak(float[] map, double searchRadiusPixels) {
    if (!(searchRadiusPixels >= 0)) {
      throw new IllegalArgumentException(
          "search radius must not be negative, got " + searchRadiusPixels);
    }
    int farthest = (box - 1) / 2;
    int reach = (int) Math.min(Math.floor(searchRadiusPixels), farthest);
    int bestX = 0;
    int bestY = 0;
    float best = map[0];
    for (int y = -reach; y <= reach; y++) {
      int row = Math.floorMod(y, box) * box;
      for (int x = -reach; x <= reach; x++) {
        float value = map[row + (x < 0 ? x + box : x)];
        if (value > best
            && (double) x * x + (double) y * y <= searchRadiusPixels * searchRadiusPixels) {
          best = value;
          bestX = x;
          bestY = y;
        }
      }
    }
    return parabola(map, bestX, bestY);
  }

  /** The top of the quadratic surface through the 3 x 3 neighbourhood's central differences. */
  private Peak parabola(float[] map, int x, int y) {
    double f = at(map, x, y);
    double gx = (at(map, x + 1, y) - at(map, x - 1, y)) / 2;
    double gy = (at(map, x, y + 1) - at(map, x, y - 1)) / 2;
    double xx = at(map, x + 1, y) - 2 * f + at(map, x - 1, y);
    double yy = at(map, x, y + 1) - 2 * f + at(map, x, y - 1);
    double xy =
        (at(map, x + 1, y + 1)
                - at(map, x + 1, y - 1)
                - at(map, x - 1, y + 1)
                + at(map, x - 1, y - 1))
            / 4;
    double determinant = xx * yy - xy * xy;
    if (!(xx < 0 && determinant > 0)) {
      return new Peak(x, y, f); // no maximum inside: at the rim of the search
    }
    double dx = -(gx * yy - gy * xy) / determinant;
    double dy = -(gy * xx - gx * xy) / determinant;
    if (Math.abs(dx) > 1 || Math.abs(dy) > 1) {
      return new Peak(x, y, f);
    }
    return new Peak(x + dx, y + dy, f + (gx * dx + gy * dy) / 2);
  }

  private double at(float[] map, int x, int y) {
    return map[Math.floorMod(y, box) * box + Math.floorMod(x, box)];
  }

  /** Climbs the Fourier sum from a start by Newton's method; never farther than a pixel. */
  private Peak refine(float[] product, Peak start) {
    FourierSum sum = new FourierSum(box, product);
    double x = start.shiftXPixels();
    double y = start.shiftYPixels();
    sum.evaluate(x, y);
    double value = sum.value();
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double determinant = sum.xx() * sum.yy() - sum.xy() * sum.xy();
      if (!(sum.xx() < 0 && determinant > 0)) {
        break;
      }
      double dx = -(sum.gx() * sum.yy() - sum.gy() * sum.xy()) / determinant;
      double dy = -(sum.gy() * sum.xx() - sum.gx() * sum.xy()) / determinant;
      double nextX = x + dx;
      double nextY = y + dy;
      if (Math.hypot(nextX - start.shiftXPixels(), nextY - start.shiftYPixels()) > 1) {
        break;
      }
      if (Math.hypot(dx, dy) < CONVERGED) {
        return new Peak(nextX, nextY, value);
      }
      sum.evaluate(nextX, nextY);
      if (!(sum.value() >= value - 1e-7 * Math.abs(value))) {
        break;
      }
      x = nextX;
      y = nextY;
      value = sum.value();
    }
    return new Peak(x, y, value);
  }

  private float[] values(HalfSpectrum spectrum) {
    if (spectrum.box() != box) {
      throw new IllegalArgumentException(
          "correlation of a box of " + box + " got a spectrum of a box of " + spectrum.box());
    }
    return spectrum.values();
  }
}
