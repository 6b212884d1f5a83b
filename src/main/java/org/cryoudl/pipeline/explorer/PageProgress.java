package org.cryoudl.pipeline.explorer;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.cryoudl.progress.Progress;

/** Tells the page how far work is; ends work that the page cancels at its next step. */
final class PageProgress implements Progress {

  private static final long PAUSE_NANOS = 100_000_000;

  /** How far a stage is: 0 to 1. */
  record Step(String stage, double share) {}

  private final Consumer<Step> steps;
  private final Consumer<String> warnings;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  PageProgress(Consumer<Step> steps, Consumer<String> warnings) {
    this.steps = steps;
    this.warnings = warnings;
  }

  /** Makes the work end with a {@link CancellationException}. */
  void cancel() {
    cancelled.set(true);
  }

  @Override
  public Stage start(String name, long total) {
    steps.accept(new Step(name, 0));
    AtomicLong done = new AtomicLong();
    AtomicLong last = new AtomicLong(System.nanoTime());
    return new Stage() {
      @Override
      public void advance(long units) {
        if (cancelled.get()) {
          throw new CancellationException("cancelled");
        }
        long count = done.addAndGet(units);
        long now = System.nanoTime();
        long before = last.get();
        if (now - before > PAUSE_NANOS && last.compareAndSet(before, now)) {
          steps.accept(new Step(name, total == 0 ? 1 : (double) count / total));
        }
      }

      @Override
      public void note(String text) {
        // The page shows shares only.
      }

      @Override
      public void close() {
        steps.accept(new Step(name, 1));
      }
    };
  }

  @Override
  public void warn(String message) {
    warnings.accept(message);
  }

  @Override
  public void detail(String message) {
    // The page shows no details of its work.
  }
}
