package org.cryoudl.parallel;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Processor time of this process, over all its threads. */
public final class CpuClock {

  private CpuClock() {}

  /** Seconds since the process began; the time on the clock where the system does not tell. */
  public static double seconds() {
    Duration taken =
        ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .orElseGet(() -> Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
    return taken.toNanos() / 1e9;
  }

  /** Seconds that something takes. */
  public static double secondsOf(Runnable work) {
    double start = seconds();
    work.run();
    return seconds() - start;
  }
}
