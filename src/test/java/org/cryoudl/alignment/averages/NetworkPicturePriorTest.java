package org.cryoudl.alignment.averages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.testing.RandomDensity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The prior with its safeguard, on averages of molecules that no training has seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkPicturePriorTest {

  private PriorModel model;
  private PicturePrior prior;

  @BeforeAll
  void open() {
    model = PriorModel.shipped();
    prior = new NetworkPicturePrior(model);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private static float[] picture(Density density, int number, int side) {
    float[] pixels = new float[side * side];
    density
        .project(new EulerAngles(17 * number, 31 * number, 50 * number), 1.0 / side)
        .addTo(pixels, side, new Pose(0, 0, 0));
    return pixels;
  }

  /** An average whose noise has so many times less variance than the picture, pixel by pixel. */
  private static NoisyHalves noisy(int number, int side, double ratio) {
    float[] pixels = picture(RandomDensity.within(0.3, 0.03, number), number, side);
    double power = NoisyHalves.power(pixels) / pixels.length;
    return NoisyHalves.of(pixels, side, Math.sqrt(power / ratio), 100 + number);
  }

  /** All but the mean, which no ring holds; near the origin of frequencies rings are coarse. */
  @Test
  void samplesHoldAPictureWithinTheMask() {
    for (int side : new int[] {47, 48}) {
      float[] clean = noisy(3, side, 1e6).clean();
      float[] again = NetworkPicturePrior.picture(NetworkPicturePrior.samples(clean, side), side);
      double mean = 0;
      for (int p = 0; p < clean.length; p++) {
        mean += (clean[p] - again[p]) / clean.length;
      }
      double error = 0;
      for (int p = 0; p < clean.length; p++) {
        error += Math.pow(again[p] + mean - clean[p], 2);
      }
      assertEquals(0, Math.sqrt(error / NoisyHalves.power(clean)), 0.1);
    }
  }

  @Test
  void averagesComeOutBetterInOddAndEvenBoxes() {
    for (int side : new int[] {47, 48}) {
      double before = 0;
      double after = 0;
      for (int n = 0; n < 8; n++) {
        double[] errors = noisy(n, side, 0.1).errors(prior);
        before += errors[0];
        after += errors[1];
      }
      assertTrue(after < 0.8 * before, side + " px: " + after + " of " + before);
    }
  }

  @Test
  void nothingIsAddedToNoise() {
    double added = 0;
    double filtered = 0;
    for (int n = 0; n < 20; n++) {
      NoisyHalves noise = NoisyHalves.of(new float[48 * 48], 48, 1, 500 + n);
      added += NoisyHalves.power(prior.corrections(noise.halves())[2]);
      filtered += NoisyHalves.power(noise.full());
    }
    assertTrue(added < 0.01 * filtered, added + " of " + filtered);
  }

  @Tag("slow")
  @Test
  void nowhereIsItMuchWorseThanTheWienerFilter() {
    List<String> worse = new ArrayList<>();
    double[] ratios = {0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300};
    for (int n = 0; n < 200; n++) {
      double[] errors = noisy(1000 + n, 48, ratios[n % ratios.length]).errors(prior);
      if (errors[1] > 1.02 * errors[0]) {
        worse.add(ratios[n % ratios.length] + ": " + errors[1] / errors[0]);
      }
    }
    assertTrue(worse.isEmpty(), worse.toString());
  }

  /** Of a part that was taken away no more comes back than noise makes. */
  @Test
  void aPartThatIsMissingStaysAway() {
    int side = 48;
    double sum = 0;
    double squares = 0;
    int count = 12;
    for (int n = 0; n < count; n++) {
      Density whole = RandomDensity.within(0.3, 0.03, 40 + n);
      Density rest = new Density(whole.blobs().subList(1, whole.blobs().size()));
      float[] without = picture(rest, n, side);
      double power = NoisyHalves.power(without) / without.length;
      NoisyHalves noisy = NoisyHalves.of(without, side, Math.sqrt(power / 0.1), 300 + n);
      float[] part = picture(whole, n, side);
      for (int p = 0; p < part.length; p++) {
        part[p] -= without[p];
      }
      double amplitude = amplitude(noisy, part);
      sum += amplitude / count;
      squares += amplitude * amplitude / count;
    }
    assertTrue(Math.abs(sum) < 0.1, "mean amplitude of the part " + sum);
    assertTrue(Math.sqrt(squares) < 0.3, "amplitude of the part " + Math.sqrt(squares));
  }

  /** How much of a part the prior adds: 1 would be all. */
  private double amplitude(NoisyHalves noisy, float[] part) {
    float[] added = prior.corrections(noisy.halves())[2];
    double product = 0;
    for (int p = 0; p < part.length; p++) {
      product += added[p] * part[p];
    }
    return product / NoisyHalves.power(part);
  }
}
