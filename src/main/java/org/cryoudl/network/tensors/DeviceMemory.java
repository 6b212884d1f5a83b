package org.cryoudl.network.tensors;

import java.util.regex.Pattern;

/** Memory of the engine, on a GPU or beside Java's: it may be shared, and be full at any moment. */
public final class DeviceMemory {

  /** What the engine says, which has its memory from the system and not from Java. */
  private static final Pattern EXHAUSTED =
      Pattern.compile(
          "not enough memory|out of memory|bad_alloc|cannot allocate memory",
          Pattern.CASE_INSENSITIVE);

  /** Work on items that follow each other. */
  @FunctionalInterface
  public interface Batch {
    /** Does it from {@code first} on, for {@code count} items. */
    void run(int first, int count);
  }

  private DeviceMemory() {}

  /** Whether a failure says that the engine's memory is full. */
  public static boolean isExhausted(Throwable failure) {
    return failure.getClass().getName().startsWith("ai.djl.")
        && failure.getMessage() != null
        && EXHAUSTED.matcher(failure.getMessage()).find();
  }

  /**
   * Does work in batches; where the memory does not suffice for one, it is done again in halves,
   * and all that follow are no larger. An item's outcome must not depend on its batch, but for
   * rounding.
   *
   * @param items number of all
   * @param most items of a batch
   * @return the size that sufficed
   */
  public static int inBatches(int items, int most, Batch work) {
    int size = most;
    int first = 0;
    while (first < items) {
      int count = Math.min(size, items - first);
      try {
        work.run(first, count);
        first += count;
      } catch (RuntimeException e) {
        if (count == 1 || !isExhausted(e)) {
          throw e;
        }
        size = count / 2;
      }
    }
    return size;
  }
}
