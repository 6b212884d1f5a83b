package org.cryoudl.pipeline.shards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.files.KeptResults;
import org.cryoudl.pipeline.files.LockedFolder;
import org.cryoudl.pipeline.files.StateFolder;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * The work of a run on independent items, all of it or one shard. A shard keeps what it finds of
 * each item in a folder beside the results, {@code RESULTS.shards}, and goes on from there if it is
 * killed and started again. A run that merges takes what all shards found in the place of the work,
 * so that its results are those of one process.
 */
public final class Shards implements AutoCloseable {

  private static final Pattern PART = Pattern.compile("(\\d{1,6})-of-(\\d{1,6})");
  private static final String STATE = "kept";
  private static final String DONE = "done";
  private static final String STARTED = "started";

  private final ShardPlan plan;
  private final int items;
  private final Optional<LockedFolder> lock;
  private final List<RunState> states;

  /** What is known of a shard that was begun. */
  public record Started(List<String> arguments, String folder) {}

  /** Says that a shard has all its items. */
  private record Done(int items) {}

  private Shards(ShardPlan plan, int items, Optional<LockedFolder> lock, List<RunState> states) {
    this.plan = plan;
    this.items = items;
    this.lock = lock;
    this.states = states;
  }

  /**
   * Prepares for the work.
   *
   * @param results file or folder that all shards together make
   * @param identity all that decides the outcome
   * @param items number of independent items
   * @param what they are, for messages
   * @throws UsageException if the shard is done, or belongs to another run, or one to be merged
   *     lacks
   */
  public static Shards open(
      ShardPlan plan,
      Path results,
      RunIdentity identity,
      int items,
      String what,
      Progress progress) {
    if (plan instanceof ShardPlan.One one) {
      requireEnough(one.shard().count(), items, what);
      return one(one, results, identity, items, progress);
    }
    if (plan instanceof ShardPlan.Merged merged) {
      requireEnough(merged.count(), items, what);
      return new Shards(plan, items, Optional.empty(), all(merged, results, identity, progress));
    }
    return new Shards(plan, items, Optional.empty(), List.of());
  }

  private static void requireEnough(int count, int items, String what) {
    if (count > items) {
      throw new UsageException(new ShardReason.TooMany(count, items, what));
    }
  }

  private static Shards one(
      ShardPlan.One one, Path results, RunIdentity identity, int items, Progress progress) {
    Path part = part(results, one.shard());
    present(results).stream()
        .filter(other -> other.count() != one.shard().count())
        .findFirst()
        .ifPresent(
            other -> {
              throw new UsageException(
                  new ShardReason.OtherCount(folder(results), other, one.shard()));
            });
    LockedFolder lock = LockedFolder.open(part, name -> true, new KeptResults.Resumable(part));
    try {
      StateFolder folder = new StateFolder(part.resolve(STATE), part);
      if (one.again()) {
        folder.remove();
      }
      requireSame(part, one.shard(), identity);
      RunState state = RunState.open(folder, identity, progress);
      if (state.has(DONE)) {
        throw new UsageException(new ShardReason.Done(part, one.shard()));
      }
      state.step(
          STARTED, Started.class, () -> new Started(one.arguments(), one.folder().toString()));
      return new Shards(one, items, Optional.of(lock), List.of(state));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static List<RunState> all(
      ShardPlan.Merged merged, Path results, RunIdentity identity, Progress progress) {
    requireAll(results, merged.count());
    List<RunState> states = new ArrayList<>();
    for (int number = 1; number <= merged.count(); number++) {
      Shard shard = new Shard(number, merged.count());
      Path part = part(results, shard);
      requireSame(part, shard, identity);
      states.add(RunState.open(new StateFolder(part.resolve(STATE), part), identity, progress));
    }
    return states;
  }

  private static void requireSame(Path part, Shard shard, RunIdentity identity) {
    RunState.identityIn(part.resolve(STATE))
        .flatMap(identity::differenceFrom)
        .ifPresent(
            other -> {
              throw new UsageException(
                  new ShardReason.OtherRun(
                      part, shard, other.name(), other.second(), other.first()));
            });
  }

  /**
   * How the shards of results were started: what merges them is the same command.
   *
   * @return the command of the first shard, and the number of shards
   * @throws UsageException if there are none, or not all are done, or they are of several divisions
   */
  public static Started started(Path results) {
    List<Shard> present = present(results);
    if (present.isEmpty()) {
      throw new UsageException("there are no shards of " + results + ": no " + folder(results));
    }
    Shard first = present.get(0);
    present.stream()
        .filter(other -> other.count() != first.count())
        .findFirst()
        .ifPresent(
            other -> {
              throw new UsageException(new ShardReason.OtherCount(folder(results), first, other));
            });
    requireAll(results, first.count());
    return RunState.stepIn(
            part(results, new Shard(1, first.count())).resolve(STATE), STARTED, Started.class)
        .orElseThrow(
            () -> new DataException(part(results, first) + " does not say how it was started"));
  }

  /** The number of shards that results are divided into. */
  public static int count(Path results) {
    return present(results).stream().mapToInt(Shard::count).max().orElse(0);
  }

  private static void requireAll(Path results, int count) {
    List<Shard> lacking = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Shard shard = new Shard(number, count);
      if (RunState.stepIn(part(results, shard).resolve(STATE), DONE, Done.class).isEmpty()) {
        lacking.add(shard);
      }
    }
    if (!lacking.isEmpty()) {
      Shard first = lacking.get(0);
      throw new UsageException(
          new ShardReason.Missing(
              results, first, Files.exists(part(results, first)), lacking.size()));
    }
  }

  /** Where the shards of results are kept. */
  public static Path folder(Path results) {
    return results.resolveSibling(results.getFileName() + ".shards");
  }

  private static Path part(Path results, Shard shard) {
    return folder(results).resolve(shard.number() + "-of-" + shard.count());
  }

  private static List<Shard> present(Path results) {
    if (!Files.isDirectory(folder(results))) {
      return List.of();
    }
    try (Stream<Path> parts = Files.list(folder(results))) {
      return parts
          .map(part -> PART.matcher(part.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> new Shard(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
          .sorted((one, other) -> Integer.compare(one.number(), other.number()))
          .toList();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + folder(results) + ": " + AtomicOutput.reason(e), e);
    }
  }

  /** Whether this run makes the results, or one shard only. */
  public boolean makesResults() {
    return !(plan instanceof ShardPlan.One);
  }

  /** Whether all was found by shards. */
  public boolean isMerged() {
    return plan instanceof ShardPlan.Merged;
  }

  /** The first item of this run. */
  public int first() {
    return plan instanceof ShardPlan.One one ? one.shard().first(items) : 0;
  }

  /** The item after its last. */
  public int end() {
    return plan instanceof ShardPlan.One one ? one.shard().end(items) : items;
  }

  /**
   * Items that follow each other.
   *
   * @param first of them
   * @param end the item after the last
   */
  public record Piece(int first, int end) {}

  /** The items of this run in pieces, none of which has items of two shards. */
  public List<Piece> pieces(int most) {
    List<Piece> pieces = new ArrayList<>();
    int count = plan instanceof ShardPlan.Merged merged ? merged.count() : 1;
    for (int number = 1; number <= count; number++) {
      Shard shard = new Shard(number, count);
      int end = isMerged() ? shard.end(items) : end();
      for (int first = isMerged() ? shard.first(items) : first(); first < end; first += most) {
        pieces.add(new Piece(first, Math.min(end, first + most)));
      }
    }
    return pieces;
  }

  /** What is found of an item: by the work, or by a shard that did it before. */
  public <T extends Record> T step(int item, Class<T> type, Supplier<T> work) {
    return checkpoints(item).step("item " + (item + 1), type, work);
  }

  private Checkpoints checkpoints(int item) {
    if (plan instanceof ShardPlan.Merged merged) {
      return states.get(Shard.of(item, items, merged.count()).number() - 1);
    }
    return states.isEmpty() ? Checkpoints.none() : states.get(0);
  }

  /** What the shards of this run keep, in their order; empty where one process does all. */
  public List<RunState> states() {
    return states;
  }

  /**
   * Does the work of one shard, after which it is complete.
   *
   * @throws EnvironmentException if it cannot be kept
   */
  public void complete(Runnable work) {
    RunState state = states.get(0);
    state.during(
        () -> {
          work.run();
          return state;
        });
    state.step(DONE, Done.class, () -> new Done(end() - first()));
    state.finish();
  }

  @Override
  public void close() {
    lock.ifPresent(LockedFolder::close);
  }
}
