package org.cryoudl.cli.averages;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.displacement.DisplacementOptions;
import org.cryoudl.pipeline.correlate.DisplacementJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code displacement A B -o FILE}: how the parts of one average moved in another. */
@Command(
    name = "displacement",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how the parts of one average have moved in another: blocks of the first are found"
          + " in the second.",
      "",
      "Writes a table with a row for each block: its centre, how far it moved, the correlation"
          + " coefficient, whether it is masked (not to be trusted) or an outlier among its"
          + " neighbours."
    },
    footerHeading = "%nExample:%n",
    footer = "  cryoudl displacement classes.mrcs#3 classes.mrcs#8 -o field.csv --align")
public final class DisplacementCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "An average: a file or folder, # and a number.")
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "Another average.")
  private String second;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "CSV",
      description = "The table.")
  private Path output;

  @Option(names = "--align", description = "Turn, mirror and shift B onto A first.")
  private boolean align;

  @Option(
      names = "--block",
      paramLabel = "PX",
      defaultValue = "12",
      description = "Side of the blocks, even (default: ${DEFAULT-VALUE}).")
  private int block;

  @Option(
      names = "--step",
      paramLabel = "PX",
      defaultValue = "4",
      description = "Distance of their centres (default: ${DEFAULT-VALUE}).")
  private int step;

  @Option(
      names = "--search",
      paramLabel = "X",
      defaultValue = "2",
      description = "Search an area X times as wide as a block (default: ${DEFAULT-VALUE}).")
  private double search;

  @Option(
      names = "--min-coefficient",
      paramLabel = "C",
      defaultValue = "0.7",
      description = "Mask vectors with a lower coefficient (default: ${DEFAULT-VALUE}).")
  private double least;

  @Option(names = "--overwrite", description = "Replace the table if it is there.")
  private boolean overwrite;

  @Override
  public Integer call() {
    DisplacementOptions options;
    try {
      options = new DisplacementOptions(block, step, search, least);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    new DisplacementJob(
            DisplacementJob.Numbered.parse(first),
            DisplacementJob.Numbered.parse(second),
            align,
            options,
            output,
            overwrite)
        .run(common.progress())
        .forEach(common.out()::println);
    common.out().println("table in " + output);
    common.out().flush();
    return 0;
  }
}
