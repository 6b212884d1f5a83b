package org.cryoudl.pipeline.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.model.ShippedModel;
import org.cryoudl.network.tensors.ComputeDevice;

/**
 * The network that a job uses.
 *
 * @param file of the model; empty for the one that comes with the program
 */
public record ModelChoice(Optional<Path> file) {

  private static final String SHIPPED = ShippedModel.FILE + " (shipped)";

  /** The choice that a record names by its {@link #label}. */
  public static ModelChoice recorded(String label) {
    return new ModelChoice(label.equals(SHIPPED) ? Optional.empty() : Optional.of(Path.of(label)));
  }

  /**
   * Loads it.
   *
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws org.cryoudl.failure.DataException if the file is damaged or holds an unknown network
   * @throws org.cryoudl.failure.EnvironmentException if this machine has no such device
   */
  public AngleModel load(ComputeDevice device) {
    return file.isPresent() ? AngleModel.load(file.get(), device) : AngleModel.shipped(device);
  }

  /** What records call it: the file, or the name of the shipped one. */
  public String label() {
    return file.map(Path::toString).orElse(SHIPPED);
  }

  /** The files that must not be written over. */
  public List<Path> inputs() {
    return file.stream().toList();
  }
}
