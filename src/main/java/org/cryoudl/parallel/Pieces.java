package org.cryoudl.parallel;

/**
 * How the range [0, count) is split into pieces whose sums are joined in order. The number of
 * pieces depends on the count alone, because it decides the order of additions.
 *
 * @param count length of the range
 * @param number of pieces, at least 1
 */
public record Pieces(int count, int number) {

  /** Pieces of most ranges. */
  private static final int USUAL = 16;

  /** Most pieces of very long ranges: each has sums of its own until they are joined. */
  private static final int MOST = 512;

  /**
   * Sixteen pieces; fewer where these would be too small to be worth sums of their own.
   *
   * @param least how many a piece is to have, if there are as many
   */
  public static Pieces of(int count, int least) {
    return new Pieces(count, Math.max(1, Math.min(USUAL, count / least)));
  }

  /**
   * As {@link #of(int, int)}, and more of them where these would be too large to share the work
   * among many.
   *
   * @param large how many a piece may well have
   */
  public static Pieces of(int count, int least, int large) {
    int more = Math.min(MOST, count / large);
    return more > USUAL ? new Pieces(count, more) : of(count, least);
  }

  /** Where a piece begins; {@code from(number())} is where the last ends. */
  public int from(int piece) {
    return (int) ((long) count * piece / number);
  }
}
