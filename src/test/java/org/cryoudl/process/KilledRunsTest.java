package org.cryoudl.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final long PRINTED = 8192;

  private static final String STATE = ".cryoudl.state";

  /** Which file, what lacks, and what to do. */
  private static final String NO_ROOM =
      "cryoudl: cannot write .*out.*: (no room left on its disk|the limit of the size of one file is"
          + " reached)( \\([\\d.]+ MB of [\\d.]+ MB free\\))?; (make room there|raise it with ulimit -f).*";

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
    long needed = scenario.room();
    Path filler = folder.resolve("filler");
    leave(folder, filler, (long) (part * needed));
    String when = scenario.name() + " with " + part + " of its room";
    int code = requireNothingLost(scenario, folder, scenario.start(folder), when);
    if (code != 0 && scenario.goesOn(folder)) {
      // The disk is full again further on.
      leave(folder, filler, (long) (part * needed / 2));
      requireNothingLost(scenario, folder, scenario.resume(folder), when + ", continued");
    }
    Files.delete(filler);
    scenario.requireRerun(folder);
    RunFolder.remove(folder.toRealPath());
  }

  /** Makes a disk so full that a number of bytes is left. */
  private static void leave(Path folder, Path filler, long bytes) throws IOException {
    Files.deleteIfExists(filler);
    long taken = folder.toFile().getUsableSpace() - bytes;
    Files.write(filler, new byte[Math.toIntExact(Math.max(0, taken))]);
  }

  @Test
  void aLimitOfTheSizeOfFilesLosesNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    Random random = new Random(SEED + 1);
    for (Scenario scenario : scenarios) {
      for (int trial = 0; trial < FULL_DISKS; trial++) {
        Path folder = Files.createDirectories(work.resolve("limited"));
        scenario.placeEarlier(folder);
        long largest = scenario.sizes().stream().mapToLong(size -> size).max().orElseThrow();
        // What is printed goes into a file too.
        long bytes = PRINTED + (long) (random.nextDouble() * Math.max(0, largest - PRINTED));
        ProgramProcess run = scenario.startLimited(folder, bytes);
        requireNothingLost(scenario, folder, run, scenario.name() + " in files of " + bytes);
        scenario.requireRerun(folder);
        RunFolder.remove(folder);
      }
    }
  }

  /** A run that does not end well states why in one line and has changed nothing. */
  private static int requireNothingLost(
      Scenario scenario, Path folder, ProgramProcess run, String when) throws Exception {
    int code = run.await();
    String trial = when + " ends with " + code + ": " + run.printed();
    List<String> failures =
        run.printed().lines().filter(line -> line.startsWith("cryoudl: ")).toList();
    TrialTable.add(when + " ends with " + code + ": " + failures);
    if (code == 0) {
      assertTrue(scenario.holdsLater(folder), trial);
    } else {
      assertEquals(4, code, trial);
      assertEquals(1, failures.size(), trial);
      assertTrue(failures.get(0).matches(NO_ROOM), trial);
      assertEquals(List.of(), scenario.wrongAfterDeath(folder), trial);
    }
    List<String> hidden = new ArrayList<>(scenario.hidden(folder));
    if (code != 0) {
      hidden.removeIf(file -> file.endsWith(STATE)); // to go on from, once there is room
    }
    assertEquals(List.of(), hidden, trial);
    return code;
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
