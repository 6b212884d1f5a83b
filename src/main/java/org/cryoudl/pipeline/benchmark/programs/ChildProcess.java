package org.cryoudl.pipeline.benchmark.programs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.cryoudl.pipeline.files.RunningOutputs;

/**
 * Runs another program and measures it from outside, alike for every program: wall-clock and
 * processor time, and the most memory it held. Processor time and memory are read from the system
 * every 20 ms while it runs, so that at most the last 20 ms are missed.
 *
 * <p>The program ends with this one. If this one is requested to end, it ends the program; if it is
 * killed, a shell does that waits for the end of this one, where there is a POSIX shell. Programs
 * that the program has started itself are not followed, and a kill within the milliseconds between
 * the starts of program and shell goes unnoticed.
 */
public final class ChildProcess {

  private static final int POLL_MILLISECONDS = 20;
  private static final long BYTES_PER_KILOBYTE = 1024;

  private static final String WATCH =
      "trap '' HUP INT TERM; while read -r line; do :; done; kill -TERM $1; sleep 5; kill -KILL $1";

  private ChildProcess() {}

  /**
   * Runs a program to its end.
   *
   * @param command program and arguments
   * @param folder where it runs
   * @param log receives what it prints
   * @throws EnvironmentException if it cannot be started
   */
  public static Usage run(List<String> command, Path folder, Path log) {
    long start = System.nanoTime();
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(nullDevice()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot start " + command.get(0) + ": " + AtomicOutput.reason(e), e);
    }
    RunningOutputs.Running child =
        () -> {
          process.destroy();
          return Optional.empty();
        };
    RunningOutputs.add(child);
    Optional<Process> watch = watch(process);
    try {
      Duration cpu = null;
      long peak = 0;
      boolean running = true;
      while (running) {
        cpu = process.info().totalCpuDuration().orElse(cpu);
        peak = Math.max(peak, peakBytes(process.pid()));
        running = !process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Usage(
          process.exitValue(),
          seconds,
          cpu == null ? OptionalDouble.empty() : OptionalDouble.of(cpu.toNanos() / 1e9),
          peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command.get(0) + " was running", e);
    } finally {
      watch.ifPresent(Process::destroyForcibly);
      process.destroy();
      RunningOutputs.remove(child);
    }
  }

  /**
   * A shell that ends a program once its own input ends, which it does when this process is gone.
   */
  private static Optional<Process> watch(Process process) {
    try {
      return Optional.of(
          new ProcessBuilder("sh", "-c", WATCH, "sh", Long.toString(process.pid()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      return Optional.empty(); // a system without a shell
    }
  }

  private static File nullDevice() {
    return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
  }

  /** The high-water mark of the resident set; 0 where the system does not report it. */
  private static long peakBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KILOBYTE;
        }
      }
    } catch (IOException e) {
      return 0; // ended between two looks, or a system without /proc
    }
    return 0;
  }
}
