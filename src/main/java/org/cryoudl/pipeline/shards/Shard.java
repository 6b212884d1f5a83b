package org.cryoudl.pipeline.shards;

/**
 * One of several parts of equal size that the work of a run is divided into.
 *
 * @param number from 1 on
 * @param count of all parts
 */
public record Shard(int number, int count) {

  /** More than a batch system starts, and few enough for names of files. */
  public static final int MOST = 100_000;

  public Shard {
    if (count < 1 || count > MOST || number < 1 || number > count) {
      throw new IllegalArgumentException(
          "shard " + number + " of " + count + ": shards are counted from 1 to at most " + MOST);
    }
  }

  /** The first of this many items that is its own. */
  public int first(int items) {
    return (int) ((long) items * (number - 1) / count);
  }

  /** The item after its last one. */
  public int end(int items) {
    return (int) ((long) items * number / count);
  }

  /** The shard that has an item. */
  static Shard of(int item, int items, int count) {
    int number = (int) Math.min(count, (long) item * count / items + 1);
    Shard near = new Shard(number, count);
    return near.end(items) > item ? near : new Shard(number + 1, count);
  }

  /** As a user names it. */
  @Override
  public String toString() {
    return number + "/" + count;
  }
}
