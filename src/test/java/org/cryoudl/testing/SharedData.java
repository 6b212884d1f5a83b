package org.cryoudl.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Real data kept beside the checkout, which the project does not ship. Tests that use it are
 * skipped, saying so, where it is absent.
 */
public final class SharedData {

  private SharedData() {}

  /** The folder, or an aborted test if it is not there. */
  public static Path folder() {
    Path folder = Path.of(System.getProperty("cryoudl.shared", "../shared"));
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "skipped: no shared data folder at " + folder.toAbsolutePath());
    return folder;
  }

  /** A file of the shared data, for instance {@code file("data/bench/c1.star")}. */
  public static Path file(String relative) {
    Path file = folder().resolve(relative);
    Assumptions.assumeTrue(Files.exists(file), "skipped: no shared file " + file.toAbsolutePath());
    return file;
  }
}
