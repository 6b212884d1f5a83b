package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.SplittableRandom;

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
