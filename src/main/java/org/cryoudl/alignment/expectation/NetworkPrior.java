package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.HalfCircle;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;

/**
 * What a network knows of averages: it is given those that the sums make, and the strength of their
 * noise, and says what has to be added to those of the Wiener filter.
 */
public final class NetworkPrior implements AveragesPrior {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final PriorModel model;

  public NetworkPrior(PriorModel model) {
    this.model = model;
  }

  @Override
  public float[][] corrections(ClassFilter filter, ClassSums sums) {
    PolarFrequencies frequencies = filter.frequencies();
    if (frequencies.rings() > PolarPictures.RINGS) {
      return new float[0][];
    }
    HalfCircle circle = new HalfCircle(frequencies);
    double total = 0;
    for (int r = 0; r < frequencies.rings(); r++) {
      total += PolarPictures.area(r) * filter.signal()[r];
    }
    if (!(total > 0)) {
      return new float[0][];
    }
    double unit = total;
    NoisyAverage[] noisy = new NoisyAverage[sums.classes()];
    Arrays.setAll(noisy, k -> noisy(filter, sums, k, circle, unit));
    int[] filled = IntStream.range(0, noisy.length).filter(k -> sums.weight[k] > 0).toArray();
    float[][] found = model.corrections(IntStream.of(filled).mapToObj(k -> noisy[k]).toList());
    float[][] corrections =
        new float[noisy.length][2 * frequencies.rings() * frequencies.harmonics()];
    for (int n = 0; n < filled.length; n++) {
      add(found[n], frequencies, circle, (float) Math.sqrt(unit), corrections[filled[n]]);
    }
    return corrections;
  }

  /** The average of a class in the terms of the network. */
  static NoisyAverage noisy(
      ClassFilter filter, ClassSums sums, int number, HalfCircle circle, double unit) {
    int rings = filter.frequencies().rings();
    float[] whitening = new float[rings];
    double[] signal = new double[PolarPictures.RINGS];
    double[] ratio = new double[PolarPictures.RINGS];
    for (int r = 0; r < rings; r++) {
      double denominator = sums.denominator[number][r];
      double noise = filter.noise()[r];
      whitening[r] = denominator > 0 ? (float) (1 / Math.sqrt(denominator * noise)) : 0;
      signal[r] = filter.signal()[r] / unit;
      ratio[r] = filter.signal()[r] * denominator / noise;
    }
    float[][] samples = circle.samples(sums.numerator[number], whitening);
    float[] whitened = new float[PolarPictures.SAMPLES];
    for (int part = 0; part < 2; part++) {
      for (int h = 0; h < HALF; h++) {
        System.arraycopy(
            samples[part], h * rings, whitened, (part * HALF + h) * PolarPictures.RINGS, rings);
      }
    }
    return new NoisyAverage(whitened, signal, ratio);
  }

  private static void add(
      float[] samples,
      PolarFrequencies frequencies,
      HalfCircle circle,
      float scale,
      float[] average) {
    int rings = frequencies.rings();
    float[][] values = new float[2][HALF * rings];
    for (int part = 0; part < 2; part++) {
      for (int h = 0; h < HALF; h++) {
        for (int r = 0; r < rings; r++) {
          values[part][h * rings + r] =
              scale * samples[(part * HALF + h) * PolarPictures.RINGS + r];
        }
      }
    }
    circle.addHarmonics(values, average);
  }
}
