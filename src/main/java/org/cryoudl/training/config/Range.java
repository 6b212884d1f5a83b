package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * An interval that numbers are drawn from; {@code [least, most]} in configurations.
 *
 * @param least smallest number
 * @param most largest number
 */
public record Range(double least, double most) {

  public Range {
    if (!(least <= most) || !Double.isFinite(least) || !Double.isFinite(most)) {
      throw new IllegalArgumentException(
          "a range needs [least, most] in this order, got [" + least + ", " + most + "]");
    }
  }

  @JsonCreator
  static Range of(List<Double> ends) {
    if (ends.size() != 2) {
      throw new IllegalArgumentException(
          "a range needs two numbers [least, most], got " + ends.size());
    }
    return new Range(ends.get(0), ends.get(1));
  }

  /**
   * {@code range}, or {@code otherwise} if it is null; refused unless inside [floor, ceiling].
   *
   * @param key what it is called in configurations
   */
  static Range within(
      String key, @Nullable Range range, Range otherwise, double floor, double ceiling) {
    Range chosen = range == null ? otherwise : range;
    if (chosen.least < floor || chosen.most > ceiling) {
      throw Bounds.refusal(key, floor, ceiling, chosen.ends().toString());
    }
    return chosen;
  }

  @JsonValue
  List<Double> ends() {
    return List.of(least, most);
  }

  public double uniform(SplittableRandom random) {
    return least + (most - least) * random.nextDouble();
  }

  /** Draws with equal weight for equal ratios; the ends must be positive. */
  public double logarithmic(SplittableRandom random) {
    return least * Math.exp(random.nextDouble() * Math.log(most / least));
  }
}
