package org.cryoudl.cli.averages;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.pipeline.correlate.CorrelateJob;
import org.cryoudl.similarity.SimilarityOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code correlate FILES -o DIR}: which class averages are alike. */
@Command(
    name = "correlate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares class averages with each other over rotation, mirror and shift.",
      "",
      "Reads folders of classify and align, jobs of RELION's Class2D, stacks, class averages of"
          + " cryoSPARC (.cs) and pictures of averages (PNG, JPEG, TIFF), in which it finds the"
          + " tiles. Writes boxes.csv (where each average is, and its quality), matrix.csv and"
          + " matrix.npy (the score of every pair), pairs.csv, groups.csv (averages of the same"
          + " view) and report.html."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl correlate Class2D/job012 -o alike",
      "  cryoudl correlate figure2.png figure5.png -o alike --no-mirror",
      "  cryoudl correlate classes.mrcs -o alike --threshold 0.8",
    })
public final class CorrelateCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILES",
      description = "Folders of classes, stacks, averages of cryoSPARC, pictures of averages.")
  private List<Path> files;

  @Mixin private OutputOptions output;

  @Option(
      names = "--threshold",
      paramLabel = "S",
      description =
          "Averages are one group if their mean score is S or more, from -1 to 1 (default: chosen"
              + " so that groups are compact).")
  private Double threshold;

  @Option(names = "--no-mirror", description = "Do not compare mirrored averages.")
  private boolean withoutMirror;

  @Option(
      names = "--level-contrast",
      description = "Level local contrast first, so that weak parts count as strong ones do.")
  private boolean levelled;

  @Override
  public Integer call() {
    SimilarityOptions options = SimilarityOptions.DEFAULT;
    new CorrelateJob(
            files,
            output.folder(),
            withoutMirror ? options.withoutMirror() : options,
            levelled,
            threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold),
            output.overwrite(),
            common.invocation())
        .run(common.progress())
        .forEach(common.out()::println);
    common.out().println("results in " + output.folder());
    common.out().flush();
    return 0;
  }
}
