package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.io.AtomicOutput;

/**
 * The hidden folder beside results in which a run keeps what it has done; it is removed when the
 * results are in their place, and by a run that begins anew.
 *
 * @param path of the folder
 * @param results how messages call what the run writes
 */
public record StateFolder(Path path, Path results) {

  private static final String NAME = "cryoudl.state";

  /** Says that the results are being moved, so that those that are there are the run's own. */
  private static final String MOVING = "moving";

  static StateFolder of(Path folder, String prefix, Path results) {
    return new StateFolder(folder.resolve(prefix + NAME), results);
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  /**
   * Makes it if it is missing.
   *
   * @throws org.cryoudl.failure.EnvironmentException if it cannot be made
   */
  public void make() {
    OutputFolder.make(path);
  }

  /** Takes note that results are being moved, if a state is kept. */
  void beginMove() throws IOException {
    if (exists()) {
      Files.writeString(path.resolve(MOVING), "");
    }
  }

  /** Whether results may have been moved already. */
  boolean isMoving() {
    return Files.exists(path.resolve(MOVING));
  }

  /** Removes it, if it is there. */
  public void remove() {
    try {
      removeTree(path);
    } catch (IOException e) {
      throw AtomicOutput.unwritable(path, e);
    }
  }

  /** Removes it once the results are there; what cannot be removed is left to the next run. */
  void forget() {
    try {
      removeTree(path);
    } catch (IOException e) {
      return;
    }
  }

  /** Removes a folder with all that it holds; one that is not there is all right. */
  public static void removeTree(Path folder) throws IOException {
    Publication.removeTree(folder);
  }
}
