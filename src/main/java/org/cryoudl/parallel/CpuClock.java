package org.cryoudl.parallel;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Processor time of this process, over all its threads. */
public final class CpuClock {

  private CpuClock() {}

  /** Seconds since the process began; the time on the clock where the system does not tell. */
  public static double seconds() {
    long taken =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : -1;
    return taken >= 0 ? taken / 1e9 : ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
  }

  /** Seconds that something takes. */
  public static double secondsOf(Runnable work) {
    double start = seconds();
    work.run();
    return seconds() - start;
  }
}
