package org.cryoudl.evaluation.errors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.statistics.Robust;

/**
 * Percentile bootstrap (Efron, Ann. Statist. 7 (1979) 1): figures are worked out again on particles
 * drawn with replacement, and the middle 95 % of the outcomes are the interval. The same seed gives
 * the same intervals whatever the number of threads.
 *
 * @param resamples how often particles are drawn, at least 20
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {

  private static final double OUTSIDE = 0.025;

  /** A thousand resamples, seed 1. */
  public static final Bootstrap STANDARD = new Bootstrap(1000, 1);

  public Bootstrap {
    if (resamples < 20) {
      throw new IllegalArgumentException("at least 20 resamples are needed, got " + resamples);
    }
  }

  /**
   * A figure about a list of values.
   *
   * @param values at least one, not changed
   * @param figure works it out; the array it is given is its own
   */
  public Estimate of(double[] values, ToDoubleFunction<double[]> figure) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a figure needs at least one value, got none");
    }
    double[] outcomes = new double[resamples];
    ParallelLoop.run(
        resamples,
        r -> {
          // Mixed twice: seeds a constant apart would give the same numbers, shifted.
          long key = new SplittableRandom(seed).nextLong() + r;
          SplittableRandom random = new SplittableRandom(new SplittableRandom(key).nextLong());
          double[] drawn = new double[values.length];
          for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values[random.nextInt(values.length)];
          }
          outcomes[r] = figure.applyAsDouble(drawn);
        });
    Arrays.sort(outcomes);
    return new Estimate(figure.applyAsDouble(values.clone()), low(outcomes), high(outcomes));
  }

  /**
   * Figures about particles that are drawn with replacement.
   *
   * @param particles how many there are, at least one
   * @param figures works them out, given how often each particle was drawn; may be called by
   *     several threads at once. Outcomes that are NaN do not count
   * @return the figures over all particles, each drawn once, with their intervals; NaN throughout
   *     where no outcome is a number
   */
  public List<Estimate> ofCounts(int particles, Function<int[], double[]> figures) {
    double[][] outcomes = new double[resamples][];
    ParallelLoop.run(
        resamples,
        r -> {
          SplittableRandom random = KeyedRandom.of(seed, "bootstrap of counts", r);
          int[] counts = new int[particles];
          for (int i = 0; i < particles; i++) {
            counts[random.nextInt(particles)]++;
          }
          outcomes[r] = figures.apply(counts);
        });
    int[] once = new int[particles];
    Arrays.fill(once, 1);
    double[] exact = figures.apply(once);
    List<Estimate> estimates = new ArrayList<>();
    for (int f = 0; f < exact.length; f++) {
      int figure = f;
      double[] sorted =
          Arrays.stream(outcomes)
              .mapToDouble(outcome -> outcome[figure])
              .filter(value -> !Double.isNaN(value))
              .sorted()
              .toArray();
      estimates.add(
          sorted.length == 0
              ? new Estimate(exact[f], Double.NaN, Double.NaN)
              : new Estimate(exact[f], low(sorted), high(sorted)));
    }
    return estimates;
  }

  private static double low(double[] sorted) {
    return sorted[(int) Math.floor(OUTSIDE * (sorted.length - 1))];
  }

  private static double high(double[] sorted) {
    return sorted[(int) Math.ceil((1 - OUTSIDE) * (sorted.length - 1))];
  }

  /** The mean of values. */
  public Estimate mean(double[] values) {
    return of(values, drawn -> Arrays.stream(drawn).average().orElse(0));
  }

  /** The middle value, the upper one of an even number. */
  public Estimate median(double[] values) {
    return of(values, Robust::median);
  }

  /** The root of the mean square. */
  public Estimate rms(double[] values) {
    return of(values, drawn -> Math.sqrt(Arrays.stream(drawn).map(v -> v * v).average().orElse(0)));
  }

  /** The share of the values above a limit. */
  public Estimate shareAbove(double[] values, double limit) {
    return mean(Arrays.stream(values).map(v -> v > limit ? 1 : 0).toArray());
  }
}
