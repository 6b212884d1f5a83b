package org.cryoudl.image;

/**
 * A plane {@code offset + slopeX x + slopeY y} about the centre pixel, fitted by least squares to
 * the background of an image.
 *
 * @param box side length of the image
 * @param offset value at the centre pixel
 * @param slopeX rise per column
 * @param slopeY rise per row
 */
record LinearRamp(int box, double offset, double slopeX, double slopeY) {

  static LinearRamp fit(float[] pixels, int box, BackgroundPixels background) {
    int centre = Image.centre(box);
    double n = background.count();
    double sx = 0;
    double sy = 0;
    double sv = 0;
    for (int i = 0; i < background.count(); i++) {
      int at = background.index(i);
      sx += at % box - centre;
      sy += at / box - centre;
      sv += pixels[at];
    }
    double mx = sx / n;
    double my = sy / n;
    double mv = sv / n;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xv = 0;
    double yv = 0;
    for (int i = 0; i < background.count(); i++) {
      int at = background.index(i);
      double x = at % box - centre - mx;
      double y = at / box - centre - my;
      double v = pixels[at] - mv;
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xv += x * v;
      yv += y * v;
    }
    // The background surrounds the centre on all sides, so the determinant is never near zero.
    double determinant = xx * yy - xy * xy;
    double slopeX = (xv * yy - yv * xy) / determinant;
    double slopeY = (yv * xx - xv * xy) / determinant;
    return new LinearRamp(box, mv - slopeX * mx - slopeY * my, slopeX, slopeY);
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
