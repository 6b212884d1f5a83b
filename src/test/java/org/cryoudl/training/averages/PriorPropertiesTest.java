package org.cryoudl.training.averages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the shipped network does to averages whose truth is known, before any safeguard. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PriorPropertiesTest {

  private static final int PARTICLES = 24;
  private static final int SAMPLES = SimulatedAverages.SAMPLES;
  private static final int HALF = PolarPictures.HALF_ANGLES;
  private static final int RINGS = PolarPictures.RINGS;

  private final float[][] views = new float[PARTICLES][];
  private PriorModel model;
  private SimulatedAverages averages;

  @BeforeAll
  void open() {
    model = PriorModel.shipped();
    averages = new SimulatedAverages(model);
    for (int n = 0; n < PARTICLES; n++) {
      SplittableRandom random = new SplittableRandom(n);
      double tilt = Math.toDegrees(Math.acos(2 * random.nextDouble() - 1));
      EulerAngles view =
          new EulerAngles(360 * random.nextDouble(), tilt, 360 * random.nextDouble());
      views[n] = averages.view(SimulatedAverages.particle(n), view, new Pose(0, 0, 0));
    }
  }

  @AfterAll
  void close() {
    averages.close();
    model.close();
  }

  /** An average that noise hardly reaches stays as it is. */
  @Test
  void cleanAveragesStay() {
    double worst = 0;
    for (float[] clean : views) {
      NoisyAverage still = SimulatedAverages.average(clean, clean, new float[SAMPLES], 1e5);
      float[] moved = SimulatedAverages.sum(averages.estimate(still), averages.wiener(still), -1);
      double share = Math.sqrt(SimulatedAverages.power(moved));
      worst = Math.max(worst, share);
    }
    assertTrue(worst < 0.01, "moved by " + worst);
  }

  /** A turned average gets the turned correction, about as well as pixels can be turned. */
  @Test
  void itTurnsWithTheAverage() {
    for (double ratio : new double[] {0.5, 5, 100}) {
      double deviation = 0;
      double size = 0;
      double pixels = 0;
      for (int n = 0; n < PARTICLES; n++) {
        float[] noise = averages.noise(n);
        NoisyAverage noisy = SimulatedAverages.average(views[n], views[n], noise, ratio);
        int steps = 1 + n % 31;
        float[] turned = turned(averages.estimate(noisy), steps);
        NoisyAverage other =
            new NoisyAverage(
                turned(noisy.whitened(), steps), noisy.signal(), noisy.signalToNoise());
        float[] found = averages.estimate(other);
        deviation += SimulatedAverages.power(SimulatedAverages.sum(found, turned, -1));
        size += SimulatedAverages.power(turned);
        pixels += interpolation(averages.estimate(noisy), steps);
      }
      assertTrue(deviation < 1.1 * pixels, "ratio " + ratio + ": " + deviation + " of " + pixels);
    }
  }

  /** What bilinear interpolation loses of a picture that is turned. */
  private double interpolation(float[] samples, int steps) {
    Image picture = Image.square(PolarPictures.SIDE, averages.picture(samples));
    Warp warp = new Warp(Warp.Interpolation.BILINEAR, Warp.Outside.ZERO);
    double best = Double.POSITIVE_INFINITY;
    for (int sign : new int[] {1, -1}) {
      Pose pose = new Pose(sign * 180.0 * steps / HALF, 0, 0);
      float[] found = averages.samples(warp.apply(picture, pose).pixels());
      best =
          Math.min(
              best,
              SimulatedAverages.power(
                  SimulatedAverages.sum(found, turned(averages.masked(samples), steps), -1)));
    }
    return best;
  }

  /** As far as a particle may lie off the centre of its box; the mask stays where it is. */
  @Test
  void itShiftsWithTheAverage() {
    for (double pixels : new double[] {0.5, 1}) {
      double deviation = 0;
      double size = 0;
      for (int n = 0; n < PARTICLES; n++) {
        float[] noise = averages.noise(n + 100);
        NoisyAverage noisy = SimulatedAverages.average(views[n], views[n], noise, 5);
        float[] shifted = shifted(averages.estimate(noisy), pixels);
        NoisyAverage other =
            new NoisyAverage(
                shifted(noisy.whitened(), pixels), noisy.signal(), noisy.signalToNoise());
        deviation +=
            SimulatedAverages.power(SimulatedAverages.sum(averages.estimate(other), shifted, -1));
        size += SimulatedAverages.power(shifted);
      }
      assertTrue(Math.sqrt(deviation / size) < 0.08, pixels + ": " + deviation + " of " + size);
    }
  }

  /** Samples of a picture that is turned by some steps of the grid, exactly. */
  private static float[] turned(float[] samples, int steps) {
    float[] turned = new float[samples.length];
    for (int h = 0; h < HALF; h++) {
      int from = Math.floorMod(h - steps, 2 * HALF);
      int sign = from < HALF ? 1 : -1;
      for (int r = 0; r < RINGS; r++) {
        turned[h * RINGS + r] = samples[from % HALF * RINGS + r];
        turned[(HALF + h) * RINGS + r] = sign * samples[(HALF + from % HALF) * RINGS + r];
      }
    }
    return turned;
  }

  /** Samples of a picture that is moved to the right and down, exactly. */
  private static float[] shifted(float[] samples, double pixels) {
    float[] shifted = new float[samples.length];
    for (int h = 0; h < HALF; h++) {
      double angle = Math.PI * h / HALF;
      for (int r = 0; r < RINGS; r++) {
        double way = pixels * (Math.cos(angle) + Math.sin(angle));
        double phase = -2 * Math.PI * (r + 1) * way / PolarPictures.SIDE;
        int re = h * RINGS + r;
        int im = HALF * RINGS + re;
        shifted[re] = (float) (samples[re] * Math.cos(phase) - samples[im] * Math.sin(phase));
        shifted[im] = (float) (samples[re] * Math.sin(phase) + samples[im] * Math.cos(phase));
      }
    }
    return shifted;
  }
}
