package org.cryoudl.training.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory in use by this process. */
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long MIB = 1 << 20;

  private ProcessMemory() {}

  /** Used part of the Java heap in MiB, garbage included. */
  public static long heapMib() {
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MIB;
  }

  /**
   * Memory of the whole process in MiB, the engine's native memory included (the resident set);
   * empty where the system does not report it, as outside Linux.
   */
  public static OptionalLong processMib() {
    return status("VmRSS:");
  }

  /** The most that the whole process has had at any time, in MiB; empty as the other. */
  public static OptionalLong peakMib() {
    return status("VmHWM:");
  }

  private static OptionalLong status(String key) {
    try {
      if (Files.isReadable(STATUS)) {
        for (String line : Files.readAllLines(STATUS, StandardCharsets.US_ASCII)) {
          if (line.startsWith(key)) {
            return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) / 1024);
          }
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty(); // a figure for information only
    }
    return OptionalLong.empty();
  }
}
