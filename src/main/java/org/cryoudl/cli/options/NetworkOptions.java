package org.cryoudl.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.model.NetworkChoice;
import picocli.CommandLine.Option;

/** Which network a command uses, and where it runs. */
@OptionGroup(OptionGroup.Heading.NETWORK)
public final class NetworkOptions {

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Network (.safetensors); the one shipped with cryoudl if not given.")
  private Path model;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "Where the network runs: auto (default: a GPU if there is one), cpu, cuda:N.")
  private String device;

  /** The network's file, if the user named one. */
  public Optional<Path> model() {
    return Optional.ofNullable(model);
  }

  /** Both. */
  public NetworkChoice choice() {
    return new NetworkChoice(new ModelChoice(model()), device());
  }

  /** Where the network runs. */
  public ComputeDevice device() {
    return ComputeDevice.named(device);
  }
}
