package org.cryoudl.training.cartesian;

import java.util.Locale;

/**
 * The pairs of one step.
 *
 * @param images rows of the distinct images in the stack
 * @param first position among {@code images} of each pair's reference
 * @param second position of each pair's image
 * @param firstTurnDegrees by how much a copy of each reference is turned, +x toward +row
 * @param secondTurnDegrees the same of each image
 * @param number counts batches from 0 on
 * @param epoch how often the stack was gone through, the first time being 1
 */
record CartesianBatch(
    int[] images,
    int[] first,
    int[] second,
    float[] firstTurnDegrees,
    float[] secondTurnDegrees,
    long number,
    long epoch) {

  int pairs() {
    return first.length;
  }

  /** References, then images: what is turned. */
  int[] ends() {
    int[] ends = java.util.Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(second, 0, ends, first.length, second.length);
    return ends;
  }

  /** By how much each of {@link #ends} is turned. */
  float[] endTurns() {
    float[] turns = java.util.Arrays.copyOf(firstTurnDegrees, 2 * first.length);
    System.arraycopy(secondTurnDegrees, 0, turns, first.length, second.length);
    return turns;
  }

  /** {@code a - b} of each pair, by which its answer must change. */
  float[] differences() {
    float[] differences = new float[pairs()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = firstTurnDegrees[i] - secondTurnDegrees[i];
    }
    return differences;
  }

  /** What these are, for messages. */
  String description() {
    return String.format(
        Locale.ROOT,
        "pairs of images %d and %d and others of epoch %d",
        images[first[0]] + 1,
        images[second[0]] + 1,
        epoch);
  }
}
