package org.cryoudl.cli.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.benchmark.BenchmarkJob;
import org.cryoudl.pipeline.benchmark.BenchmarkPlan;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmark}: all methods on the same particles. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Aligns sets of known truth by every method and compares accuracy, time and memory.",
      "",
      "Runs RELION beside ours where relion_refine is on the PATH. Writes benchmark.md,"
          + " benchmark.json, report.html and what every method wrote."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl benchmark -o bench",
      "  cryoudl benchmark c1.star c5.star -o bench --methods cryoudl,polar-spectrum --no-relion",
      "  cryoudl benchmark -c configs/benchmark.yaml -o bench --set relion.psi_step_degrees=2",
      "  cryoudl benchmark c1.star c3.star -o bench --resume",
      "  cryoudl benchmark c1.star c5.star -o ablation --ablation --sizes 50,0"
    })
public final class BenchmarkCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "SETS",
      arity = "0..*",
      description =
          "Particles (NAME.star) with their truth beside them (NAME.truth.csv or truth.csv) and, for"
              + " the oracle, a template (NAME.template.mrc or templates.mrcs). Without any, the"
              + " configuration's sets.")
  private List<Path> sets = List.of();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Configuration of kind 'benchmark'; configs/benchmark.yaml, which simulates small sets, if"
              + " not given.")
  private Path config;

  @Mixin private OutputOptions output;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description =
          "Methods to compare, separated by commas; those of the configuration if left out.")
  private List<String> methods = List.of();

  @Option(
      names = "--ablation",
      description =
          "Instead of the methods: what each network gives. align with first angles from the"
              + " network, from spectra and from chance, each with the prior wiener and network;"
              + " classify with --start nothing and volume, each with both priors. Writes"
              + " ablation.csv too.")
  private boolean ablation;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "N",
      description = "How many particles of each set, separated by commas; 0 is all.")
  private List<Integer> sizes = List.of();

  @Option(names = "--no-relion", description = "Do not run RELION, even if it is installed.")
  private boolean withoutRelion;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes one key of the configuration; may repeat.")
  private List<String> overrides = List.of();

  @Option(
      names = "--resume",
      description =
          "Goes on in a folder: runs that were measured there, of the same command on the same"
              + " particles, are taken as they are.")
  private boolean resume;

  @Override
  public Integer call() {
    List<String> changes = new ArrayList<>(overrides);
    if (!methods.isEmpty()) {
      changes.add("methods=" + methods);
    }
    if (ablation) {
      if (!methods.isEmpty()) {
        throw new UsageException("--ablation takes the place of --methods; leave one out");
      }
      changes.add("ablation=true");
    }
    if (!sizes.isEmpty()) {
      changes.add("sizes=" + sizes);
    }
    BenchmarkConfig plan = BenchmarkPlan.of(config, changes, sets, !withoutRelion);
    BenchmarkJob job =
        new BenchmarkJob(
            plan,
            output.folder(),
            output.overwrite(),
            resume,
            common.threadArguments(),
            common.commandLine(),
            Version.current());
    job.run(common.progress());
    common.out().println("table in " + job.table());
    common.out().flush();
    return 0;
  }
}
