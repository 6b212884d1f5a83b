package org.cryoudl.fourier;

/** Lengths that transform fast: even products of 2, 3 and 5. */
public final class FastLength {

  private FastLength() {}

  /** The shortest fast length that is at least {@code least} and even. */
  public static int atLeast(int least) {
    int length = Math.max(2, least + least % 2);
    while (!isFast(length)) {
      length += 2;
    }
    return length;
  }

  private static boolean isFast(int length) {
    int rest = length;
    for (int factor : new int[] {2, 3, 5}) {
      while (rest % factor == 0) {
        rest /= factor;
      }
    }
    return rest == 1;
  }
}
