package org.cryoudl.alignment.averages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentringTest {

  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void movesTheCentreOfMassToTheCentrePixel(int box) {
    GaussianBlobs blob = new GaussianBlobs(new double[][] {{2, 5, -3, 2}});
    assertArrayEquals(new int[] {-5, 3}, Recentring.move(blob.image(box), box));
    GaussianBlobs centred = new GaussianBlobs(new double[][] {{2, 0, 0, 2}});
    assertArrayEquals(new int[] {0, 0}, Recentring.move(centred.image(box), box));
    GaussianBlobs pair = new GaussianBlobs(new double[][] {{1, 8, 2, 2}, {1, 0, 0, 2}});
    assertArrayEquals(new int[] {-4, -1}, Recentring.move(pair.image(box), box));
  }

  @Test
  void faintDensityDoesNotCount() {
    float[] image = new GaussianBlobs(new double[][] {{1, 4, 4, 2}, {0.12, -9, 0, 2}}).image(32);
    for (int i = 0; i < image.length; i++) {
      image[i] += 0.02f;
    }
    assertArrayEquals(new int[] {-4, -4}, Recentring.move(image, 32));
  }

  @Test
  void aHeavyEndDoesNotPullALongParticleOutOfItsBox() {
    // A rod from -24 to 24 with a knob of three times its density on one end.
    double[][] rod = new double[26][];
    for (int b = 0; b < 25; b++) {
      rod[b] = new double[] {0.35, -24 + 2 * b, 0, 2};
    }
    rod[25] = new double[] {2, -24, 0, 2.5};
    int[] move = Recentring.move(new GaussianBlobs(rod).image(64), 64);
    // Centred by its squared density, which the knob is most of, it would lose its other end.
    assertEquals(0, move[0], 8);
    assertEquals(0, move[1], 0);
  }

  @Test
  void nothingBrightStaysWhereItIs() {
    assertArrayEquals(new int[] {0, 0}, Recentring.move(new float[256], 16));
  }
}
