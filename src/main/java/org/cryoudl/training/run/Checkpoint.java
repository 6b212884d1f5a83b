package org.cryoudl.training.run;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.Weights;

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

  /**
   * Parameters it holds.
   *
   * @param shapes by name
   * @param manager owns them
   * @param prefix of their names in the file
   * @throws DataException if one is missing or has another shape
   */
  public Weights weights(Map<String, Shape> shapes, NDManager manager, String prefix) {
    return ModelFile.weights(file, content, shapes, manager, prefix);
  }
}
