package org.cryoudl.simulation.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobProjectionTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 33})
  void agreesWithThePlainSumOverAllBlobsAndPixels(int box) {
    SplittableRandom random = new SplittableRandom(7);
    int n = 20;
    double[][] blobs = new double[4][n];
    for (int i = 0; i < n; i++) {
      blobs[0][i] = random.nextDouble(-box, box); // some outside the box
      blobs[1][i] = random.nextDouble(-box, box);
      blobs[2][i] = random.nextDouble(0.7, 4);
      blobs[3][i] = random.nextDouble(-1, 3);
    }
    Pose pose = new Pose(37.3, 2.4, -1.7);
    Image image = new BlobProjection(blobs[0], blobs[1], blobs[2], blobs[3]).render(box, pose);
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        // The pixel's point in the template's frame, so that the blobs stay where they are.
        double[] c = pose.apply(column - box / 2, row - box / 2);
        double sum = 0;
        for (int i = 0; i < n; i++) {
          double squared = Math.pow(c[0] - blobs[0][i], 2) + Math.pow(c[1] - blobs[1][i], 2);
          double variance = blobs[2][i] * blobs[2][i];
          sum += blobs[3][i] / (2 * Math.PI * variance) * Math.exp(-squared / (2 * variance));
        }
        assertEquals(sum, image.at(row, column), 1e-5);
      }
    }
  }

  @Test
  void pixelsOfABlobSumToItsWeight() {
    Image image = blob(3.3, -2.1, 1.2, 5).render(32);
    double sum = 0;
    for (float pixel : image.pixels()) {
      sum += pixel;
    }
    assertEquals(5, sum, 1e-3);
  }

  @Test
  void aQuarterTurnMovesABlobAsThePoseSays() {
    // RELION's golden delta: (90, 3, -2) brings a particle's (4, 1) to (1, 7) of the template.
    Image image = blob(1, 7, 0.7, 1).render(32, new Pose(90, 3, -2));
    int best = 0;
    for (int i = 0; i < image.pixels().length; i++) {
      best = image.pixels()[i] > image.pixels()[best] ? i : best;
    }
    assertEquals((16 + 1) * 32 + 16 + 4, best);
  }

  @Test
  void rejectsABlobWithoutWidth() {
    assertThrows(IllegalArgumentException.class, () -> blob(0, 0, 0, 1));
  }

  private static BlobProjection blob(double x, double y, double sigma, double weight) {
    return new BlobProjection(
        new double[] {x}, new double[] {y}, new double[] {sigma}, new double[] {weight});
  }
}
