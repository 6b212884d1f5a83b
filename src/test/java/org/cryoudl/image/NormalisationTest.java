package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationTest {

  @ParameterizedTest
  @ValueSource(ints = {24, 25, 64, 81})
  void backgroundHasMeanZeroAndUnitSpread(int box) {
    float[] image = particle(box, 5, 1000, 40, 300);
    double[] before = backgroundStatistics(image, box);
    Normalisation.Result result = plain(box).apply(image, 0);
    double[] after = backgroundStatistics(image, box);
    assertEquals(0, after[0], 1e-5);
    assertEquals(1, after[1], 1e-5);
    assertEquals(before[0], result.mean(), 1e-6 * before[0]);
    assertEquals(before[1], result.sd(), 1e-6 * before[0]);
    assertFalse(result.constant());
  }

  @Test
  void unitsDoNotMatter() {
    float[] image = particle(48, 1, 0, 1, 4);
    float[] scaled = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      scaled[i] = 250 + 17 * image[i];
    }
    Normalisation normalisation = new Normalisation(48, Normalisation.Options.defaults(48));
    normalisation.apply(image, 3);
    normalisation.apply(scaled, 3);
    assertArrayEquals(image, scaled, 2e-4f);
  }

  @Test
  void rampIsTakenOff() {
    int box = 40;
    float[] flat = particle(box, 2, 10, 1, 5);
    float[] tilted = flat.clone();
    for (int i = 0; i < tilted.length; i++) {
      tilted[i] += 0.3f * (i % box) - 0.2f * (i / box);
    }
    Normalisation normalisation = new Normalisation(box, new Normalisation.Options(17, true, 0, 0));
    normalisation.apply(flat, 0);
    normalisation.apply(tilted, 0);
    assertArrayEquals(flat, tilted, 2e-4f);
  }

  @Test
  void aBareRampIsConstant() {
    float[] image = new float[32 * 32];
    for (int i = 0; i < image.length; i++) {
      image[i] = 100 + 0.37f * (i % 32) - 0.11f * (i / 32);
    }
    Normalisation normalisation = new Normalisation(32, new Normalisation.Options(14, true, 5, 0));
    assertTrue(normalisation.apply(image, 0).constant());
  }

  @Test
  void dustIsReplacedByNoiseThatTheImageIndexDecides() {
    int box = 64;
    float[] clean = particle(box, 3, 0, 1, 1);
    int[] dust = {70, 71, 2000, 4000};
    float[] values = {1e6f, 40, -30, 900};
    float[][] dusty = new float[3][];
    for (int k = 0; k < 3; k++) {
      dusty[k] = clean.clone();
      for (int d = 0; d < dust.length; d++) {
        dusty[k][dust[d]] = values[d];
      }
    }
    Normalisation normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    assertEquals(4, normalisation.apply(dusty[0], 11).replacedPixels());
    normalisation.apply(dusty[1], 11);
    normalisation.apply(dusty[2], 12);
    normalisation.apply(clean, 11);
    assertArrayEquals(dusty[0], dusty[1]);
    assertNotEquals(dusty[0][70], dusty[2][70]);
    for (int d : dust) {
      assertTrue(Math.abs(dusty[0][d]) < 5, "pixel " + d + " is " + dusty[0][d]);
    }
    assertEquals(clean[1234], dusty[0][1234], 0.05);
  }

  @Test
  void aSmallBrightParticleIsNotDust() {
    int box = 64;
    float[] image = particle(box, 4, 0, 0.01, 0);
    for (int i = 0; i < image.length; i++) {
      image[i] += Math.hypot(i % box - 32, i / box - 32) < 5 ? 10 : 0;
    }
    Normalisation normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    assertEquals(0, normalisation.apply(image, 0).replacedPixels());
    assertEquals(1000, image[32 * box + 32], 100);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1000.123f, -3})
  void constantImagesAreReported(float value) {
    float[] image = new float[32 * 32];
    Arrays.fill(image, value);
    Normalisation.Result result = plain(32).apply(image, 0);
    assertTrue(result.constant());
    assertArrayEquals(new float[32 * 32], image);
  }

  @Test
  void aConstantBackgroundIsScaledByTheWholeImage() {
    float[] image = new float[32 * 32];
    image[16 * 32 + 16] = 320; // mean 0.3125, sd 9.995
    Normalisation.Result result = plain(32).apply(image, 0);
    assertFalse(result.constant());
    assertEquals(320 / Math.sqrt(100 - 0.3125 * 0.3125), image[16 * 32 + 16], 1e-3);
    assertEquals(0, image[0]);
  }

  @Test
  void refusesARadiusThatLeavesNoBackground() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Normalisation(32, new Normalisation.Options(23, false, 0, 0)));
  }

  @Test
  void contrastHasTheSignOfTheParticle() {
    BackgroundContrast white = BackgroundContrast.forBox(48);
    BackgroundContrast dark = BackgroundContrast.forBox(48);
    BackgroundContrast nothing = BackgroundContrast.forBox(48);
    BackgroundContrast half = BackgroundContrast.forBox(48);
    for (int i = 0; i < 100; i++) {
      white.add(particle(48, i, 5, 2, 1));
      dark.add(particle(48, i, 5, 2, -1));
      nothing.add(particle(48, i, 5, 2, 0));
      (i % 2 == 0 ? half : white).add(new float[48 * 48]); // constant: ignored
    }
    assertEquals(100, white.images());
    assertTrue(white.zScore() > 10, "white " + white.zScore());
    assertTrue(dark.zScore() < -10, "dark " + dark.zScore());
    assertTrue(Math.abs(nothing.zScore()) < 4, "nothing " + nothing.zScore());
    assertEquals(0, half.zScore());
    double z = nothing.zScore();
    half.merge(nothing);
    assertEquals(z, half.zScore(), 1e-12);
  }

  /** A white ring with a dark halo beyond the disc: the disc is darker than the background. */
  @Test
  void contrastIsUndecidedWhereItsSignsContradict() {
    BackgroundContrast both = BackgroundContrast.forBox(64);
    float[] average = new float[64 * 64];
    for (int i = 0; i < 50; i++) {
      Random random = new Random(i);
      float[] image = new float[64 * 64];
      for (int p = 0; p < image.length; p++) {
        double r = Math.hypot(p % 64 - 32, p / 64 - 32);
        image[p] = (float) (random.nextGaussian() + (r < 6 ? 3 : r < 20 ? -1 : 0));
        average[p] += image[p] / 50;
      }
      both.add(image);
    }
    assertTrue(both.meanDifference() < -0.1, "difference " + both.meanDifference());
    assertEquals(0, both.zScore());
    assertEquals(Contrast.UNDECIDED, BackgroundContrast.ofAverage(average, 64));
    assertEquals(Contrast.WHITE, BackgroundContrast.ofAverage(particle(48, 1, 0, 1, 20), 48));
    assertEquals(Contrast.DARK, BackgroundContrast.ofAverage(particle(48, 1, 0, 1, -20), 48));
  }

  private static Normalisation plain(int box) {
    return new Normalisation(box, new Normalisation.Options(Math.floor(0.47 * box), false, 0, 0));
  }

  /** A Gaussian particle of a sixth of the box on white noise. */
  private static float[] particle(int box, long seed, double mean, double sd, double height) {
    Random random = new Random(seed);
    float[] image = new float[box * box];
    for (int i = 0; i < image.length; i++) {
      double r = Math.hypot(i % box - box / 2, i / box - box / 2) / (box / 6.0);
      image[i] = (float) (mean + sd * random.nextGaussian() + height * Math.exp(-r * r / 2));
    }
    return image;
  }

  private static double[] backgroundStatistics(float[] image, int box) {
    double radius = Math.floor(0.47 * box);
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < image.length; i++) {
      if (Math.hypot(i % box - box / 2, i / box - box / 2) > radius) {
        sum += image[i];
        squares += (double) image[i] * image[i];
        n++;
      }
    }
    return new double[] {sum / n, Math.sqrt(squares / n - sum / n * sum / n)};
  }
}
