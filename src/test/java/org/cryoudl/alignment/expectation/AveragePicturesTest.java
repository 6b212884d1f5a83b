package org.cryoudl.alignment.expectation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.image.Image;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RingHarmonics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of harmonics against the blobs whose transform, in closed form, they were made of. */
class AveragePicturesTest {

  private static final int BOX = 64;

  @ParameterizedTest
  @CsvSource({"14, 32", "9, 22"})
  void thePictureIsThatOfTheTransform(int rings, int side) {
    PolarFrequencies frequencies = new PolarFrequencies(BOX, rings, 0.45);
    // As broad as the rings can show; nothing is alike after a turn or a mirror.
    double width = 64.0 / rings / 1.6;
    GaussianBlobs blobs =
        new GaussianBlobs(
            new double[][] {{1, 9, 3, width}, {-0.7, -8, 10, width}, {0.5, 2, -12, width}});
    AveragePictures pictures = new AveragePictures(frequencies);
    assertEquals(side, pictures.side());
    Image found = pictures.picture(RingHarmonics.of(frequencies, blobs));
    float[] whole = blobs.image(BOX);
    double both = 0;
    double own = 0;
    double other = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double x = column - side / 2;
        double y = row - side / 2;
        if (Math.hypot(x, y) < 0.45 * side) {
          double expected = at(whole, BOX / 2 + x * BOX / side, BOX / 2 + y * BOX / side);
          both += expected * found.at(row, column);
          own += expected * expected;
          other += found.at(row, column) * found.at(row, column);
        }
      }
    }
    assertEquals(1, both / Math.sqrt(own * other), 0.01);
  }

  /** By bilinear interpolation, which broad blobs allow. */
  private static double at(float[] image, double x, double y) {
    int column = Math.min(BOX - 2, (int) x);
    int row = Math.min(BOX - 2, (int) y);
    double right = x - column;
    double down = y - row;
    int p = row * BOX + column;
    return (1 - down) * ((1 - right) * image[p] + right * image[p + 1])
        + down * ((1 - right) * image[p + BOX] + right * image[p + BOX + 1]);
  }
}
