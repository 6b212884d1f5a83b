package org.cryoudl.pipeline.explorer;

import java.lang.management.ManagementFactory;
import java.util.Map;
import org.cryoudl.parallel.CpuClock;

/** How much of the machine the program takes, between one look and the next. */
final class ResourceUse {

  private static final double MEGABYTE = 1 << 20;

  private double lastCpu = CpuClock.seconds();
  private long lastNanos = System.nanoTime();

  /** Cores that were busy since the last call, of how many, and memory in use. */
  synchronized String json() {
    double cpu = CpuClock.seconds();
    long now = System.nanoTime();
    double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
    double cores = Math.max(0, (cpu - lastCpu) / seconds);
    lastCpu = cpu;
    lastNanos = now;
    double memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
    return StateJson.text(
        Map.of(
            "cores", cores,
            "ofCores", Runtime.getRuntime().availableProcessors(),
            "megabytes", memory));
  }
}
