package org.cryoudl.cli.training;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.train.TrainJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train}: a network from a configuration. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains the network that compares particles.",
      "",
      "The folder it writes holds the configuration as resolved, metrics and their curves,"
          + " checkpoints and, at the end, model.safetensors. One device is used, however many"
          + " there are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl train -c configs/polar-judl.yaml -o runs/mine --set"
          + " particles.path=particles.star",
      "  cryoudl train -c configs/polar-pretrain.yaml -o runs/pretrain --resume",
    })
public final class TrainCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "Configuration of kind 'training', such as configs/polar-pretrain.yaml.")
  private Path config;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder of the run; must not hold another run.")
  private Path output;

  @Option(
      names = "--resume",
      description = "Go on with the run in the folder, from its newest complete checkpoint.")
  private boolean resume;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes one key of the configuration; may repeat.")
  private List<String> overrides = List.of();

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description =
          "Where the network runs: auto (default: the first GPU if there is one), cpu, cuda:N.")
  private String device;

  @Override
  public Integer call() {
    TrainJob job =
        new TrainJob(
            config,
            overrides,
            output,
            resume,
            ComputeDevice.named(device),
            common.commandLine(),
            Version.current());
    TrainJob.Outcome outcome = job.run(common.progress());
    outcome.gained().forEach(common.out()::println);
    common.out().println("model in " + outcome.model());
    common
        .out()
        .println(
            "next: cryoudl align "
                + outcome.particles().orElse("particles.star")
                + " -m "
                + outcome.model()
                + " -o aligned --report");
    common.out().flush();
    return 0;
  }
}
