package org.cryoudl.pipeline.figures;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cryoudl.alignment.result.Alignment;

/**
 * The values that a figure can take.
 *
 * @param text in words, for tables
 * @param most the largest value that is written; larger ones, as the infinite error of a shift of
 *     which nothing is known, are written as this
 */
public record FigureRange(String text, ToDoubleFunction<Alignment> most) {

  static FigureRange between(double least, double most) {
    return new FigureRange(
        String.format(Locale.ROOT, "%.0f to %.0f", least, most), alignment -> most);
  }

  static FigureRange from(double least) {
    return new FigureRange(
        String.format(Locale.ROOT, "%.0f or more", least), alignment -> Double.POSITIVE_INFINITY);
  }

  /** Lengths of at most one box. */
  static FigureRange upToBox() {
    return new FigureRange("0 to the box", Alignment::box);
  }

  /** Any value. */
  static FigureRange any() {
    return new FigureRange("", alignment -> Double.POSITIVE_INFINITY);
  }
}
