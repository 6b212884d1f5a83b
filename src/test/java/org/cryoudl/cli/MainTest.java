package org.cryoudl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void helpListsCommandsAndExitCodes() {
    CommandRun run = CommandRun.of("--help");
    assertEquals(0, run.code());
    assertTrue(run.out().contains("info") && run.out().contains("bad input data"), run.out());
  }

  @Test
  void wrongUsageIsOneLineAndAHint() {
    assertUsageError(CommandRun.of("alignn"));
    assertUsageError(CommandRun.of());
    assertUsageError(CommandRun.of("info", "--threads", "0"));
    assertUsageError(CommandRun.of("config", "show", "no-such-file.yaml"));
  }

  @Test
  void threadsAreThoseOfOneCommand() {
    int cores = Runtime.getRuntime().availableProcessors();
    String more = Integer.toString(cores + 1);
    assertTrue(
        CommandRun.of("info", "--threads", more).out().contains("threads    " + more + "\n"));
    assertTrue(CommandRun.of("info").out().contains("threads    " + cores + "\n"));
  }

  private static void assertUsageError(CommandRun run) {
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().startsWith("cryoudl: "), run.err());
    assertTrue(run.err().lines().count() <= 3, run.err());
  }
}
