package org.cryoudl.pipeline.benchmark.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ChildProcessTest {

  @TempDir Path folder;

  @Test
  void sleepingTakesTimeButNoProcessor() throws IOException {
    Path log = folder.resolve("log");
    Usage usage =
        ChildProcess.run(List.of("sh", "-c", "pwd; echo lost >&2; sleep 0.5; exit 3"), folder, log);
    assertEquals(3, usage.exitCode());
    assertTrue(usage.wallSeconds() >= 0.5, "wall " + usage.wallSeconds());
    assertTrue(usage.cpuSeconds().orElseThrow() < 0.2, "cpu " + usage.cpuSeconds());
    List<String> lines = Files.readAllLines(log);
    assertEquals(folder.toRealPath(), Path.of(lines.get(0)).toRealPath());
    assertEquals("lost", lines.get(1));
  }

  /** The shell itself prints its processor time at the end: the two must agree. */
  @Test
  void workingTakesTheProcessorTimeThatTheShellTells() throws IOException {
    Path log = folder.resolve("log");
    Usage usage =
        ChildProcess.run(
            List.of("sh", "-c", "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; times"),
            folder,
            log);
    assertEquals(0, usage.exitCode());
    double printed = 0;
    for (String part : Files.readAllLines(log).get(0).split(" ")) {
      String[] minutes = part.replace("s", "").split("m");
      printed += 60 * Double.parseDouble(minutes[0]) + Double.parseDouble(minutes[1]);
    }
    assertEquals(printed, usage.cpuSeconds().orElseThrow(), 0.06 + 0.05 * printed);
  }

  @Test
  void memoryHeldShows() {
    int megabytes = 48;
    Usage usage =
        ChildProcess.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + megabytes + "m",
                "-XX:+AlwaysPreTouch",
                "-version"),
            folder,
            folder.resolve("log"));
    assertTrue(usage.peakBytes().orElseThrow() > megabytes << 20, "peak " + usage.peakBytes());
    assertTrue(usage.peakBytes().orElseThrow() < 1L << 30, "peak " + usage.peakBytes());
  }

  @Test
  void missingProgramIsToldByName() {
    EnvironmentException failure =
        assertThrows(
            EnvironmentException.class,
            () -> ChildProcess.run(List.of("no-such-program-here"), folder, folder.resolve("log")));
    assertTrue(failure.getMessage().contains("no-such-program-here"), failure.getMessage());
  }
}
