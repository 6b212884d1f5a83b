package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plane fitted to a background, against the plane that was drawn and plain least squares. */
class LinearRampTest {

  private static final double OFFSET = 12;
  private static final double SLOPE_X = 0.31;
  private static final double SLOPE_Y = -0.17;

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 32, 81, 128})
  void aPlaneIsFoundExactly(int box) {
    LinearRamp found = LinearRamp.fit(plane(box), box, background(box));
    assertEquals(OFFSET, found.offset(), 1e-4);
    assertEquals(SLOPE_X, found.slopeX(), 1e-5);
    assertEquals(SLOPE_Y, found.slopeY(), 1e-5);
  }

  /** On white noise the slope's variance is at most a quarter above that of least squares. */
  @Test
  void littlePrecisionIsLostOnPureNoise() {
    int box = 64;
    BackgroundPixels background = background(box);
    double squares = 0;
    double xx = 0;
    for (int i = 0; i < background.count(); i++) {
      double x = background.index(i) % box - Image.centre(box);
      xx += x * x;
    }
    Random random = new Random(5);
    int trials = 400;
    for (int t = 0; t < trials; t++) {
      float[] pixels = plane(box);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += (float) random.nextGaussian();
      }
      squares += Math.pow(LinearRamp.fit(pixels, box, background).slopeX() - SLOPE_X, 2);
    }
    // The closed form of least squares: sigma^2 / sum x^2 (the disc's background is symmetric).
    double ratio = squares / trials * xx;
    assertTrue(ratio > 0.8 && ratio < 1.25, "variance " + ratio + " times that of least squares");
  }

  /** With a neighbour in the rim the plane is nearly as good as least squares without it. */
  @Test
  void aNeighbourAtTheRimDoesNotTiltThePlane() {
    int box = 64;
    BackgroundPixels background = background(box);
    Random random = new Random(9);
    double robust = 0;
    double plain = 0;
    double without = 0;
    for (int t = 0; t < 50; t++) {
      float[] pixels = plane(box);
      double angle = random.nextDouble() * 2 * Math.PI;
      double cx = 31 * Math.cos(angle);
      double cy = 31 * Math.sin(angle);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += (float) random.nextGaussian();
      }
      double[] alone = leastSquares(pixels, box, background);
      without += Math.hypot(alone[0] - SLOPE_X, alone[1] - SLOPE_Y);
      for (int i = 0; i < pixels.length; i++) {
        double dx = i % box - Image.centre(box) - cx;
        double dy = i / box - Image.centre(box) - cy;
        pixels[i] += dx * dx + dy * dy < 64 ? 1.5f : 0;
      }
      LinearRamp found = LinearRamp.fit(pixels, box, background);
      robust += Math.hypot(found.slopeX() - SLOPE_X, found.slopeY() - SLOPE_Y);
      double[] least = leastSquares(pixels, box, background);
      plain += Math.hypot(least[0] - SLOPE_X, least[1] - SLOPE_Y);
    }
    assertTrue(robust < 1.35 * without, robust / 50 + " against " + without / 50);
    assertTrue(plain > 2.5 * without, "the neighbour would pull: " + plain / 50);
  }

  private static double[] leastSquares(float[] pixels, int box, BackgroundPixels background) {
    double xx = 0;
    double xv = 0;
    double yv = 0;
    for (int i = 0; i < background.count(); i++) {
      int at = background.index(i);
      double x = at % box - Image.centre(box);
      double y = at / box - Image.centre(box);
      xx += x * x;
      xv += x * (pixels[at] - OFFSET);
      yv += y * (pixels[at] - OFFSET);
    }
    return new double[] {xv / xx, yv / xx};
  }

  private static BackgroundPixels background(int box) {
    return new BackgroundPixels(box, Math.floor(0.47 * box));
  }

  private static float[] plane(int box) {
    float[] pixels = new float[box * box];
    for (int i = 0; i < pixels.length; i++) {
      double x = i % box - Image.centre(box);
      double y = i / box - Image.centre(box);
      pixels[i] = (float) (OFFSET + SLOPE_X * x + SLOPE_Y * y);
    }
    return pixels;
  }
}
