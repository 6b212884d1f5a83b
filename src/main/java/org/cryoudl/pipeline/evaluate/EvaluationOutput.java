package org.cryoudl.pipeline.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.files.OutputFolder;

/**
 * Where an evaluation leaves its figures.
 *
 * @param folder made if missing
 * @param overwrite whether figures that are there may be replaced
 */
public record EvaluationOutput(Path folder, boolean overwrite) {

  /**
   * Makes the folder, before any work is done.
   *
   * @param names the files to be written into it
   * @param inputs what must not be written over
   * @throws org.cryoudl.failure.UsageException if a file is there and may not be replaced, or is an
   *     input
   */
  public void prepare(List<String> names, List<Path> inputs) {
    OutputFolder.prepare(folder, names, inputs, overwrite);
  }

  /** Writes a JSON object. */
  void write(String name, ObjectNode json) {
    AtomicOutput.writeText(folder.resolve(name), json.toPrettyString() + "\n");
  }

  /** Adds figures about angle errors in degrees, under the scoring tool's names. */
  public static void put(ObjectNode node, String key, AngleErrors errors) {
    node.putObject(key)
        .put("mean", errors.meanDegrees())
        .put("median", errors.medianDegrees())
        .put("rms", errors.rmsDegrees())
        .put("above1", errors.shareAbove1())
        .put("above3", errors.shareAbove3())
        .put("above10", errors.shareAbove10());
  }
}
