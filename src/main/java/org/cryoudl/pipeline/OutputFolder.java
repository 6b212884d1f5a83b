package org.cryoudl.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;

/** Makes sure, before any work is done, that results can be written and replace nothing unasked. */
final class OutputFolder {

  private OutputFolder() {}

  /**
   * Makes a folder if it is missing and checks it.
   *
   * @param names files that will be written into it
   * @param overwrite whether they may replace files of the same names
   * @throws UsageException if one is there and may not be replaced
   * @throws EnvironmentException if the folder cannot be made or written
   */
  static void prepare(Path folder, List<String> names, boolean overwrite) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot make the folder " + folder + ": " + AtomicOutput.reason(e), e);
    }
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.exists(file) && !overwrite) {
        throw new UsageException(
            folder
                + " holds results already ("
                + name
                + "); choose another folder or say --overwrite");
      }
    }
    AtomicOutput.write(folder.resolve(".probe"), temporary -> Files.write(temporary, new byte[1]));
    AtomicOutput.discard(folder.resolve(".probe"));
  }
}
