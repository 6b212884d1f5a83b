package org.cryoudl.image;

/**
 * Resizes pictures for display: every new pixel is the mean of the area it covers, which neither
 * rings nor aliases. Not for measurements.
 */
public final class AreaResize {

  private AreaResize() {}

  /**
   * A picture of another size.
   *
   * @param width columns of the result, at least 1
   * @param height rows of the result, at least 1
   */
  public static Image apply(Image image, int width, int height) {
    float[] narrowed =
        alongRows(image.pixels(), image.width(), image.height(), width); // height x width
    float[] turned = transpose(narrowed, width, image.height());
    float[] shortened = alongRows(turned, image.height(), width, height);
    return new Image(width, height, transpose(shortened, height, width));
  }

  private static float[] alongRows(float[] pixels, int width, int height, int newWidth) {
    float[] result = new float[Math.multiplyExact(newWidth, height)];
    double scale = (double) width / newWidth;
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < newWidth; c++) {
        double from = c * scale;
        double to = (c + 1) * scale;
        int first = (int) from;
        int last = Math.min(width - 1, (int) Math.ceil(to) - 1);
        double sum = pixels[r * width + first] * (Math.min(to, first + 1) - from);
        for (int s = first + 1; s < last; s++) {
          sum += pixels[r * width + s];
        }
        if (last > first) {
          sum += pixels[r * width + last] * (Math.min(to, last + 1) - last);
        }
        result[r * newWidth + c] = (float) (sum / scale);
      }
    }
    return result;
  }

  private static float[] transpose(float[] pixels, int width, int height) {
    float[] turned = new float[pixels.length];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        turned[c * height + r] = pixels[r * width + c];
      }
    }
    return turned;
  }
}
