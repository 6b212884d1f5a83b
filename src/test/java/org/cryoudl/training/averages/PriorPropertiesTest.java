package org.cryoudl.training.averages;

import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.simulation.specimen.Density;
import org.junit.jupiter.api.Test;

class PriorPropertiesTest {
  @Test
  void measure() {
    try (PriorModel model = PriorModel.shipped();
        SimulatedAverages averages = new SimulatedAverages(model)) {
      for (double ratio : new double[] {0.05, 0.2, 1, 5, 20, 100, 400, 1000}) {
        double worst = 0, mean = 0, meanW = 0, worstClean = 0, clean2 = 0;
        int over = 0;
        double rot = 0, shift = 0, rotW = 0;
        for (int n = 0; n < 40; n++) {
          SplittableRandom random = new SplittableRandom(n);
          Density particle = SimulatedAverages.particle(n);
          EulerAngles view =
              new EulerAngles(
                  360 * random.nextDouble(),
                  Math.toDegrees(Math.acos(2 * random.nextDouble() - 1)),
                  360 * random.nextDouble());
          float[] clean = averages.view(particle, view, new Pose(0, 0, 0));
          NoisyAverage noisy =
              SimulatedAverages.average(clean, clean, averages.noise(n + 7000), ratio);
          double e =
              SimulatedAverages.power(SimulatedAverages.sum(averages.estimate(noisy), clean, -1));
          double w =
              SimulatedAverages.power(SimulatedAverages.sum(averages.wiener(noisy), clean, -1));
          worst = Math.max(worst, e / w);
          mean += e / 40;
          meanW += w / 40;
          over += e > 1.02 * w ? 1 : 0;
          NoisyAverage still =
              SimulatedAverages.average(clean, clean, new float[SimulatedAverages.SAMPLES], ratio);
          double c =
              Math.sqrt(
                  SimulatedAverages.power(
                      SimulatedAverages.sum(averages.estimate(still), clean, -1)));
          double cw =
              Math.sqrt(
                  SimulatedAverages.power(
                      SimulatedAverages.sum(averages.wiener(still), clean, -1)));
          worstClean = Math.max(worstClean, c);
          clean2 = Math.max(clean2, cw);
          EulerAngles turned =
              new EulerAngles(view.rotDegrees(), view.tiltDegrees(), view.psiDegrees() + 33);
          float[] cleanT = averages.view(particle, view, new Pose(33.75, 0, 0));
          float[] est = averages.estimate(still),
              estT =
                  averages.estimate(
                      SimulatedAverages.average(
                          cleanT, cleanT, new float[SimulatedAverages.SAMPLES], ratio));
          double best = 9, bestW = 9;
          for (int k : new int[] {6, -6}) {
            best =
                Math.min(
                    best,
                    SimulatedAverages.power(SimulatedAverages.sum(turn(est, k), estT, -1))
                        / SimulatedAverages.power(est));
            bestW =
                Math.min(
                    bestW,
                    SimulatedAverages.power(SimulatedAverages.sum(turn(clean, k), cleanT, -1)));
          }
          rot = Math.max(rot, Math.sqrt(best));
          rotW = Math.max(rotW, Math.sqrt(bestW));
        }
        System.out.printf(
            "ratio %.2f: error %.4f wiener %.4f worst ratio %.3f over2%% %d; clean dev %.4f (wiener %.4f); turned %.4f (clean itself %.4f)%n",
            ratio, mean, meanW, worst, over, worstClean, clean2, rot, rotW);
      }
      // noise
      for (double ratio : new double[] {0.05, 0.2, 1, 5}) {
        double p = 0, w = 0;
        for (int n = 0; n < 30; n++) {
          float[] clean =
              averages.view(
                  SimulatedAverages.particle(n), new EulerAngles(10, 50, 0), new Pose(0, 0, 0));
          NoisyAverage empty =
              SimulatedAverages.average(
                  clean, new float[SimulatedAverages.SAMPLES], averages.noise(n + 9000), ratio);
          p += SimulatedAverages.power(averages.estimate(empty)) / 30;
          w += SimulatedAverages.power(averages.wiener(empty)) / 30;
        }
        System.out.printf("noise, stated %.2f: left %.5f, wiener %.5f%n", ratio, p, w);
      }
    }
  }

  static float[] turn(float[] samples, int steps) {
    int rings = SimulatedAverages.RINGS, half = PolarPictures.HALF_ANGLES;
    float[] out = new float[samples.length];
    for (int h = 0; h < half; h++) {
      int from = Math.floorMod(h - steps, 2 * half);
      int sign = from < half ? 1 : -1;
      for (int r = 0; r < rings; r++) {
        out[h * rings + r] = samples[(from % half) * rings + r];
        out[(half + h) * rings + r] = sign * samples[(half + from % half) * rings + r];
      }
    }
    return out;
  }
}
