package org.cryoudl.image;

import org.cryoudl.geometry.Pose;

/**
 * Turns and shifts images by a {@link Pose}: from the particle's frame to the aligned frame, {@code
 * out(c) = in(R(-psi) c - o)} about the pixel floor(box/2).
 *
 * @param interpolation how values between pixels are found
 * @param outside what lies beyond the image
 */
public record Warp(Interpolation interpolation, Outside outside) {

  /** How values between pixels are found. Both give back pixels where samples fall on them. */
  public enum Interpolation {
    /** From 4 pixels, as RELION writes aligned images; fast, blurs. */
    BILINEAR,
    /** The cubic B-spline through all pixels, from 16 coefficients; keeps detail. */
    CUBIC_BSPLINE
  }

  /** What lies beyond the image. */
  public enum Outside {
    /** Zero, which is the mean of the background after normalisation. */
    ZERO,
    /** The nearest edge pixel. */
    EDGE,
    /** The image again, as a Fourier shift would have it. */
    WRAP
  }

  /** Turns and shifts a square image into a new one. */
  public Image apply(Image image, Pose pose) {
    Image out = Image.square(image.box());
    apply(image.pixels(), image.box(), pose, out.pixels());
    return out;
  }

  /**
   * Turns and shifts an image.
   *
   * @param in box x box pixels, not changed
   * @param out receives box x box pixels; not the same array as {@code in}
   */
  public void apply(float[] in, int box, Pose pose, float[] out) {
    prepare(in, box).apply(pose, out);
  }

  /**
   * Does once what does not depend on the pose, for images that are moved many times.
   *
   * @param in box x box pixels, not kept
   */
  public Prepared prepare(float[] in, int box) {
    if (in.length != box * box) {
      throw new IllegalArgumentException(
          "a box of " + box + " has " + box * box + " pixels, got " + in.length);
    }
    boolean spline = interpolation == Interpolation.CUBIC_BSPLINE;
    boolean periodic = outside == Outside.WRAP;
    float[] samples = spline ? CubicSpline.coefficients(in, box, periodic) : in;
    int border = Prepared.BORDER;
    int stride = box + 2 * border;
    float[] padded = new float[stride * stride];
    for (int r = -border; r < box + border; r++) {
      int row = (r + border) * stride + border;
      boolean inside = r >= 0 && r < box;
      if (!inside && outside == Outside.ZERO && !spline) {
        continue;
      }
      int from = source(r, box, spline) * box;
      System.arraycopy(samples, from, padded, row, box);
      if (outside == Outside.ZERO && !spline) {
        continue;
      }
      for (int b = 1; b <= border; b++) {
        padded[row - b] = samples[from + source(-b, box, spline)];
        padded[row + box - 1 + b] = samples[from + source(box - 1 + b, box, spline)];
      }
    }
    return new Prepared(this, box, padded);
  }

  /** The index within the image that stands for {@code i}, which may lie beyond it. */
  private int source(int i, int box, boolean spline) {
    if (outside == Outside.WRAP) {
      return Math.floorMod(i, box);
    }
    return spline ? CubicSpline.mirrored(i, box) : Math.max(0, Math.min(box - 1, i));
  }

  /** An image ready to be moved by any number of poses. Immutable; threads may share it. */
  public static final class Prepared {

    /**
     * Pixels around the image that interpolation may touch: 2, and 1 for rounding just below box.
     */
    private static final int BORDER = 3;

    private final Warp warp;
    private final int box;
    private final int stride;
    private final float[] padded;
    private final double low;
    private final double high;

    private Prepared(Warp warp, int box, float[] padded) {
      this.warp = warp;
      this.box = box;
      this.stride = box + 2 * BORDER;
      this.padded = padded;
      // Bilinear fades to zero within a pixel of the edge; the spline ends with the edge pixel.
      double reach = warp.interpolation == Interpolation.BILINEAR ? 1 : 0.5;
      this.low = -reach;
      this.high = box - 1 + reach;
    }

    /**
     * Samples the image in a pose.
     *
     * @param out receives box x box pixels
     */
    public void apply(Pose pose, float[] out) {
      if (out.length != box * box) {
        throw new IllegalArgumentException(
            "a box of " + box + " has " + box * box + " pixels, got " + out.length);
      }
      double radians = Math.toRadians(pose.psiDegrees());
      double cos = Math.cos(radians);
      double sin = Math.sin(radians);
      int centre = Image.centre(box);
      for (int r = 0; r < box; r++) {
        double y = r - centre;
        // The source of column c is (x0 + cos c, y0 - sin c).
        double x0 = sin * y - pose.originXPixels() + centre - cos * centre;
        double y0 = cos * y - pose.originYPixels() + centre + sin * centre;
        int from = Math.max(firstInside(x0, cos), firstInside(y0, -sin));
        int to = Math.min(endInside(x0, cos), endInside(y0, -sin));
        if (from >= to) {
          from = box;
          to = box;
        }
        int row = r * box;
        edges(out, row, 0, from, x0, cos, y0, -sin);
        interior(out, row, from, to, x0, cos, y0, -sin);
        edges(out, row, to, box, x0, cos, y0, -sin);
      }
    }

    /** The first column whose coordinate {@code start + step c} is within [0, box - 1]. */
    private int firstInside(double start, double step) {
      double first = step > 0 ? -start / step : (box - 1 - start) / step;
      if (Math.abs(step) < 1e-9) {
        return within(start) && within(start + step * box) ? 0 : box;
      }
      int c = (int) Math.max(0, Math.min(box, Math.ceil(first)));
      return c < box && !within(start + step * c) ? c + 1 : c;
    }

    /** The column after the last one whose coordinate is within [0, box - 1]. */
    private int endInside(double start, double step) {
      double last = step > 0 ? (box - 1 - start) / step : -start / step;
      if (Math.abs(step) < 1e-9) {
        return box;
      }
      int c = (int) Math.max(-1, Math.min(box - 1, Math.floor(last)));
      return c >= 0 && !within(start + step * c) ? c : c + 1;
    }

    private boolean within(double s) {
      return s >= 0 && s <= box - 1;
    }

    /**
     * Columns whose sources lie within the image, so that nothing is checked. Coordinates are
     * integers with 32 binary places, which takes half the time of truncating doubles.
     */
    private void interior(
        float[] out, int row, int from, int to, double x0, double dx, double y0, double dy) {
      boolean spline = warp.interpolation == Interpolation.CUBIC_BSPLINE;
      long x = fixed(x0 + dx * from + BORDER);
      long y = fixed(y0 + dy * from + BORDER);
      long stepX = fixed(dx);
      long stepY = fixed(dy);
      for (int c = from; c < to; c++, x += stepX, y += stepY) {
        int i = (int) (y >> 32) * stride + (int) (x >> 32);
        float fx = ((int) x >>> 8) * 0x1p-24f;
        float fy = ((int) y >>> 8) * 0x1p-24f;
        out[row + c] = spline ? cubic(i, fx, fy) : bilinear(i, fx, fy);
      }
    }

    private static long fixed(double value) {
      return (long) Math.rint(value * 0x1p32);
    }

    private void edges(
        float[] out, int row, int from, int to, double x0, double dx, double y0, double dy) {
      boolean spline = warp.interpolation == Interpolation.CUBIC_BSPLINE;
      for (int c = from; c < to; c++) {
        double sx = x0 + dx * c;
        double sy = y0 + dy * c;
        if (warp.outside != Outside.ZERO) {
          sx = brought(sx);
          sy = brought(sy);
        } else if (!(sx > low && sx < high && sy > low && sy < high)) {
          out[row + c] = 0;
          continue;
        }
        // Coordinates are above -1, so that truncation after adding the border is a floor.
        int ix = (int) (sx + BORDER);
        int iy = (int) (sy + BORDER);
        float fx = (float) (sx + BORDER - ix);
        float fy = (float) (sy + BORDER - iy);
        int i = iy * stride + ix;
        out[row + c] = spline ? cubic(i, fx, fy) : bilinear(i, fx, fy);
      }
    }

    /** Brings a coordinate into the image, by its edge or by whole periods. */
    private double brought(double s) {
      if (warp.outside == Outside.EDGE) {
        return Math.max(0, Math.min(box - 1, s));
      }
      if (s >= 0 && s < box) {
        return s;
      }
      double wrapped = s - box * Math.floor(s / box);
      return wrapped >= box ? 0 : wrapped; // rounding can land on the excluded end
    }

    /** The value a fraction (fx, fy) of a pixel after the padded pixel i. */
    private float bilinear(int i, float fx, float fy) {
      float top = padded[i] + fx * (padded[i + 1] - padded[i]);
      float bottom = padded[i + stride] + fx * (padded[i + stride + 1] - padded[i + stride]);
      return top + fy * (bottom - top);
    }

    private float cubic(int at, float t, float u) {
      float a = (1 - t) * (1 - t) * (1 - t) / 6;
      float b = 2f / 3 - t * t * (2 - t) / 2;
      float d = t * t * t / 6;
      float c = 1 - a - b - d;
      int i = at - stride - 1;
      float r0 = a * padded[i] + b * padded[i + 1] + c * padded[i + 2] + d * padded[i + 3];
      i += stride;
      float r1 = a * padded[i] + b * padded[i + 1] + c * padded[i + 2] + d * padded[i + 3];
      i += stride;
      float r2 = a * padded[i] + b * padded[i + 1] + c * padded[i + 2] + d * padded[i + 3];
      i += stride;
      float r3 = a * padded[i] + b * padded[i + 1] + c * padded[i + 2] + d * padded[i + 3];
      float e = (1 - u) * (1 - u) * (1 - u) / 6;
      float f = 2f / 3 - u * u * (2 - u) / 2;
      float h = u * u * u / 6;
      return e * r0 + f * r1 + (1 - e - f - h) * r2 + h * r3;
    }
  }
}
