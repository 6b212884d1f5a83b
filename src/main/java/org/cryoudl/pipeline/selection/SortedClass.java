package org.cryoudl.pipeline.selection;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a folder says of one class.
 *
 * @param number counted from 1
 * @param averageIndex 0-based position of its average in the stack of averages, if there is one
 * @param resolutionAngstroms of its average, if known
 * @param score from 0 to 1, if known
 * @param recommended whether the classification advises to use it, if known
 */
record SortedClass(
    int number,
    OptionalInt averageIndex,
    OptionalDouble resolutionAngstroms,
    OptionalDouble score,
    Optional<Boolean> recommended) {

  /** A class of which nothing but its average is known. */
  static SortedClass withAverage(int number, int averageIndex) {
    return new SortedClass(
        number,
        OptionalInt.of(averageIndex),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty());
  }
}
