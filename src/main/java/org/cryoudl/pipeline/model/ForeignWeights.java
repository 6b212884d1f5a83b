package org.cryoudl.pipeline.model;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.torch.TorchCheckpoint;
import org.cryoudl.network.files.LayerMatching;
import org.cryoudl.network.tensors.SafetensorsFile;

/**
 * Named tensors in a file of any origin: a PyTorch checkpoint or a safetensors file.
 *
 * @param tensors names and shapes, in file order
 * @param values gives the elements of one, row-major
 * @param leftOut names of what the file holds beside them
 * @param metadata the texts of a safetensors file, if it is one
 * @param closing releases the file
 */
record ForeignWeights(
    List<LayerMatching.Tensor> tensors,
    Function<String, float[]> values,
    List<String> leftOut,
    Optional<Map<String, String>> metadata,
    Runnable closing)
    implements AutoCloseable {

  /**
   * Opens a file; its first bytes decide what it is.
   *
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws org.cryoudl.failure.DataException if it is damaged or neither of the two
   */
  static ForeignWeights open(Path file) {
    return isSafetensors(file) ? of(SafetensorsFile.read(file)) : of(TorchCheckpoint.open(file));
  }

  private static ForeignWeights of(SafetensorsFile content) {
    List<LayerMatching.Tensor> tensors = new ArrayList<>();
    content.tensors().forEach((name, tensor) -> tensors.add(tensor(name, tensor.shape())));
    return new ForeignWeights(
        tensors, content::values, List.of(), Optional.of(content.metadata()), () -> {});
  }

  private static ForeignWeights of(TorchCheckpoint checkpoint) {
    List<LayerMatching.Tensor> tensors = new ArrayList<>();
    checkpoint.tensors().forEach((name, tensor) -> tensors.add(tensor(name, tensor.shape())));
    return new ForeignWeights(
        tensors, checkpoint::values, checkpoint.leftOut(), Optional.empty(), checkpoint::close);
  }

  private static LayerMatching.Tensor tensor(String name, long[] shape) {
    return new LayerMatching.Tensor(name, new Shape(shape));
  }

  /**
   * A safetensors file starts with its header's length, whose upper bytes are zero, and a brace.
   */
  private static boolean isSafetensors(Path file) {
    if (!Files.isRegularFile(file)) {
      return file.toString().endsWith(".safetensors");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(9);
      return file.toString().endsWith(".safetensors")
          || start.length == 9 && start[7] == 0 && start[6] == 0 && start[8] == '{';
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
