package org.cryoudl.cli.training;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.model.ModelCard;
import org.cryoudl.pipeline.model.ModelExport;
import org.cryoudl.pipeline.model.ModelImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model}: files of weights. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows files of weights, and exchanges weights with PyTorch.",
    subcommands = {ModelCommand.Show.class, ModelCommand.Import.class, ModelCommand.Export.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl model show models/polar-0.1.safetensors",
      "  cryoudl model import checkpoint.pth -o model.safetensors",
      "  cryoudl model export runs/mine/model.safetensors -o weights.safetensors"
    })
public final class ModelCommand implements Runnable {

  private static final String SUFFIX = ".safetensors";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say 'model show', 'model import' or 'model export'");
  }

  /** {@code model show FILE}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints what a file of weights says about itself, its layers and their sizes.")
  static final class Show implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(
        paramLabel = "FILE",
        description = "A model or checkpoint (.safetensors), or a PyTorch checkpoint.")
    private Path file;

    @Override
    public Integer call() {
      ModelCard.describe(file).forEach(common.out()::println);
      common.out().flush();
      return 0;
    }
  }

  /** {@code model import CHECKPOINT -o MODEL}. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Makes a model of weights that PyTorch saved.",
        "",
        "Reads what torch.save writes (a state_dict, alone or inside a dictionary) and safetensors"
            + " files. Code in a checkpoint is never run: one that needs any is refused. Tensors are"
            + " matched with the layers of network 'cartesian' in order and by shape, and every one"
            + " that does not fit is named."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  cryoudl model import checkpoint.pth -o model.safetensors",
        "  cryoudl model import small.pth -o small.safetensors --set input_pixels=64"
            + " --set widths=[8,16,32]"
      })
  static final class Import implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(
        paramLabel = "CHECKPOINT",
        description = "File written by torch.save (1.6 or newer), or a safetensors file.")
    private Path checkpoint;

    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "MODEL",
        description = "The model file to write (.safetensors).")
    private Path output;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "Changes one size of the network from the published one; may repeat. Keys:"
                + " input_pixels, widths, mask_widths, head, variant, output.")
    private List<String> sizes = List.of();

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "The model's name and version; that of the checkpoint if not given.")
    private String name;

    @Option(
        names = "--negate-angles",
        description =
            "The checkpoint's training turned images counter-clockwise for positive angles; change"
                + " the sign of its answers.")
    private boolean negateAngles;

    @Option(names = "--overwrite", description = "Replace a model that is there.")
    private boolean overwrite;

    @Override
    public Integer call() {
      requireSafetensors(output);
      ModelImport.Report report =
          new ModelImport(
                  checkpoint,
                  output,
                  sizes,
                  Optional.ofNullable(name),
                  negateAngles,
                  overwrite,
                  common.invocation())
              .run();
      report.remarks().forEach(common.progress()::warn);
      print(
          common, "%s holds network '%s', %,d weights", output, report.network(), report.weights());
      return 0;
    }
  }

  /** {@code model export MODEL -o FILE}. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Writes a model's weights for other programs, as safetensors.",
        "",
        "Takes a model or a checkpoint of a training run, of which the running average is written."
            + " In PyTorch: safetensors.torch.load_file."
      },
      footerHeading = "%nExample:%n",
      footer = "  cryoudl model export runs/mine/model.safetensors -o weights.safetensors")
  static final class Export implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "MODEL", description = "A model or a run's checkpoint (.safetensors).")
    private Path model;

    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "FILE",
        description = "The file to write (.safetensors).")
    private Path output;

    @Option(names = "--overwrite", description = "Replace a file that is there.")
    private boolean overwrite;

    @Override
    public Integer call() {
      requireSafetensors(output);
      long weights =
          new ModelExport(model, output, overwrite, common.commandLine(), Version.current()).run();
      print(common, "%s holds %,d weights", output, weights);
      return 0;
    }
  }

  /** A name that promises another format would mislead whoever opens the file. */
  private static void requireSafetensors(Path output) {
    boolean file = !Files.isDirectory(output);
    if (file && !output.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
      throw new UsageException(
          "-o " + output + ": the file is written as safetensors; name it *" + SUFFIX);
    }
  }

  private static void print(CommonOptions common, String format, Object... values) {
    PrintWriter out = common.out();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
