package org.cryoudl.io.picture;

import java.awt.image.Raster;

/** Grey levels of pictures, as their files store them. */
public final class StoredLevels {

  // Weights of red, green and blue in the luminance, ITU-R BT.601.
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private StoredLevels() {}

  /** The luminance of a colour, on the scale of its parts. */
  public static double luminance(double red, double green, double blue) {
    return RED * red + GREEN * green + BLUE * blue;
  }

  /**
   * Levels of a picture, colours by their luminance. What is transparent shows white below it.
   * (Rasters hold the stored levels; getRGB would change greys by a gamma curve.)
   *
   * @param raster of grey, grey and opacity, three colours, or three colours and opacity
   * @param white the level of white and of full opacity
   * @return row by row
   */
  public static float[] of(Raster raster, double white) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    float[] levels = new float[Math.multiplyExact(width, height)];
    int bands = raster.getNumBands();
    boolean colour = bands >= 3;
    boolean alpha = bands == 2 || bands == 4;
    double[] row = new double[width * bands];
    for (int r = 0; r < height; r++) {
      raster.getPixels(0, r, width, 1, row);
      for (int c = 0; c < width; c++) {
        int i = c * bands;
        double level = colour ? luminance(row[i], row[i + 1], row[i + 2]) : row[i];
        double opacity = alpha ? row[i + bands - 1] / white : 1;
        levels[r * width + c] = (float) (opacity * level + (1 - opacity) * white);
      }
    }
    return levels;
  }

  /** The level of white: the largest that the bits of a sample can hold. */
  public static double white(Raster raster) {
    return Math.pow(2, raster.getSampleModel().getSampleSize(0)) - 1;
  }
}
