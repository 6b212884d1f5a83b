package org.cryoudl.training.averages;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.simulation.specimen.Density;

/** Averages of invented particles, and what the network makes of them, as samples. */
final class SimulatedAverages implements AutoCloseable {

  static final int SAMPLES = PolarPictures.SAMPLES;
  static final int RINGS = PolarPictures.RINGS;
  private static final int SIDE = PolarPictures.SIDE;

  private final NDManager manager = TensorEngine.start().newBaseManager();
  private final PolarPictures pictures = new PolarPictures(manager);
  private final PriorModel model;

  SimulatedAverages(PriorModel model) {
    this.model = model;
  }

  /** A particle that no training has seen: its seeds are others than those of training. */
  static Density particle(int number) {
    Density drawn = RandomParticle.draw(new SplittableRandom(0x7e57_0000L + number));
    return new Density(
        drawn.blobs().stream()
            .map(
                b ->
                    new Density.Blob(
                        b.x(), b.y(), b.z(), Math.hypot(b.sigma(), 0.8 / SIDE), b.weight()))
            .toList());
  }

  /** The samples of a view, within the mask, of power 1. */
  float[] view(Density particle, EulerAngles angles, Pose pose) {
    float[] pixels = new float[PolarPictures.PIXELS];
    particle.project(angles, 1.0 / SIDE).addTo(pixels, SIDE, pose);
    return unit(masked(samples(pixels)));
  }

  float[] samples(float[] pixels) {
    try (NDArray picture = manager.create(pixels, new Shape(1, PolarPictures.PIXELS));
        NDArray samples = pictures.samples(picture)) {
      return samples.toFloatArray();
    }
  }

  float[] masked(float[] samples) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray all = scratch.create(samples, new Shape(1, SAMPLES));
      return pictures.samples(pictures.masked(pictures.pictures(all))).toFloatArray();
    }
  }

  float[] picture(float[] samples) {
    try (NDManager scratch = manager.newSubManager()) {
      return pictures.pictures(scratch.create(samples, new Shape(1, SAMPLES))).toFloatArray();
    }
  }

  /** White noise of variance 1 in every sample. */
  float[] noise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[PolarPictures.PIXELS];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (float) (SIDE * random.nextGaussian());
    }
    return samples(pixels);
  }

  /**
   * The average as the network is given it.
   *
   * @param stated samples whose power is what is stated of the signal, ring by ring
   * @param shown samples of what is there
   * @param noise white
   * @param ratio power of the signal over that of the noise within the mask
   */
  static NoisyAverage average(float[] stated, float[] shown, float[] noise, double ratio) {
    double[] signal = new double[RINGS];
    for (int j = 0; j < SAMPLES; j++) {
      signal[j % RINGS] += stated[j] * stated[j] / PolarPictures.HALF_ANGLES;
    }
    double area = 0;
    for (int r = 0; r < RINGS; r++) {
      area += PolarPictures.area(r);
    }
    double variance = 1 / ratio / PolarPictures.noiseKept() / area;
    double[] ratios = new double[RINGS];
    Arrays.setAll(ratios, r -> Math.max(1e-12, signal[r] / variance));
    float[] whitened = new float[SAMPLES];
    for (int j = 0; j < SAMPLES; j++) {
      whitened[j] = (float) (shown[j] / Math.sqrt(variance)) + noise[j];
    }
    return new NoisyAverage(whitened, signal, ratios);
  }

  float[] wiener(NoisyAverage average) {
    return masked(average.wiener());
  }

  float[] estimate(NoisyAverage average) {
    return sum(wiener(average), model.corrections(java.util.List.of(average))[0], 1);
  }

  static float[] sum(float[] a, float[] b, double factor) {
    float[] sum = a.clone();
    for (int j = 0; j < sum.length; j++) {
      sum[j] += (float) factor * b[j];
    }
    return sum;
  }

  /** Power within the field: the mean square of the picture's pixels. */
  static double power(float[] samples) {
    double sum = 0;
    for (int j = 0; j < SAMPLES; j++) {
      sum += PolarPictures.area(j % RINGS) / PolarPictures.HALF_ANGLES * samples[j] * samples[j];
    }
    return sum;
  }

  private static float[] unit(float[] samples) {
    return sum(new float[SAMPLES], samples, 1 / Math.sqrt(power(samples)));
  }

  @Override
  public void close() {
    manager.close();
  }
}
