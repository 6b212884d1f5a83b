package org.cryoudl.alignment.expectation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a piece of a pass adds up. */
final class PassSums {
  /** Denominators and weights; numerators are moved into them at the end. */
  final ClassSums classes;

  /** Null until something was added. */
  @Nullable ShiftedSums shifted;

  /** Scores of the batch that is being compared, by class and parity; used again by the next. */
  private float[][][] scores = new float[0][][];

  double logEvidence;
  double squaredShift;

  PassSums(ClassSums classes) {
    this.classes = classes;
  }

  /** Room for scores of some classes. */
  float[][][] scores(int classes, int length) {
    if (scores.length < classes || scores[0][0].length < length) {
      scores = new float[classes][2][length];
    }
    return scores;
  }

  ShiftedSums shifted(Supplier<ShiftedSums> create) {
    ShiftedSums present = shifted == null ? create.get() : shifted;
    shifted = present;
    return present;
  }

  void add(PassSums other) {
    classes.add(other.classes);
    if (shifted == null) {
      shifted = other.shifted;
    } else if (other.shifted != null) {
      shifted.add(other.shifted);
    }
    logEvidence += other.logEvidence;
    squaredShift += other.squaredShift;
  }
}
