package org.cryoudl.pipeline.relion;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks every half second whether RELION requests a job to stop. RELION's users expect an answer
 * within seconds, wherever the work stands.
 */
public final class AbortWatch implements AutoCloseable {

  private static final long MILLISECONDS = 500;

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "abort watch");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to look.
   *
   * @param stop is run once if the job is to stop, in a thread of its own
   */
  public AbortWatch(JobFolder folder, Runnable stop) {
    Runnable look =
        () -> {
          if (folder.isAbortRequested()) {
            watch.shutdown();
            try {
              folder.acknowledgeAbort();
            } finally {
              stop.run(); // even where the folder cannot be changed
            }
          }
        };
    // How often it looked concerns nobody; the service keeps the future.
    var unused = watch.scheduleWithFixedDelay(look, 0, MILLISECONDS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
