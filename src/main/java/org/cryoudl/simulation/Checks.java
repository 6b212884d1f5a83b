package org.cryoudl.simulation;

/** Range checks of configuration keys; each message names key, value and allowed range. */
public final class Checks {

  private Checks() {}

  /** The value, or its default if it was left out, if it lies in [least, largest]. */
  public static double inRange(String key, Double value, double otherwise, double least, double largest) {
    double chosen = value == null ? otherwise : value;
    if (!(chosen >= least && chosen <= largest)) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, got %s"
              .formatted(key, plain(least), plain(largest), plain(chosen)));
    }
    return chosen;
  }

  /** The same for whole numbers. */
  public static int inRange(String key, Integer value, int otherwise, int least, int largest) {
    return (int)
        inRange(key, value == null ? null : value.doubleValue(), otherwise, least, largest);
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
