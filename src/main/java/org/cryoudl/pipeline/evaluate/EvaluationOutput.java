package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.json.RecordJson;
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

  /** Writes a record as JSON. */
  public void write(String name, Record figures) {
    AtomicOutput.writeText(folder.resolve(name), RecordJson.text(figures));
  }
}
