package org.cryoudl.pipeline.explorer;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.parallel.CpuClock;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/**
 * How much of the machine the program takes, and all programs together, between one look and the
 * next. The machine's figures come from OSHI, those of graphics cards from {@link GraphicsUse}.
 */
final class ResourceUse {

  private static final double MEGABYTE = 1 << 20;
  private static final double GIGABYTE = 1 << 30;

  private double lastCpu = CpuClock.seconds();
  private long lastNanos = System.nanoTime();
  private boolean started;
  private @Nullable CentralProcessor processor;
  private @Nullable GlobalMemory memory;
  private long[] ticks = {};
  private final GraphicsUse graphics = new GraphicsUse();

  /**
   * Cores that were busy since the last call, of how many, memory in use; of the whole machine what
   * can be measured.
   */
  synchronized String json() {
    double cpu = CpuClock.seconds();
    long now = System.nanoTime();
    double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
    double cores = Math.max(0, (cpu - lastCpu) / seconds);
    lastCpu = cpu;
    lastNanos = now;
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
    Map<String, Object> use = new LinkedHashMap<>();
    use.put("cores", cores);
    use.put("ofCores", Runtime.getRuntime().availableProcessors());
    use.put("megabytes", heap);
    addMachine(use);
    graphics.words().ifPresent(words -> use.put("graphics", words));
    return StateJson.text(use);
  }

  private void addMachine(Map<String, Object> use) {
    start();
    if (processor == null || memory == null) {
      return;
    }
    if (ticks.length > 0) {
      double load = processor.getSystemCpuLoadBetweenTicks(ticks);
      if (load >= 0 && load <= 1) {
        use.put("load", load);
      }
    }
    ticks = processor.getSystemCpuLoadTicks();
    use.put("usedGigabytes", (memory.getTotal() - memory.getAvailable()) / GIGABYTE);
    use.put("totalGigabytes", memory.getTotal() / GIGABYTE);
  }

  /** When the first figures are needed, for it takes a second. */
  private void start() {
    if (started) {
      return;
    }
    started = true;
    try {
      SystemInfo system = new SystemInfo();
      processor = system.getHardware().getProcessor();
      memory = system.getHardware().getMemory();
    } catch (RuntimeException | LinkageError e) {
      // Systems that OSHI does not know, or where its library cannot be loaded: without.
      processor = null;
    }
  }
}
