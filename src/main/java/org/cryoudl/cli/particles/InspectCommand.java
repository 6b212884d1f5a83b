package org.cryoudl.cli.particles;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.failure.DataException;
import org.cryoudl.pipeline.inspect.FileDescription;
import org.cryoudl.pipeline.inspect.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect FILE}: what a file holds. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows what a file holds, what is odd about it, and its images.",
    footerHeading = "%nExample:%n",
    footer = "  cryoudl inspect particles.star -o particles.png")
public final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "FILE",
      description = "A stack or volume (.mrcs, .mrc) or metadata (.star, .xmd, .cs, .csg).")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PNG",
      description = "Draw the file's first images on a contact sheet.")
  private Path sheet;

  @Option(
      names = "--tiles",
      paramLabel = "N",
      defaultValue = "100",
      description = "Images on the contact sheet at most (default: ${DEFAULT-VALUE}).")
  private int tiles;

  @Option(names = "--overwrite", description = "Replace the PNG if it is there.")
  private boolean overwrite;

  @Override
  public Integer call() {
    if (tiles < 1) {
      throw new ParameterException(spec.commandLine(), "--tiles must be at least 1, got " + tiles);
    }
    if (sheet != null) {
      Inspection.prepareContactSheet(file, sheet, overwrite);
    }
    FileDescription description = Inspection.describe(file, common.progress());
    description.lines().forEach(common.out()::println);
    if (sheet != null) {
      int drawn = Inspection.drawContactSheet(file, sheet, tiles, overwrite);
      common.out().println(sheet + " shows the first images, " + drawn + " in number");
    }
    common.out().flush();
    return description.isWrong() ? DataException.EXIT_CODE : 0;
  }
}
