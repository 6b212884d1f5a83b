package org.cryoudl.pipeline.model;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.FileChecksum;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.SiameseNetwork;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.pipeline.files.OutputTransaction;

/**
 * Writes a network's weights alone, in the network's order and under its parameters' names, so that
 * other programs load them; from a model file, or from a checkpoint of a training run, of which it
 * takes the running average.
 *
 * @param input model file or checkpoint
 * @param output the safetensors file to write
 * @param overwrite whether a file that is there may be replaced
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record ModelExport(
    Path input, Path output, boolean overwrite, String commandLine, String version) {

  /** Where a file keeps the weights that make the model; the best first. */
  private static final List<String> PREFIXES = List.of("", "average.", "weights.");

  /**
   * Writes the file.
   *
   * @return number of trained weights written
   * @throws org.cryoudl.failure.UsageException if there is no such model, or the output is there
   *     and may not be replaced
   * @throws DataException if it is damaged or holds no network
   */
  public long run() {
    try (OutputTransaction results =
        OutputTransaction.beginFile(output, List.of(input), overwrite)) {
      return results.publishing(folder -> write(folder.resolve(output.getFileName())));
    }
  }

  private long write(Path file) {
    SafetensorsFile content = SafetensorsFile.read(input);
    SiameseNetwork network = ModelFile.network(input, content);
    String first = network.shapes().keySet().iterator().next();
    String prefix =
        PREFIXES.stream()
            .filter(each -> content.tensors().containsKey(each + first))
            .findFirst()
            .orElseThrow(() -> new DataException(input + " lacks the parameter '" + first + "'"));
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    long count = 0;
    for (Map.Entry<String, Shape> parameter : network.shapes().entrySet()) {
      SafetensorsFile.Tensor tensor =
          ModelFile.tensor(input, content, prefix + parameter.getKey(), parameter.getValue());
      tensors.put(parameter.getKey(), tensor);
      count += Weights.isTrained(parameter.getKey()) ? tensor.values().length : 0;
    }
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    metadata.put("exported_from", input.getFileName().toString());
    metadata.put("exported_sha256", FileChecksum.sha256(input));
    metadata.put("exported_by", commandLine + " (version " + version + ")");
    new SafetensorsFile(metadata, tensors).write(file);
    return count;
  }
}
