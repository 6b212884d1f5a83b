package org.cryoudl.pipeline.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the runs of this process are writing at the moment, so that a process that is requested to
 * end can clean up and say what it leaves. A program calls {@link #interrupt} when it is requested
 * to end; this class watches no signals.
 */
public final class RunningOutputs {

  private static final Set<Running> ALL = new LinkedHashSet<>();
  private static boolean interrupted;

  private RunningOutputs() {}

  /** Something that a process leaves behind if it ends now. */
  public interface Running {
    /**
     * Stops it and cleans up after it, as far as it is not done.
     *
     * @return what is left of results and what is not; empty if it has none of its own
     */
    Optional<KeptResults> interrupt();
  }

  /** Takes note of something that starts. */
  public static void add(Running running) {
    synchronized (ALL) {
      ALL.add(running);
    }
  }

  /** Takes note that it is done. */
  public static void remove(Running running) {
    synchronized (ALL) {
      ALL.remove(running);
    }
  }

  /** Whether the process is ending, so that failures that follow are of no interest. */
  public static boolean isInterrupted() {
    synchronized (ALL) {
      return interrupted;
    }
  }

  /**
   * Cleans up after all that is not done, the youngest first.
   *
   * @return what the oldest, which the others are parts of, leaves; empty if nothing was going on
   */
  public static Optional<KeptResults> interrupt() {
    List<Running> youngestFirst;
    synchronized (ALL) {
      interrupted = true;
      youngestFirst = new ArrayList<>(ALL);
    }
    Collections.reverse(youngestFirst);
    Optional<KeptResults> kept = Optional.empty();
    for (Running running : youngestFirst) {
      Optional<KeptResults> own = running.interrupt();
      kept = own.isPresent() ? own : kept;
    }
    return kept;
  }
}
