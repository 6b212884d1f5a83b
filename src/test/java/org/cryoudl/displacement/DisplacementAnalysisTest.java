package org.cryoudl.displacement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that were bent by a known field. */
class DisplacementAnalysisTest {

  private static final int BOX = 96;

  /** A field: {dx, dy} at a point of the first image. */
  private interface Field {
    double[] at(double x, double y);
  }

  private static final Field AFFINE =
      (x, y) ->
          new double[] {
            1.3 + 0.02 * (x - 48) - 0.03 * (y - 48), -0.8 + 0.025 * (x - 48) + 0.01 * (y - 48)
          };

  private static final Field SINE = (x, y) -> new double[] {3 * Math.sin(2 * Math.PI * y / BOX), 0};

  /** A sum of waves, known between pixels, so that bending it needs no interpolation. */
  private static final class Waves {
    private final double[][] waves = new double[60][4];

    Waves(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      for (double[] wave : waves) {
        wave[0] = 0.7 * random.nextGaussian() / 3;
        wave[1] = 0.7 * random.nextGaussian() / 3;
        wave[2] = 2 * Math.PI * random.nextDouble();
        wave[3] = random.nextGaussian();
      }
    }

    float at(double x, double y) {
      double sum = 0;
      for (double[] wave : waves) {
        sum += wave[3] * Math.sin(wave[0] * x + wave[1] * y + wave[2]);
      }
      return (float) sum;
    }
  }

  private interface Level {
    float at(double x, double y);
  }

  /** What lay at p lies at p + field(p). */
  private static Image bent(Level level, Field field) {
    Image image = Image.square(BOX);
    for (int r = 0; r < BOX; r++) {
      for (int c = 0; c < BOX; c++) {
        double x = c;
        double y = r;
        for (int k = 0; k < 60; k++) {
          double[] moved = field.at(x, y);
          x = c - moved[0];
          y = r - moved[1];
        }
        image.pixels()[r * BOX + c] = level.at(x, y);
      }
    }
    return image;
  }

  private static double error(DisplacementField found, Field field) {
    double sum = 0;
    int count = 0;
    for (DisplacementField.Vector each : found.vectors()) {
      if (!each.masked() && !each.outlier()) {
        double[] truth = field.at(each.x(), each.y());
        sum += Math.pow(each.dx() - truth[0], 2) + Math.pow(each.dy() - truth[1], 2);
        count++;
      }
    }
    return Math.sqrt(sum / count);
  }

  private static void assertFound(Level level, Field field, double share) {
    Image first = bent(level, (x, y) -> new double[] {0, 0});
    Image second = bent(level, field);
    DisplacementField found = DisplacementAnalysis.of(first, second, DisplacementOptions.DEFAULT);
    double error = error(found, field);
    assertTrue(error < 0.1, "root mean square error " + error);
    assertTrue(
        found.trusted() > share * found.vectors().size(),
        found.trusted() + " of " + found.vectors().size());
  }

  @Test
  void affineField() {
    assertFound(new Waves(1)::at, AFFINE, 0.7);
  }

  @Test
  void sineOfThreePixels() {
    assertFound(new Waves(2)::at, SINE, 0.7);
  }

  /** A real average, bent through its cubic interpolation. */
  @Test
  void realAverages() {
    try (MrcFile file = MrcFile.open(SharedData.file("data/class-averages/mixture_2D.mrcs"))) {
      for (int index : new int[] {2, 40, 77, 85, 96}) {
        Image average = file.read(index);
        Level level = (x, y) -> cubic(average, x, y);
        assertFound(level, AFFINE, 0.2);
        assertFound(level, SINE, 0.2);
      }
    }
  }

  @Tag("slow")
  @Test
  void everyRealAverage() {
    try (MrcFile file = MrcFile.open(SharedData.file("data/class-averages/mixture_2D.mrcs"))) {
      for (int index = 0; index < file.size(); index++) {
        Image average = file.read(index);
        Level level = (x, y) -> cubic(average, x, y);
        assertFound(level, AFFINE, 0.15);
        assertFound(level, SINE, 0.15);
      }
    }
  }

  /** A round blob that turns about its middle looks as before: no vector there may be trusted. */
  @Test
  void turnsThatCannotBeSeenAreMasked() {
    Level blob = (x, y) -> (float) Math.exp(-(Math.pow(x - 48, 2) + Math.pow(y - 48, 2)) / 200);
    Image first = bent(blob, (x, y) -> new double[] {0, 0});
    Image second = bent(blob, (x, y) -> new double[] {-0.1 * (y - 48), 0.1 * (x - 48)});
    DisplacementField found = DisplacementAnalysis.of(first, second, DisplacementOptions.DEFAULT);
    assertEquals(0, found.trusted());
  }

  private static float cubic(Image image, double x, double y) {
    double inX = Math.max(0, Math.min(BOX - 1, x));
    double inY = Math.max(0, Math.min(BOX - 1, y));
    double sum = 0;
    for (int r = (int) inY - 1; r <= (int) inY + 2; r++) {
      for (int c = (int) inX - 1; c <= (int) inX + 2; c++) {
        sum +=
            keys(inY - r)
                * keys(inX - c)
                * image.at(Math.max(0, Math.min(BOX - 1, r)), Math.max(0, Math.min(BOX - 1, c)));
      }
    }
    return (float) sum;
  }

  private static double keys(double distance) {
    double d = Math.abs(distance);
    if (d < 1) {
      return 1.5 * d * d * d - 2.5 * d * d + 1;
    }
    return d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;
  }

  @Test
  void noiseAloneIsMasked() {
    SplittableRandom random = new SplittableRandom(4);
    Image first = Image.square(BOX);
    Image second = Image.square(BOX);
    for (int p = 0; p < first.pixels().length; p++) {
      first.pixels()[p] = (float) random.nextGaussian();
      second.pixels()[p] = (float) random.nextGaussian();
    }
    DisplacementField found = DisplacementAnalysis.of(first, second, DisplacementOptions.DEFAULT);
    long masked = found.vectors().stream().filter(DisplacementField.Vector::masked).count();
    assertEquals(found.vectors().size(), masked);
  }

  /** A patch that was moved by itself is told apart from its surroundings. */
  @Test
  void singleVectorsThatDifferAreOutliers() {
    Waves waves = new Waves(3);
    Image first = bent(waves::at, (x, y) -> new double[] {0, 0});
    Image second = first.copy();
    for (int r = 40; r < 56; r++) {
      for (int c = 40; c < 56; c++) {
        second.pixels()[r * BOX + c] = waves.at(c - 3, r + 3);
      }
    }
    DisplacementOptions options = new DisplacementOptions(16, 16, 2, 0.7);
    DisplacementField found = DisplacementAnalysis.of(first, second, options);
    long outliers = found.vectors().stream().filter(DisplacementField.Vector::outlier).count();
    assertTrue(outliers >= 1 && outliers <= 4, outliers + " outliers");
  }

  @Test
  void imagesMustFit() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            DisplacementAnalysis.of(
                Image.square(20), Image.square(22), DisplacementOptions.DEFAULT));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            DisplacementAnalysis.of(
                Image.square(10), Image.square(10), DisplacementOptions.DEFAULT));
  }
}
