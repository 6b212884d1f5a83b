package org.cryoudl.parallel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs loops in as many threads as {@link Parallelism} grants the run that they belong to.
 * Reductions split the range into a fixed number of pieces and join them in order, so that sums of
 * floating-point numbers do not depend on the number of threads.
 */
public final class ParallelLoop {

  private ParallelLoop() {}

  /** One step of a reduction: adds the contribution of {@code index} to {@code accumulator}. */
  @FunctionalInterface
  public interface Accumulation<A> {
    /** Adds one contribution; an accumulator is used by one thread at a time. */
    void add(A accumulator, int index);
  }

  /**
   * Calls {@code body} once for every index in [0, count), in no particular order. Called from
   * inside another loop it runs in the calling thread.
   */
  public static void run(int count, IntConsumer body) {
    Parallelism parallelism = Parallelism.current();
    int workers = Math.min(parallelism.loopThreads(), count);
    if (workers <= 1) {
      for (int i = 0; i < count; i++) {
        body.accept(i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    Parallelism inside = parallelism.insideLoop();
    ForkJoinPool pool = new ForkJoinPool(workers);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        futures.add(
            pool.submit(
                () ->
                    inside.run(
                        () -> {
                          for (int i = next.getAndIncrement();
                              i < count;
                              i = next.getAndIncrement()) {
                            body.accept(i);
                          }
                        })));
      }
      join(futures, next, count);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Calls {@code body} once for every one of several tasks that run loops of their own. Where there
   * are fewer tasks than threads they come one after the other, and their loops use the threads.
   */
  public static void runTasks(int count, IntConsumer body) {
    if (count >= Parallelism.current().loopThreads()) {
      run(count, body);
    } else {
      for (int i = 0; i < count; i++) {
        body.accept(i);
      }
    }
  }

  /**
   * Reduces [0, count) into one accumulator.
   *
   * @param create makes an empty accumulator; called once per piece
   * @param add adds one index to an accumulator; an accumulator is used by one thread at a time
   * @param merge adds its second argument into its first
   */
  public static <A> A reduce(
      int count, Supplier<A> create, Accumulation<A> add, BiConsumer<A, A> merge) {
    return reduce(count, 1, create, add, merge);
  }

  /**
   * The same in fewer pieces where these would be too small to be worth an accumulator each.
   *
   * @param least how many a piece is to have, if there are as many
   */
  public static <A> A reduce(
      int count, int least, Supplier<A> create, Accumulation<A> add, BiConsumer<A, A> merge) {
    return reduce(Pieces.of(count, least), create, add, merge);
  }

  /**
   * The same in given pieces. What a piece has added up is joined to those before as soon as these
   * are done, so that few wait for it in memory.
   */
  public static <A> A reduce(
      Pieces pieces, Supplier<A> create, Accumulation<A> add, BiConsumer<A, A> merge) {
    Joined<A> joined = new Joined<>(merge);
    run(
        pieces.number(),
        p -> {
          A own = create.get();
          for (int i = pieces.from(p); i < pieces.from(p + 1); i++) {
            add.add(own, i);
          }
          joined.take(p, own);
        });
    return joined.all();
  }

  /** What pieces have added up, joined in their order. */
  private static final class Joined<A> {
    private final BiConsumer<A, A> merge;
    private final Map<Integer, A> waiting = new HashMap<>();
    private @Nullable A first;
    private int next;

    Joined(BiConsumer<A, A> merge) {
      this.merge = merge;
    }

    synchronized void take(int piece, A sums) {
      waiting.put(piece, sums);
      for (A own = waiting.remove(next); own != null; own = waiting.remove(next)) {
        if (first == null) {
          first = own;
        } else {
          merge.accept(first, own);
        }
        next++;
      }
    }

    synchronized A all() {
      return Objects.requireNonNull(first);
    }
  }

  private static void join(List<Future<?>> futures, AtomicInteger next, int count) {
    RuntimeException failure = null;
    for (Future<?> future : futures) {
      try {
        future.get();
      } catch (ExecutionException e) {
        next.set(count); // the other workers stop at their next index
        failure = failure == null ? unwrap(e.getCause()) : failure;
      } catch (InterruptedException e) {
        next.set(count);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a parallel loop was running", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException unwrap(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    // ForkJoinTask wraps exceptions in copies of themselves; the innermost of the type is the one
    // whose message was written for the user.
    return cause instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("a parallel loop failed", cause);
  }
}
