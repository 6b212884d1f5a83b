package org.cryoudl.training.agreement;

/** Images that stand for a stack. */
public final class StackSample {

  private StackSample() {}

  /**
   * Pairs of neighbours spread over the stack, so that as many have even as odd places.
   *
   * @param size images in the stack, at least 2
   * @param most how many are wanted
   * @return places in rising order: all but an odd last one if the stack has no more than {@code
   *     most}
   */
  public static int[] places(int size, int most) {
    int pairs = Math.min(most, size) / 2;
    int[] places = new int[2 * pairs];
    for (int p = 0; p < pairs; p++) {
      int first = 2 * (int) ((long) p * (size / 2) / pairs);
      places[2 * p] = first;
      places[2 * p + 1] = first + 1;
    }
    return places;
  }
}
