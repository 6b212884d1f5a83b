package org.cryoudl.image;

import org.cryoudl.statistics.Robust;

/**
 * A plane {@code offset + slopeX x + slopeY y} about the centre pixel, fitted to the background of
 * an image.
 *
 * <p>The background is divided into sectors, and the plane is fitted to their means by iteratively
 * reweighted least squares: first least absolute deviations, then Tukey's biweight (Beaton and
 * Tukey, Technometrics 16 (1974) 147). A sector that holds a neighbouring particle or dust stands
 * out from the others, even where no single pixel does, and has no weight in the end. On pure noise
 * the weights cost 5 to 10 % of the precision of plain least squares.
 *
 * @param box side length of the image
 * @param offset value at the centre pixel
 * @param slopeX rise per column
 * @param slopeY rise per row
 */
record LinearRamp(int box, double offset, double slopeX, double slopeY) {

  private static final int ROUNDS = 6;

  /** Where the biweight vanishes, in standard deviations: 95 % efficient on normal noise. */
  private static final double BIWEIGHT = 4.685;

  static LinearRamp fit(float[] pixels, int box, BackgroundPixels background) {
    double[] means = background.sectorMeans(pixels);
    int sectors = means.length;
    double[] weights = new double[sectors];
    for (int s = 0; s < sectors; s++) {
      weights[s] = background.sectorCount(s);
    }
    LinearRamp plane = weighted(means, weights, box, background);
    for (int round = 0; round < 2 * ROUNDS; round++) {
      double[] residual = new double[sectors];
      for (int s = 0; s < sectors; s++) {
        residual[s] =
            Math.abs(means[s] - plane.at(background.sectorX(s), background.sectorY(s)))
                * Math.sqrt(background.sectorCount(s));
      }
      double deviation = Robust.NORMAL_OVER_MAD * Robust.median(residual);
      if (!(deviation > 1e-9 * Math.abs(means[0]))) {
        return plane;
      }
      for (int s = 0; s < sectors; s++) {
        double z = residual[s] / deviation;
        double t = z / BIWEIGHT;
        double share =
            round < ROUNDS ? 1 / Math.max(z, 0.1) : t < 1 ? (1 - t * t) * (1 - t * t) : 0;
        weights[s] = share * background.sectorCount(s);
      }
      plane = weighted(means, weights, box, background);
    }
    return plane;
  }

  private static LinearRamp weighted(
      double[] means, double[] weights, int box, BackgroundPixels background) {
    double n = 0;
    double mx = 0;
    double my = 0;
    double mv = 0;
    for (int s = 0; s < means.length; s++) {
      n += weights[s];
      mx += weights[s] * background.sectorX(s);
      my += weights[s] * background.sectorY(s);
      mv += weights[s] * means[s];
    }
    mx /= n;
    my /= n;
    mv /= n;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xv = 0;
    double yv = 0;
    for (int s = 0; s < means.length; s++) {
      double x = background.sectorX(s) - mx;
      double y = background.sectorY(s) - my;
      double v = means[s] - mv;
      xx += weights[s] * x * x;
      xy += weights[s] * x * y;
      yy += weights[s] * y * y;
      xv += weights[s] * x * v;
      yv += weights[s] * y * v;
    }
    // Sectors surround the centre on all sides, and half of them keep their weight, so that the
    // determinant is never near zero.
    double determinant = xx * yy - xy * xy;
    double slopeX = (xv * yy - yv * xy) / determinant;
    double slopeY = (yv * xx - xv * xy) / determinant;
    return new LinearRamp(box, mv - slopeX * mx - slopeY * my, slopeX, slopeY);
  }

  /** Its value at a place, counted from the centre pixel. */
  double at(double x, double y) {
    return offset + slopeX * x + slopeY * y;
  }

  void subtract(float[] pixels) {
    int centre = Image.centre(box);
    for (int r = 0; r < box; r++) {
      double row = offset + slopeY * (r - centre);
      for (int c = 0; c < box; c++) {
        pixels[r * box + c] -= (float) (row + slopeX * (c - centre));
      }
    }
  }
}
