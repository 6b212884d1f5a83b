package org.cryoudl.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.RunFolder;
import org.cryoudl.testing.TrialTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that replace earlier results are killed, and fill their disk, at moments and sizes drawn at
 * random: results are the earlier or the later ones, never part of them, and the next run leaves
 * nothing of the dead one. {@code -Dcryoudl.kills=5} draws more than one of each command, {@code
 * -Dcryoudl.full-disks=2} likewise; {@code -Dcryoudl.commands=align,demo} takes some commands only,
 * and {@code -Dcryoudl.trials=FILE} writes a line for each trial.
 */
@Tag("slow")
class KilledRunsTest {

  private static final int TRIALS = Integer.getInteger("cryoudl.kills", 1);
  private static final int FULL_DISKS = Integer.getInteger("cryoudl.full-disks", 1);
  private static final long SEED = 20240611;

  @TempDir private static Path work;

  private static List<Scenario> scenarios;

  @BeforeAll
  static void makeResultsToCompareWith() throws IOException, InterruptedException {
    scenarios = Scenario.all(work);
  }

  @Test
  void aKilledRunLosesNothingAndLeavesNothingHalfWritten() throws Exception {
    Random random = new Random(SEED);
    for (Scenario scenario : scenarios) {
      for (int trial = 0; trial < TRIALS; trial++) {
        Path folder = Files.createDirectories(work.resolve("killed"));
        scenario.placeEarlier(folder);
        ProgramProcess run = scenario.start(folder);
        long milliseconds = (long) (random.nextDouble() * 1100 * scenario.seconds());
        run.process().waitFor(milliseconds, TimeUnit.MILLISECONDS);
        run.process().destroyForcibly();
        run.await();
        String when = scenario.name() + " after " + milliseconds + " ms";
        List<String> hidden = scenario.hidden(folder);
        boolean publishing = hidden.stream().anyMatch(name -> name.endsWith("publishing"));
        List<String> wrong = publishing ? List.of() : scenario.wrongAfterDeath(folder);
        TrialTable.add(when + ", hidden: " + hidden + ", wrong: " + wrong);
        assertEquals(List.of(), wrong, when);
        scenario.requireRerun(folder);
        RunFolder.remove(folder);
      }
    }
  }

  @Test
  void aFullDiskLosesNothing() throws Exception {
    Path disk = Files.createDirectories(work.resolve("disk"));
    assumeTrue(isMounted(disk), "a small disk can be made by root on Linux only");
    try {
      Random random = new Random(SEED);
      for (Scenario scenario : scenarios) {
        for (int trial = 0; trial < FULL_DISKS; trial++) {
          // By another name, so that what the program prints lies elsewhere.
          Path folder = Files.createDirectories(disk.resolve("run"));
          Files.deleteIfExists(work.resolve("filled"));
          fill(
              scenario,
              Files.createSymbolicLink(work.resolve("filled"), folder),
              random.nextDouble());
        }
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private void fill(Scenario scenario, Path folder, double part) throws Exception {
    scenario.placeEarlier(folder);
    long needed = size(work.resolve(scenario.name() + "-later").resolve(Scenario.OUT));
    Path filler = folder.resolve("filler");
    long taken = folder.toFile().getUsableSpace() - (long) (part * needed);
    Files.write(filler, new byte[Math.toIntExact(Math.max(0, taken))]);
    ProgramProcess run = scenario.start(folder);
    int code = run.await();
    String when = scenario.name() + " with " + part + " of its room: " + run.printed();
    TrialTable.add(scenario.name() + " with " + part + " of its room ends with " + code);
    if (code == 0) {
      assertTrue(scenario.holdsLater(folder), when);
    } else {
      assertTrue(code == 4 && run.printed().contains("No space left on device"), code + when);
      assertEquals(List.of(), scenario.wrongAfterDeath(folder), when);
    }
    assertTrue(scenario.hidden(folder).isEmpty(), when + scenario.hidden(folder));
    Files.delete(filler);
    scenario.requireRerun(folder);
    RunFolder.remove(folder.toRealPath());
  }

  private static long size(Path folder) throws IOException {
    long sum = 0;
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  private static boolean isMounted(Path disk) throws IOException, InterruptedException {
    return System.getProperty("os.name").equals("Linux")
        && run("mount", "-t", "tmpfs", "-o", "size=48m", "cryoudl-test", disk.toString()) == 0;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
