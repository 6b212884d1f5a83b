package org.cryoudl.alignment.expectation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a piece of a pass adds up. */
final class PassSums {
  /** Denominators and weights; numerators are moved into them at the end. */
  final ClassSums classes;

  /** Null until something was added. */
  @Nullable ShiftedSums shifted;

  /** Scores of the class that a batch is compared with, by parity; used again by the next. */
  private float[][] scores = new float[2][0];

  /** What matters to the batch that is being compared. */
  final BatchColumns columns;

  /** Posteriors of the batch that is being added, by parity; used again by the next. */
  private float[][] places = new float[2][0];

  /** The same where the tensor engine reads them. */
  private ByteBuffer direct = ByteBuffer.allocateDirect(0);

  double logEvidence;
  double squaredShift;

  /**
   * @param grid number of shifts
   */
  PassSums(ClassSums classes, int grid) {
    this.classes = classes;
    this.columns = new BatchColumns(grid);
  }

  /** Room for the scores of a class. */
  float[][] scores(int length) {
    if (scores[0].length < length) {
      scores = new float[2][length];
    }
    return scores;
  }

  /** Room for numbers of each parity, all zero. */
  float[][] places(int length) {
    if (places[0].length < length) {
      places = new float[2][length];
    }
    for (float[] parity : places) {
      Arrays.fill(parity, 0, length, 0);
    }
    return places;
  }

  /** Numbers where the tensor engine reads them, until this is called again. */
  ByteBuffer direct(float[] values, int length) {
    if (direct.capacity() < length * Float.BYTES) {
      direct = ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder());
    }
    direct.clear().limit(length * Float.BYTES);
    direct.asFloatBuffer().put(values, 0, length);
    return direct;
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
