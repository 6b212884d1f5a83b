package org.cryoudl.io.png;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The range of an axis and the round numbers on it.
 *
 * @param least value at its beginning
 * @param most value at its end
 * @param step distance of two ticks: 1, 2 or 5 times a power of ten
 */
record AxisTicks(double least, double most, double step) {

  private static final int ABOUT = 6;

  /**
   * An axis that holds all values.
   *
   * @param loose whether it ends on ticks rather than at the outermost values
   */
  static AxisTicks covering(List<double[]> values, boolean loose) {
    double least = values.stream().flatMapToDouble(Arrays::stream).min().orElse(0);
    double most = values.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    if (most - least < 1e-9 * Math.max(Math.abs(most), 1e-30)) {
      // One value only: a band around it.
      double margin = most == 0 ? 1 : Math.abs(most) / 2;
      least -= margin;
      most += margin;
    }
    double rough = (most - least) / ABOUT;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double part = rough / power;
    double step = power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
    if (loose) {
      least = step * Math.floor(least / step + 1e-9);
      most = step * Math.ceil(most / step - 1e-9);
    }
    return new AxisTicks(least, most, step);
  }

  /** The ticks, rising. */
  List<Double> values() {
    List<Double> values = new ArrayList<>();
    for (long i = (long) Math.ceil(least / step - 1e-9); i * step <= most + 1e-9 * step; i++) {
      values.add(i * step);
    }
    return values;
  }

  /** Where a value lies, 0 at the beginning and 1 at the end. */
  double part(double value) {
    return (value - least) / (most - least);
  }

  /** A tick in digits, without those that the step does not need. */
  String text(double tick) {
    double size = Math.max(Math.abs(least), Math.abs(most));
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      int digits = (int) Math.floor(Math.log10(size)) - (int) Math.floor(Math.log10(step));
      return tick == 0 ? "0" : String.format(Locale.ROOT, "%." + digits + "e", tick);
    }
    int decimals = Math.max(0, -(int) Math.floor(Math.log10(step) + 1e-9));
    return BigDecimal.valueOf(tick).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
