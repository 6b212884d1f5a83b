package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossCorrelationTest {

  @ParameterizedTest
  @ValueSource(ints = {15, 25})
  void mapIsTheSumOfProducts(int box) {
    float[] a = noise(box, 1);
    float[] b = noise(box, 2);
    double meanA = mean(a);
    double meanB = mean(b);
    float[] map = new float[box * box];
    new CrossCorrelation(box).map(spectrum(a, box), spectrum(b, box), null, map);
    for (int dy = 0; dy < box; dy++) {
      for (int dx = 0; dx < box; dx++) {
        double sum = 0;
        for (int y = 0; y < box; y++) {
          for (int x = 0; x < box; x++) {
            sum += (a[(y + dy) % box * box + (x + dx) % box] - meanA) * (b[y * box + x] - meanB);
          }
        }
        assertEquals(sum, map[dy * box + dx], 1e-3);
      }
    }
  }

  @Test
  void evenBoxesLeaveOutTheNyquistFrequency() {
    int box = 8;
    float[] wave = new float[64];
    for (int i = 0; i < 64; i++) {
      wave[i] = i % 2 == 0 ? 5 : -5;
    }
    float[] map = new float[64];
    new CrossCorrelation(box).map(spectrum(wave, box), spectrum(wave, box), null, map);
    assertArrayEquals(new float[64], map, 1e-4f);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 81})
  void subpixelShiftsAreFound(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(12, 2);
    HalfSpectrum reference = spectrum(blobs.image(box), box);
    CrossCorrelation correlation = new CrossCorrelation(box);
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      double dx = 16 * random.nextDouble() - 8;
      double dy = 16 * random.nextDouble() - 8;
      HalfSpectrum moved = spectrum(blobs.moved(new Pose(0, dx, dy)).image(box), box);
      CrossCorrelation.Peak peak = correlation.find(moved, reference, null, 12);
      assertEquals(dx, peak.shiftXPixels(), 1e-3);
      assertEquals(dy, peak.shiftYPixels(), 1e-3);
      float[] map = new float[box * box];
      correlation.map(reference, reference, null, map);
      assertEquals(map[0], peak.value(), 1e-3 * map[0]);
      correlation.map(moved, reference, null, map);
      CrossCorrelation.Peak rough = correlation.peak(map, 12);
      assertEquals(dx, rough.shiftXPixels(), 0.06);
      assertEquals(dy, rough.shiftYPixels(), 0.06);
    }
  }

  @Test
  void noisePerturbsLittleAndWeightsHelp() {
    int box = 64;
    GaussianBlobs blobs = GaussianBlobs.asymmetric(12, 2.5);
    HalfSpectrum reference = spectrum(blobs.image(box), box);
    float[] noisy = blobs.moved(new Pose(0, 3.3, -4.6)).image(box);
    float[] noise = noise(box, 3);
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += 0.3f * noise[i];
    }
    CrossCorrelation.Peak peak =
        new CrossCorrelation(box)
            .find(spectrum(noisy, box), reference, RadialFilter.lowPass(0.2, 0).sample(box), 10);
    assertEquals(3.3, peak.shiftXPixels(), 0.2);
    assertEquals(-4.6, peak.shiftYPixels(), 0.2);
  }

  @Test
  void theSearchStaysWithinItsRadius() {
    int box = 64;
    GaussianBlobs blobs = new GaussianBlobs(new double[][] {{1, 0, 0, 2}});
    HalfSpectrum reference = spectrum(blobs.image(box), box);
    HalfSpectrum moved = spectrum(blobs.moved(new Pose(0, 10, 0)).image(box), box);
    CrossCorrelation.Peak peak = new CrossCorrelation(box).find(moved, reference, null, 4);
    assertTrue(Math.hypot(peak.shiftXPixels(), peak.shiftYPixels()) <= 5, peak.toString());
    assertThrows(
        IllegalArgumentException.class,
        () -> new CrossCorrelation(box).find(moved, reference, null, -1));
  }

  @Test
  void coefficientIsPearsons() {
    int box = 32;
    float[] a = noise(box, 1);
    float[] b = noise(box, 2);
    for (int i = 0; i < b.length; i++) {
      b[i] = 0.5f * a[i] + b[i] + 3;
    }
    double ma = mean(a);
    double mb = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - ma) * (b[i] - mb);
      aa += (a[i] - ma) * (a[i] - ma);
      bb += (b[i] - mb) * (b[i] - mb);
    }
    CrossCorrelation correlation = new CrossCorrelation(box);
    HalfSpectrum fa = spectrum(a, box);
    HalfSpectrum fb = spectrum(b, box);
    assertEquals(ab / Math.sqrt(aa * bb), correlation.coefficient(fa, fb, null), 1e-5);
    assertEquals(
        1, correlation.coefficient(fa, fa, RadialFilter.lowPass(0.2, 0).sample(box)), 1e-6);
    assertEquals(0, correlation.coefficient(fa, HalfSpectrum.zeros(box), null));
  }

  @Test
  void derivativesOfTheFourierSumAreThoseOfItsValue() {
    int box = 33;
    FourierSum sum = new FourierSum(box, spectrum(noise(box, 8), box).values());
    double h = 1e-2;
    double x = 2.3;
    double y = -5.1;
    double[][] f = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        sum.evaluate(x + (j - 1) * h, y + (i - 1) * h);
        f[i][j] = sum.value();
      }
    }
    sum.evaluate(x, y);
    assertEquals((f[1][2] - f[1][0]) / (2 * h), sum.gx(), 2e-3);
    assertEquals((f[2][1] - f[0][1]) / (2 * h), sum.gy(), 2e-3);
    assertEquals((f[1][2] - 2 * f[1][1] + f[1][0]) / (h * h), sum.xx(), 2e-2);
    assertEquals((f[2][1] - 2 * f[1][1] + f[0][1]) / (h * h), sum.yy(), 2e-2);
    double mixed = (f[2][2] - f[2][0] - f[0][2] + f[0][0]) / (4 * h * h);
    assertEquals(mixed, sum.xy(), 2e-2);
  }

  @Test
  void theFourierSumPassesThroughThePixels() {
    int box = 15;
    float[] image = noise(box, 8);
    FourierSum sum = new FourierSum(box, spectrum(image, box).values());
    for (int i = 0; i < box * box; i++) {
      sum.evaluate(i % box, i / box);
      assertEquals(image[i], sum.value(), 1e-5);
    }
  }

  private static HalfSpectrum spectrum(float[] image, int box) {
    return Fft2D.of(box).forward(image);
  }

  private static double mean(float[] image) {
    double sum = 0;
    for (float v : image) {
      sum += v;
    }
    return sum / image.length;
  }

  private static float[] noise(int box, long seed) {
    Random random = new Random(seed);
    float[] image = new float[box * box];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    return image;
  }
}
