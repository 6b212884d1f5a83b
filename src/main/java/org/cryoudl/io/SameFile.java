package org.cryoudl.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.failure.EnvironmentException;

/** Whether two paths lead to one file, by links too. */
public final class SameFile {

  private SameFile() {}

  /**
   * Compares two paths; those that do not exist are the same only if they are equal.
   *
   * @throws EnvironmentException if a file cannot be looked at
   */
  public static boolean is(Path a, Path b) {
    try {
      return a.equals(b) || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b));
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + a + ": " + AtomicOutput.reason(e), e);
    }
  }
}
