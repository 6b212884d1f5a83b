package org.cryoudl.training.averages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.training.config.AverageSettings;
import org.junit.jupiter.api.Test;

/** The averages that the prior learns from: their noise, and what is stated of it. */
class AverageBatchTest {

  private static final int RINGS = PolarPictures.RINGS;
  private static final int SAMPLES = PolarPictures.SAMPLES;
  private static final int COUNT = 400;

  /** An average's noise has the variance of independent noise times what was fitted. */
  @Test
  void fittedNoiseIsStatedAsSignal() {
    double[] signal = new double[RINGS];
    double[] transfer = new double[RINGS];
    double areas = 0;
    for (int r = 0; r < RINGS; r++) {
      areas += PolarPictures.area(r);
      transfer[r] = 1;
    }
    Arrays.fill(signal, 1 / areas);
    for (double strength : new double[] {1, 5}) {
      double stated = 0;
      double shown = 0;
      for (int n = 0; n < COUNT; n++) {
        AverageNoise noise =
            AverageNoise.draw(
                signal, transfer, RINGS, 0.5, strength, false, new SplittableRandom(n));
        for (int r = 0; r < RINGS; r++) {
          double variance = PolarPictures.noiseKept() / noise.precision()[r];
          stated += PolarPictures.area(r) * noise.stated()[r] * noise.unit();
          shown += PolarPictures.area(r) * (signal[r] + (noise.fitted()[r] - 1) * variance);
        }
      }
      assertEquals(1, stated / shown, 0.03, "strength " + strength);
      // Signal of power 1, noise of power 2 that grows about so many times, at late rings less.
      assertEquals(strength > 1 ? 7 : 1, shown / COUNT, strength > 1 ? 1.5 : 1e-9);
    }
  }

  /** Squared errors count so that those of the Wiener filter are 1, noise fitted or not. */
  @Test
  void theErrorOfTheWienerFilterIsOne() {
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      PolarPictures transforms = new PolarPictures(manager);
      AverageBatch batch =
          AverageBatch.draw(AverageSettings.standard(), 32, 4, 7, 0, transforms, manager);
      NDArray wiener = batch.noisy().get(0).get(":, 0").reshape(128, PolarPictures.PIXELS);
      float[] errors = transforms.samples(wiener.sub(batch.clean())).toFloatArray();
      float[] weights = batch.precision().toFloatArray();
      double[] sums = new double[128];
      for (int i = 0; i < errors.length; i++) {
        sums[i / SAMPLES] += weights[i] * errors[i] * errors[i];
      }
      assertEquals(1, Arrays.stream(sums).average().orElseThrow(), 0.25);
    }
  }

  @Test
  void theSameSeedDrawsTheSameAverages() {
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      float[] first = pictures(1, 3, manager);
      assertArrayEquals(first, pictures(1, 3, manager));
      assertFalse(Arrays.equals(first, pictures(1, 4, manager)));
      assertFalse(Arrays.equals(first, pictures(2, 3, manager)));
    }
  }

  private static float[] pictures(long seed, long index, NDManager manager) {
    return AverageBatch.draw(
            AverageSettings.standard(), 2, 2, seed, index, new PolarPictures(manager), manager)
        .noisy()
        .get(0)
        .toFloatArray();
  }
}
