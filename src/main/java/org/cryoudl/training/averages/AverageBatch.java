package org.cryoudl.training.averages;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.training.config.AverageSettings;

/**
 * Clean averages of invented particles, the same with noise, and by what their errors count.
 *
 * @param noisy the averages as the network is given them, with their levels: two arrays
 * @param clean pictures within the mask, in the unit of the set's signal: batch x pixels
 * @param precision by what squared errors of samples count, so that the expected error of the
 *     Wiener filter is 1: batch x samples
 */
record AverageBatch(NDList noisy, NDArray clean, NDArray precision) {

  /** Copies that make an average. */
  private static final int COPIES = 6;

  /** Pixels are drawn with blobs this much wider, squared, so that they do not alias. */
  private static final double WIDENED = 0.6;

  /** Share of averages of nothing. */
  private static final double EMPTY = 0.04;

  private static final int SIDE = PolarPictures.SIDE;
  private static final int RINGS = PolarPictures.RINGS;
  private static final int SAMPLES = PolarPictures.SAMPLES;

  /**
   * Draws a batch.
   *
   * @param particles number of particles
   * @param views averages of each
   * @param index number of the batch; with the seed it decides everything
   * @param manager owns it
   */
  static AverageBatch draw(
      AverageSettings settings,
      int particles,
      int views,
      long seed,
      long index,
      PolarPictures transforms,
      NDManager manager) {
    int count = particles * views;
    float[] drawn = new float[2 * count * PolarPictures.PIXELS];
    ParallelLoop.run(
        particles,
        p -> {
          SplittableRandom random = KeyedRandom.of(seed, "averages", index * particles + p);
          Density particle = widened(RandomParticle.draw(random));
          for (int v = 0; v < views; v++) {
            float[] picture = average(particle, settings, random);
            System.arraycopy(picture, 0, drawn, (p * views + v) * picture.length, picture.length);
          }
          int noise = (count + p * views) * PolarPictures.PIXELS;
          for (int i = 0; i < views * PolarPictures.PIXELS; i++) {
            drawn[noise + i] = (float) (SIDE * random.nextGaussian());
          }
        });
    float[] samples;
    try (NDManager scratch = manager.newSubManager()) {
      NDArray pictures = scratch.create(drawn, new Shape(2L * count, PolarPictures.PIXELS));
      samples = transforms.samples(pictures).toFloatArray();
    }
    float[] channels = new float[count * NoisyAverage.CHANNELS * SAMPLES];
    float[] levels = new float[count * NoisyAverage.LEVELS];
    float[] precision = new float[count * SAMPLES];
    for (int p = 0; p < particles; p++) {
      SplittableRandom random = KeyedRandom.of(seed, "noise of averages", index * particles + p);
      noisy(settings, samples, p * views, views, count, random, channels, levels, precision);
    }
    NDArray pictures =
        transforms
            .masked(
                transforms.pictures(
                    manager.create(
                        channels, new Shape((long) count * NoisyAverage.CHANNELS, SAMPLES))))
            .reshape(count, NoisyAverage.CHANNELS, SIDE, SIDE);
    float[] clean = Arrays.copyOf(samples, count * SAMPLES);
    return new AverageBatch(
        new NDList(pictures, manager.create(levels, new Shape(count, NoisyAverage.LEVELS))),
        transforms.masked(transforms.pictures(manager.create(clean, new Shape(count, SAMPLES)))),
        manager.create(precision, new Shape(count, SAMPLES)));
  }

  /** The same with wider Gaussians. */
  private static Density widened(Density particle) {
    return new Density(
        particle.blobs().stream()
            .map(
                b ->
                    new Density.Blob(
                        b.x(),
                        b.y(),
                        b.z(),
                        Math.sqrt(b.sigma() * b.sigma() + WIDENED / (SIDE * SIDE)),
                        b.weight()))
            .toList());
  }

  /** Copies of a view added up: its blobs a little too wide. */
  private static float[] average(
      Density particle, AverageSettings settings, SplittableRandom random) {
    EulerAngles view = anywhere(random);
    double scatter = settings.viewScatterDegrees().uniform(random);
    double turn = random.nextInt(3) == 0 ? 0 : settings.psiScatterDegrees().uniform(random);
    double shift = random.nextInt(3) == 0 ? 0 : SIDE * settings.shiftScatter().uniform(random);
    double strangers = random.nextBoolean() ? 0 : settings.strangers().uniform(random);
    // Particles are centred on the mean of their picture, more or less.
    double x = 0.02 * SIDE * random.nextGaussian();
    double y = 0.02 * SIDE * random.nextGaussian();
    float[] pixels = new float[PolarPictures.PIXELS];
    for (int c = 0; c < COPIES; c++) {
      boolean stranger = c > 0 && random.nextDouble() < strangers;
      EulerAngles own =
          stranger
              ? anywhere(random)
              : new EulerAngles(
                  view.rotDegrees() + scatter * random.nextGaussian(),
                  view.tiltDegrees() + scatter * random.nextGaussian(),
                  view.psiDegrees() + turn * random.nextGaussian());
      particle
          .project(own, 1.0 / SIDE)
          .addTo(
              pixels,
              SIDE,
              new Pose(0, x + shift * random.nextGaussian(), y + shift * random.nextGaussian()));
    }
    return pixels;
  }

  private static EulerAngles anywhere(SplittableRandom random) {
    return new EulerAngles(
        360 * random.nextDouble(),
        Math.toDegrees(Math.acos(2 * random.nextDouble() - 1)),
        360 * random.nextDouble());
  }

  /**
   * Scales the clean samples of the views of a particle, and adds noise to them.
   *
   * @param samples clean ones of all averages, then white noise for them
   */
  private static void noisy(
      AverageSettings settings,
      float[] samples,
      int first,
      int views,
      int count,
      SplittableRandom random,
      float[] channels,
      float[] levels,
      float[] precision) {
    int finest = random.nextInt(3) == 0 ? 8 + random.nextInt(7) : random.nextBoolean() ? 11 : 14;
    double[] filter = filter(random);
    double[] signal = new double[RINGS];
    for (int v = first; v < first + views; v++) {
      for (int j = 0; j < SAMPLES; j++) {
        int r = j % RINGS;
        double frequency = (r + 1.0) / SIDE;
        double factor =
            r >= finest
                ? 0
                : filter[r] * Math.exp(2 * Math.PI * Math.PI * WIDENED * frequency * frequency);
        float value = samples[v * SAMPLES + j] *= (float) factor;
        signal[r] += value * value / (PolarPictures.HALF_ANGLES * (double) views);
      }
    }
    double total = 0;
    for (int r = 0; r < RINGS; r++) {
      total += PolarPictures.area(r) * signal[r];
    }
    for (int r = 0; r < RINGS; r++) {
      signal[r] /= total;
    }
    boolean empty = random.nextDouble() < EMPTY;
    double ratio = settings.signalToNoise().logarithmic(random);
    double fitted = random.nextInt(3) == 0 ? 1 : settings.fittedNoise().logarithmic(random);
    AverageNoise noise =
        AverageNoise.draw(signal, transfer(random), finest, ratio, fitted, empty, random);
    for (int v = first; v < first + views; v++) {
      noise
          .of(Math.exp(0.3 * random.nextGaussian()))
          .addTo(
              samples, v, count + v, empty ? 0 : 1 / Math.sqrt(total), channels, levels, precision);
    }
  }

  /**
   * What maps and averages went through before: coarse detail is often weakened, so that a dark rim
   * lies around the particle, and fine detail weakened or sharpened.
   */
  private static double[] filter(SplittableRandom random) {
    double weakened = random.nextInt(4) == 0 ? 0 : Math.sqrt(random.nextDouble());
    double reach = 0.7 + 3.3 * random.nextDouble();
    double fine = random.nextInt(3) == 0 ? 0 : -2.5 + 3.5 * random.nextDouble();
    double[] filter = new double[RINGS];
    for (int r = 0; r < RINGS; r++) {
      double coarse = (r + 1) / reach;
      double share = (r + 1.0) / RINGS;
      filter[r] =
          (1 - 0.95 * weakened * Math.exp(-0.5 * coarse * coarse)) * Math.exp(fine * share * share);
    }
    return filter;
  }

  /** Mean of the squared CTF of some defoci along each ring, or 1, times a slope of the noise. */
  private static double[] transfer(SplittableRandom random) {
    double[] transfer = new double[RINGS];
    double boxAngstroms = 150 * Math.exp(random.nextDouble() * Math.log(5));
    double least = 4000 + 12000 * random.nextDouble();
    double span = 16000 * random.nextDouble();
    int defoci = 1 + random.nextInt(30);
    boolean none = random.nextInt(6) == 0;
    for (int d = 0; d < defoci; d++) {
      double defocus = least + span * random.nextDouble();
      Ctf ctf = new Ctf(new CtfParameters(300, 2.7, 0.08, defocus, defocus, 0, 0));
      for (int r = 0; r < RINGS; r++) {
        double value = ctf.at((r + 1) / boxAngstroms, 0);
        transfer[r] += none ? 1.0 / defoci : value * value / defoci;
      }
    }
    double slope = random.nextBoolean() ? 0 : 0.5 * random.nextGaussian();
    for (int r = 0; r < RINGS; r++) {
      transfer[r] = Math.max(1e-4, transfer[r]) * Math.exp(slope * (r - 6) / 6);
    }
    return transfer;
  }
}
