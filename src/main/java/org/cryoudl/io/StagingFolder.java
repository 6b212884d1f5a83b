package org.cryoudl.io;

import java.nio.file.Path;

/**
 * The hidden folder, beside the final place of a run's results, in which they are written until all
 * are complete. Messages and metadata name a result by its final path, not by the one it has for
 * the time being.
 */
public final class StagingFolder {

  private static final String SUFFIX = "cryoudl.staging";

  private StagingFolder() {}

  /**
   * The staging folder of some results.
   *
   * @param folder their final place
   * @param prefix separates results of several runs in one folder; starts with a dot
   */
  public static Path of(Path folder, String prefix) {
    return folder.resolve(prefix + SUFFIX);
  }

  /** The final path of a file: another one only if it lies in a staging folder, however deep. */
  public static Path published(Path file) {
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      if (folder.getFileName() != null && folder.getFileName().toString().endsWith(SUFFIX)) {
        return folder.resolveSibling(folder.relativize(file));
      }
    }
    return file;
  }
}
