package org.cryoudl.cli.alignment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.pipeline.comparison.CompareJob;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: two alignments of one stack. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares the poses that two runs, or two programs, gave the same particles.",
      "",
      "The turn and shift between the two frames, which mean nothing, are taken out. Particles are"
          + " matched by the number and file name of their image.",
      "Where a file sorts them into classes, classes are matched one to one, and compared class by"
          + " class."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl compare aligned/particles.star Class2D/run_it025_data.star -o comparison",
      "  cryoudl compare a.star b.star --no-images",
    })
public final class CompareCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "A", description = "Aligned particles: .star, .xmd, .cs.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "The same particles, aligned otherwise.")
  private Path second;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder for figures, tables, averages and report.html, made if missing.")
  private Path output;

  @Option(names = "--no-images", description = "Compare poses only; the stack need not be there.")
  private boolean withoutImages;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in A are relative to.")
  private Path projectFolder;

  @Option(names = "--overwrite", description = "Replace results that are in the folder.")
  private boolean overwrite;

  @Override
  public Integer call() {
    new CompareJob(
            first,
            second,
            !withoutImages,
            Optional.ofNullable(projectFolder),
            Optional.ofNullable(output).map(folder -> new EvaluationOutput(folder, overwrite)),
            common.commandLine(),
            Version.current())
        .run(common.progress())
        .forEach(common.out()::println);
    common.out().flush();
    return 0;
  }
}
