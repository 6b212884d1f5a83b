package org.cryoudl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A line for each trial of a test that draws them at random, in the file that {@code
 * -Dcryoudl.trials=FILE} names; nowhere else.
 */
public final class TrialTable {

  private static final String FILE = System.getProperty("cryoudl.trials", "");

  private TrialTable() {}

  /** Whether a file was named. */
  public static boolean isWanted() {
    return !FILE.isEmpty();
  }

  /** Adds a line. */
  public static void add(String line) throws IOException {
    if (isWanted()) {
      Files.writeString(
          Path.of(FILE), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
