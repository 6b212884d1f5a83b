package org.cryoudl.pipeline.shards;

import java.nio.file.Path;
import java.util.List;

/** Which part of its work a run does. */
public sealed interface ShardPlan {

  /** All of it, in one process. */
  ShardPlan WHOLE = new Whole();

  /** All of it, in one process. */
  record Whole() implements ShardPlan {}

  /**
   * One shard, whose results are kept until all are there.
   *
   * @param shard which one
   * @param arguments of the command line, for the run that merges all
   * @param folder where the program was started
   * @param again whether it is done anew if it is done already
   */
  record One(Shard shard, List<String> arguments, Path folder, boolean again)
      implements ShardPlan {}

  /**
   * What is left when all shards are done: their results are put together.
   *
   * @param count of the shards
   */
  record Merged(int count) implements ShardPlan {}
}
