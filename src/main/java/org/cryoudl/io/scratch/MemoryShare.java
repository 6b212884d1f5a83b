package org.cryoudl.io.scratch;

/** How much memory arrays take before they go to a file. */
public final class MemoryShare {

  private static final long MOST_BYTES = 256L << 20;

  private static final double HEAP_SHARE = 1.0 / 3;

  private MemoryShare() {}

  /**
   * The share of a process.
   *
   * @param heapBytes its largest heap
   */
  public static long bytes(long heapBytes) {
    return Math.min(MOST_BYTES, (long) (HEAP_SHARE * heapBytes));
  }
}
