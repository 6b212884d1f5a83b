package org.cryoudl.network.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.network.tensors.TensorEngine;
import org.junit.jupiter.api.Test;

class PriorModelTest {

  private static final int RINGS = PolarPictures.RINGS;
  private static final int SAMPLES = PolarPictures.SAMPLES;

  /** White noise of a box, and three discs without noise where wanted. */
  private static float[] samples(long seed, boolean discs) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[PolarPictures.PIXELS];
    double[][] places = {{0, -5, 4.5}, {-4, 4, 3.5}, {5, 3, 2.5}};
    for (int p = 0; p < pixels.length; p++) {
      double x = p % PolarPictures.SIDE - 16;
      double y = p / PolarPictures.SIDE - 16;
      double value = discs ? 0 : PolarPictures.SIDE * random.nextGaussian();
      for (double[] disc : discs ? places : new double[0][]) {
        value += 1 / (1 + Math.exp(2 * (Math.hypot(x - disc[0], y - disc[1]) - disc[2])));
      }
      pixels[p] = (float) value;
    }
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      NDArray picture = manager.create(pixels, new Shape(1, PolarPictures.PIXELS));
      return new PolarPictures(manager).samples(picture).toFloatArray();
    }
  }

  /** An average of a given ratio of signal to noise in every ring. */
  private static NoisyAverage average(float[] clean, float[] noise, double ratio) {
    double[] signal = new double[RINGS];
    double total = 0;
    for (int j = 0; j < SAMPLES; j++) {
      signal[j % RINGS] += clean[j] * clean[j] / PolarPictures.HALF_ANGLES;
    }
    for (int r = 0; r < RINGS; r++) {
      total += PolarPictures.area(r) * signal[r];
    }
    double[] unit = new double[RINGS];
    double[] ratios = new double[RINGS];
    // White noise whose power within the mask is that of the signal over the ratio.
    double variance = 1 / ratio / PolarPictures.noiseKept();
    double area = 0;
    for (int r = 0; r < RINGS; r++) {
      area += PolarPictures.area(r);
    }
    float[] whitened = new float[SAMPLES];
    for (int r = 0; r < RINGS; r++) {
      unit[r] = signal[r] / total;
      ratios[r] = unit[r] / (variance / area);
    }
    for (int j = 0; j < SAMPLES; j++) {
      whitened[j] = (float) (clean[j] / Math.sqrt(total) / Math.sqrt(variance / area)) + noise[j];
    }
    return new NoisyAverage(whitened, unit, ratios);
  }

  private static double norm(float[] samples) {
    double sum = 0;
    for (int j = 0; j < SAMPLES; j++) {
      sum += PolarPictures.area(j % RINGS) / PolarPictures.HALF_ANGLES * samples[j] * samples[j];
    }
    return sum;
  }

  private static float[] wiener(NoisyAverage average) {
    float[] channels = new float[NoisyAverage.CHANNELS * SAMPLES];
    average.channels(channels, 0);
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      PolarPictures pictures = new PolarPictures(manager);
      NDArray samples = manager.create(Arrays.copyOf(channels, SAMPLES), new Shape(1, SAMPLES));
      return pictures.samples(pictures.masked(pictures.pictures(samples))).toFloatArray();
    }
  }

  @Test
  void discsThatItNeverSawComeOutOfTheNoiseBetterThanByTheWienerFilter() {
    float[] clean = samples(0, true);
    double total = 0;
    double[] errors = new double[2];
    try (PriorModel model = PriorModel.shipped()) {
      for (int seed = 1; seed <= 10; seed++) {
        NoisyAverage average = average(clean, samples(seed, false), 3);
        float[] filtered = wiener(average);
        float[] correction = model.corrections(List.of(average))[0];
        double scale = Math.sqrt(norm(clean));
        float[][] left = new float[2][SAMPLES];
        for (int j = 0; j < SAMPLES; j++) {
          left[0][j] = (float) (filtered[j] - clean[j] / scale);
          left[1][j] = left[0][j] + correction[j];
        }
        errors[0] += norm(left[0]) / 10;
        errors[1] += norm(left[1]) / 10;
        total += 0.1;
      }
    }
    assertTrue(
        errors[1] < 0.8 * errors[0], "errors " + errors[1] + " and " + errors[0] + " of " + total);
  }

  /** The signal that is stated is not there: what is left is less than of the Wiener filter. */
  @Test
  void ofNoiseLessIsLeftThanByTheWienerFilter() {
    float[] clean = samples(0, true);
    double[] powers = new double[2];
    try (PriorModel model = PriorModel.shipped()) {
      for (int seed = 1; seed <= 20; seed++) {
        NoisyAverage empty = average(new float[SAMPLES], clean, samples(seed, false), 0.05);
        float[] filtered = wiener(empty);
        float[] correction = model.corrections(List.of(empty))[0];
        powers[0] += norm(filtered) / 20;
        for (int j = 0; j < SAMPLES; j++) {
          filtered[j] += correction[j];
        }
        powers[1] += norm(filtered) / 20;
      }
    }
    assertTrue(powers[1] < 0.7 * powers[0], "powers " + powers[1] + " and " + powers[0]);
  }

  private static NoisyAverage average(float[] shown, float[] stated, float[] noise, double ratio) {
    NoisyAverage of = average(stated, noise, ratio);
    float[] whitened = noise.clone();
    for (int j = 0; j < SAMPLES; j++) {
      whitened[j] += shown[j];
    }
    return new NoisyAverage(whitened, of.signal(), of.signalToNoise());
  }

  @Test
  void anAverageDoesNotDependOnThoseBesideIt() {
    float[] clean = samples(0, true);
    NoisyAverage[] some = new NoisyAverage[11];
    Arrays.setAll(some, i -> average(clean, samples(i + 1, false), 1 + i));
    try (PriorModel model = PriorModel.shipped()) {
      float[][] together = model.corrections(List.of(some));
      for (int i = 0; i < some.length; i++) {
        assertArrayEquals(together[i], model.corrections(List.of(some[i]))[0], 1e-4f);
      }
    }
  }
}
