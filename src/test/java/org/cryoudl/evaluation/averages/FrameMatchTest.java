package org.cryoudl.evaluation.averages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameMatchTest {

  @ParameterizedTest
  @CsvSource({"48, 0, 0, 0", "48, 137.3, 3.4, -2.1", "49, -91.7, -5, 1.5", "64, 179.9, 0.3, 6"})
  void motionIsFound(int box, double turn, double x, double y) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(box / 5.0, box / 24.0);
    Pose motion = Pose.IDENTITY.thenMove(turn, x, y);
    Image second = image(box, blobs, 1);
    Image first = image(box, blobs.moved(motion), 2);
    FrameMatch match = FrameMatch.of(first, second, new CircularMask(box, 0.43 * box, 3));
    assertEquals(0, Angles.wrap(match.pose().psiDegrees() - turn, 360), 0.1);
    double[] expected = motion.apply(0, 0);
    double[] found = match.pose().apply(0, 0);
    assertEquals(expected[0], found[0], 0.05);
    assertEquals(expected[1], found[1], 0.05);
    assertTrue(match.correlation() > 0.98, "correlation " + match.correlation());
  }

  private static Image image(int box, GaussianBlobs blobs, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[box * box];
    int centre = Image.centre(box);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (float) (blobs.at(i % box - centre, i / box - centre) + 0.005 * random.nextGaussian());
    }
    return Image.square(box, pixels);
  }
}
