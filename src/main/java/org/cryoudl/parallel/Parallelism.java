package org.cryoudl.parallel;

import java.util.function.Supplier;

/**
 * How many threads a run may use. The number belongs to the run, not to the process: it is bound to
 * the thread that the run is called from for as long as the run lasts, and handed on to the threads
 * of its loops. So two runs of one process may use different numbers at the same time. Results do
 * not depend on it.
 *
 * <p>For the caller:
 *
 * <pre>{@code
 * Alignment alignment = Parallelism.of(4).call(() -> aligner.align(particles));
 * }</pre>
 *
 * <p>A thread to which nothing is bound uses all cores. A thread that the caller's own code starts
 * inside a run is such a thread: bind it again with {@code Parallelism.current().run(...)}, where
 * {@code current()} was called outside of it.
 *
 * <p>For the implementer: {@link ParallelLoop} reads the number, nothing else needs to.
 */
public final class Parallelism {

  private static final ThreadLocal<Parallelism> BOUND = new ThreadLocal<>();

  private final int threads;

  /** Whether this is bound to a thread of a loop, where further loops run in that thread. */
  private final boolean insideLoop;

  private Parallelism(int threads, boolean insideLoop) {
    this.threads = threads;
    this.insideLoop = insideLoop;
  }

  /**
   * A number of threads.
   *
   * @param threads at least 1
   */
  public static Parallelism of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    return new Parallelism(threads, false);
  }

  /** As many threads as the machine has cores for this process. */
  public static Parallelism allCores() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  /** What is bound to the calling thread; all cores if nothing is. */
  public static Parallelism current() {
    Parallelism bound = BOUND.get();
    return bound == null ? allCores() : bound;
  }

  /** The number of threads. */
  public int threads() {
    return threads;
  }

  /**
   * Does some work whose loops use this many threads. Inside a loop of another run it starts
   * threads of its own.
   */
  public void run(Runnable work) {
    call(
        () -> {
          work.run();
          return null;
        });
  }

  /** As {@link #run}, for work with a result. */
  public <T> T call(Supplier<T> work) {
    Parallelism before = BOUND.get();
    BOUND.set(this);
    try {
      return work.get();
    } finally {
      if (before == null) {
        BOUND.remove();
      } else {
        BOUND.set(before);
      }
    }
  }

  /** The same number as it is bound to the threads of a loop. */
  Parallelism insideLoop() {
    return new Parallelism(threads, true);
  }

  /** Threads for a loop that starts now: one inside another loop. */
  int loopThreads() {
    return insideLoop ? 1 : threads;
  }
}
