package org.cryoudl.training.run;

import java.nio.file.Path;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.tensors.SafetensorsFile;

/**
 * A state of a run, as read from its file.
 *
 * @param file where it was
 * @param content what it holds
 */
public record Checkpoint(Path file, SafetensorsFile content) {

  /** The metadata key of the number of updates done. */
  public static final String STEP = "step";

  /**
   * Reads a checkpoint.
   *
   * @throws DataException if it is damaged or cut short
   */
  public static Checkpoint read(Path file) {
    return new Checkpoint(file, SafetensorsFile.read(file));
  }

  /** Number of updates done. */
  public long step() {
    String step = content.metadata().getOrDefault(STEP, "");
    if (!step.matches("\\d{1,12}")) {
      throw new DataException(file + " does not say how many steps were done; is it a checkpoint?");
    }
    return Long.parseLong(step);
  }
}
