package org.cryoudl.alignment.averages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AverageModelTest {

  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void samplesAreTheTransformOfTheTurnedPicture(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(0.25 * box, 1.6);
    FrequencyDisc disc = new FrequencyDisc(box, (box - 1) / 2);
    AverageModel model = new AverageModel(blobs.image(box), box, disc.radius());
    Random random = new Random(box);
    for (int i = 0; i < 20; i++) {
      double psi = i == 0 ? 0 : i == 1 ? 90 : 720 * random.nextDouble() - 360;
      float[] values = new float[2 * disc.size()];
      model.sample(disc, psi, values);
      // A particle that psi turns onto the average shows it turned by -psi.
      float[] expected = AnalyticParticles.coefficients(blobs.turned(-psi), disc);
      assertTrue(
          distance(expected, values) < 0.02, "psi " + psi + ": " + distance(expected, values));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void derivativesAreDifferencesOfTheTransform(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(0.25 * box, 1.6);
    FrequencyDisc disc = new FrequencyDisc(box, (box - 1) / 2);
    AverageModel model = new AverageModel(blobs.image(box), box, disc.radius());
    Random random = new Random(box);
    float[] plain = new float[2 * disc.size()];
    float[] values = new float[2 * disc.size()];
    float[] derivatives = new float[2 * disc.size()];
    for (int i = 0; i < 10; i++) {
      double psi = 360 * random.nextDouble();
      model.sample(disc, psi, plain);
      model.sample(disc, psi, values, derivatives);
      assertArrayEquals(plain, values);
      double step = 0.1;
      float[] before = AnalyticParticles.coefficients(blobs.turned(-psi + step), disc);
      float[] after = AnalyticParticles.coefficients(blobs.turned(-psi - step), disc);
      float[] expected = new float[before.length];
      for (int j = 0; j < expected.length; j++) {
        expected[j] = (float) ((after[j] - before[j]) / Math.toRadians(2 * step));
      }
      assertTrue(
          distance(expected, derivatives) < 0.02,
          "psi " + psi + ": " + distance(expected, derivatives));
    }
  }

  /** Pictures may be smaller than the particles' box as long as they show the same field. */
  @Test
  void pixelsOfThePictureMayBeLargerThanTheParticles() {
    int box = 48;
    int side = 24;
    GaussianBlobs blobs = GaussianBlobs.asymmetric(10, 4);
    FrequencyDisc disc = new FrequencyDisc(box, 8);
    float[] picture = blobs.image(side, 2);
    for (int i = 0; i < picture.length; i++) {
      picture[i] *= 4;
    }
    float[] values = new float[2 * disc.size()];
    new AverageModel(picture, side, 8).sample(disc, 33, values);
    float[] expected = AnalyticParticles.coefficients(blobs.turned(-33), disc);
    assertTrue(distance(expected, values) < 0.01, "distance " + distance(expected, values));
  }

  /** Root of the summed squared difference relative to that of the expected values. */
  private static double distance(float[] expected, float[] found) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(expected[i] - found[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
