package org.cryoudl.pipeline.figures;

import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.alignment.result.ParticleResults;

/**
 * What is to be known of a figure of every particle.
 *
 * @param key name in JSON and in tables of numbers
 * @param meaning what it is, in a few words
 * @param values where its values come from
 * @param condition when it is known
 * @param column where it stands in metadata
 * @param title heading of its column in the particle table of a report; empty if it is not shown
 * @param decimals digits after the point in that column
 * @param unit of its values; empty if they have none
 * @param range that they lie in
 */
record FigureDefinition(
    String key,
    String meaning,
    Function<ParticleResults, double[]> values,
    FigureCondition condition,
    FigureColumn column,
    Optional<String> title,
    int decimals,
    String unit,
    FigureRange range) {

  /** The unit of lengths in images. */
  static final String PIXELS = "pixels";

  /** A figure that is always known, is not shown in reports and has neither unit nor range. */
  static FigureDefinition of(
      String key, FigureColumn column, String meaning, Function<ParticleResults, double[]> values) {
    return new FigureDefinition(
        key,
        meaning,
        values,
        FigureCondition.ALWAYS,
        column,
        Optional.empty(),
        0,
        "",
        FigureRange.any());
  }

  FigureDefinition onlyIf(FigureCondition needed) {
    return new FigureDefinition(key, meaning, values, needed, column, title, decimals, unit, range);
  }

  FigureDefinition titled(String heading, int digits) {
    return new FigureDefinition(
        key, meaning, values, condition, column, Optional.of(heading), digits, unit, range);
  }

  FigureDefinition in(String measure) {
    return new FigureDefinition(
        key, meaning, values, condition, column, title, decimals, measure, range);
  }

  FigureDefinition ranging(FigureRange limits) {
    return new FigureDefinition(
        key, meaning, values, condition, column, title, decimals, unit, limits);
  }
}
