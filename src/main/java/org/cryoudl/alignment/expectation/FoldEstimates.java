package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.RingMask;

/**
 * The averages that each fold is compared with: those of the other folds, Wiener filtered, with
 * what a prior adds as far as the fold itself confirms it. At each ring the correction C of all
 * averages W counts by the share g from 0 to 1 that makes the folds likeliest, {@code g = sum of <N
 * - D W, C> / sum of D |C|^2}, where the sums N and D of a fold meet averages of the others.
 */
public final class FoldEstimates {

  private final ClassFilter[] filters;
  private final float[][][] averages;
  private final double[] shares;

  private FoldEstimates(ClassFilter[] filters, float[][][] averages, double[] shares) {
    this.filters = filters;
    this.averages = averages;
    this.shares = shares;
  }

  /** The averages of all folds but one, for each. */
  public static FoldEstimates of(
      FoldSums sums,
      PolarFrequencies frequencies,
      RingMask mask,
      double[] noise,
      AveragesPrior prior) {
    ClassFilter[] filters = new ClassFilter[FoldSums.FOLDS];
    float[][][] averages = new float[FoldSums.FOLDS][][];
    float[][][] corrections = new float[FoldSums.FOLDS][][];
    double[] confirmed = new double[frequencies.rings()];
    double[] whole = new double[frequencies.rings()];
    for (int f = 0; f < FoldSums.FOLDS; f++) {
      ClassSums others = sums.without(f);
      filters[f] = ClassFilter.of(others, frequencies, mask, noise);
      averages[f] = filters[f].averages(others);
      corrections[f] = prior.corrections(filters[f], others);
      for (int k = 0; k < corrections[f].length; k++) {
        addTo(confirmed, whole, sums.fold(f), k, averages[f][k], corrections[f][k], frequencies);
      }
    }
    double[] shares = new double[frequencies.rings()];
    for (int r = 0; r < shares.length; r++) {
      shares[r] = whole[r] > 0 ? Math.max(0, Math.min(1, confirmed[r] / whole[r])) : 0;
    }
    for (int f = 0; f < FoldSums.FOLDS; f++) {
      add(corrections[f], shares, averages[f]);
    }
    return new FoldEstimates(filters, averages, shares);
  }

  /** The averages and their filters, to be kept; shares the arrays. */
  public record Kept(ClassFilter.Kept[] filters, float[][][] averages, double[] shares) {

    /**
     * The same averages.
     *
     * @param mask that of the filters
     * @param noise variance of a coefficient at each ring
     */
    FoldEstimates restored(PolarFrequencies frequencies, RingMask mask, double[] noise) {
      return new FoldEstimates(
          Arrays.stream(filters)
              .map(filter -> filter.restored(frequencies, mask, noise))
              .toArray(ClassFilter[]::new),
          averages,
          shares);
    }
  }

  /** The averages and their filters, to be kept. */
  public Kept kept() {
    return new Kept(
        Arrays.stream(filters).map(ClassFilter::kept).toArray(ClassFilter.Kept[]::new),
        averages,
        shares);
  }

  private static void addTo(
      double[] confirmed,
      double[] whole,
      ClassSums fold,
      int number,
      float[] average,
      float[] correction,
      PolarFrequencies frequencies) {
    int rings = frequencies.rings();
    float[] numerator = fold.numerator[number];
    float[] denominator = fold.denominator[number];
    for (int j = 0; j < frequencies.harmonics(); j++) {
      int times = frequencies.multiplicity(j);
      for (int part = 0; part < 2; part++) {
        int at = (2 * j + part) * rings;
        for (int r = 0; r < rings; r++) {
          float c = correction[at + r];
          confirmed[r] += times * c * (numerator[at + r] - denominator[r] * average[at + r]);
          whole[r] += times * c * c * denominator[r];
        }
      }
    }
  }

  /** Adds shares of corrections to averages. */
  static void add(float[][] corrections, double[] shares, float[][] averages) {
    for (int k = 0; k < corrections.length; k++) {
      for (int i = 0; i < averages[k].length; i++) {
        averages[k][i] += (float) shares[i % shares.length] * corrections[k][i];
      }
    }
  }

  ClassFilter filter(int fold) {
    return filters[fold];
  }

  /** The averages that a fold is compared with, by class. */
  float[][] averages(int fold) {
    return averages[fold];
  }

  int classes() {
    return averages[0].length;
  }

  /** The share of the corrections that counts at each ring. */
  public double[] shares() {
    return Arrays.copyOf(shares, shares.length);
  }
}
