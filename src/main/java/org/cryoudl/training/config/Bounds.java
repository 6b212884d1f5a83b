package org.cryoudl.training.config;

/** Checks of configured numbers, with messages that name key, range and value. */
final class Bounds {

  private Bounds() {}

  /** {@code value}, or {@code otherwise} if it is null; refused outside [least, most]. */
  static int within(String key, Integer value, int otherwise, int least, int most) {
    int number = value == null ? otherwise : value;
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          key + " must lie in " + least + " to " + most + ", got " + number);
    }
    return number;
  }

  /** As the other, for real numbers. */
  static double within(String key, Double value, double otherwise, double least, double most) {
    double number = value == null ? otherwise : value;
    if (!(number >= least && number <= most)) {
      throw new IllegalArgumentException(
          key + " must lie in " + least + " to " + most + ", got " + number);
    }
    return number;
  }

  /** A range, or the given one if it is null; refused unless inside [floor, ceiling]. */
  static Range within(String key, Range range, Range otherwise, double floor, double ceiling) {
    Range chosen = range == null ? otherwise : range;
    if (chosen.least() < floor || chosen.most() > ceiling) {
      throw new IllegalArgumentException(
          key + " must lie in " + floor + " to " + ceiling + ", got " + chosen.ends());
    }
    return chosen;
  }
}
