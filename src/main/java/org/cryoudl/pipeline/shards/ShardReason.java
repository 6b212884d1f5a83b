package org.cryoudl.pipeline.shards;

import java.nio.file.Path;
import java.util.Locale;
import org.cryoudl.failure.Reason;

/** Why shards cannot be made or merged. */
public sealed interface ShardReason extends Reason {

  /**
   * A shard that was not begun, or not ended.
   *
   * @param results that are to be merged
   * @param begun whether a part of it is done
   * @param lacking how many of all lack
   */
  record Missing(Path results, Shard shard, boolean begun, int lacking) implements ShardReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "%s: shard %s is %s; %d of %d shards are done",
          results,
          shard,
          begun ? "not complete" : "missing",
          shard.count() - lacking,
          shard.count());
    }

    @Override
    public String remedy() {
      return "run it, then merge";
    }
  }

  /** A shard that is done already. */
  record Done(Path part, Shard shard) implements ShardReason {
    @Override
    public String problem() {
      return "shard " + shard + " is done already: " + part;
    }

    @Override
    public String remedy() {
      return "run another one, or replace it";
    }
  }

  /**
   * Shards of another division.
   *
   * @param there a shard that is there
   * @param wanted one that is to be beside it
   */
  record OtherCount(Path folder, Shard there, Shard wanted) implements ShardReason {
    @Override
    public String problem() {
      return folder + " holds shard " + there + ", this one is shard " + wanted;
    }

    @Override
    public String remedy() {
      return "divide the work into as many parts as before, or remove the folder";
    }
  }

  /**
   * A shard of another run.
   *
   * @param what differs: the version, an option, an input
   */
  record OtherRun(Path part, Shard shard, String what, String there, String now)
      implements ShardReason {
    @Override
    public String problem() {
      return part + " was made with " + what + " " + there + ", this run has " + now;
    }

    @Override
    public String remedy() {
      return "start all shards alike, or make this one again";
    }
  }

  /** A division into more parts than there are items. */
  record TooMany(int count, int items, String what) implements ShardReason {
    @Override
    public String problem() {
      return count + " shards are too many for " + items + " " + what;
    }

    @Override
    public String remedy() {
      return "divide the work into fewer";
    }
  }
}
