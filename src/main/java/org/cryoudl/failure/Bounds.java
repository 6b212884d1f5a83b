package org.cryoudl.failure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Range checks of configuration keys; each message names key, allowed range and value. */
public final class Bounds {

  private Bounds() {}

  /** {@code value}, or {@code otherwise} if it is null; refused outside [least, most]. */
  public static int within(
      String key, @Nullable Integer value, int otherwise, int least, int most) {
    return (int) within(key, value == null ? null : value.doubleValue(), otherwise, least, most);
  }

  /** As the other, for real numbers. */
  public static double within(
      String key, @Nullable Double value, double otherwise, double least, double most) {
    double number = value == null ? otherwise : value;
    if (!(number >= least && number <= most)) {
      throw refusal(key, least, most, plain(number));
    }
    return number;
  }

  /** What says that something of {@code key} does not lie in [least, most]. */
  public static IllegalArgumentException refusal(
      String key, double least, double most, String value) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s must be from %s to %s, got %s",
            key,
            plain(least),
            plain(most),
            value));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
