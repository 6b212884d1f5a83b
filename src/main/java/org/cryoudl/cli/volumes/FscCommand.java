package org.cryoudl.cli.volumes;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.PixelSizeOption;
import org.cryoudl.pipeline.volumes.FscJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fsc A B}: how far two volumes agree. */
@Command(
    name = "fsc",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares two volumes by their Fourier shell correlation, at the levels 0.143 and 0.5.",
      "",
      "With a mask, both are compared inside it, and what the mask itself brings in is taken away:"
          + " it is what correlates after the phases were made random beyond the shell at which the"
          + " volumes agree less than 0.8 (Chen et al., 2013).",
      "",
      "Writes fsc.csv, fsc.png and fsc.json if a folder is named."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl fsc half1.mrc half2.mrc",
      "  cryoudl fsc half1.mrc half2.mrc --mask mask.mrc -o fsc"
    })
public final class FscCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "A", description = "A volume, a cube (.mrc).")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Another volume of the same box.")
  private Path second;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder for curve and picture, made if missing.")
  private Path output;

  @Option(
      names = "--mask",
      paramLabel = "MRC",
      description = "Compare inside this mask, from 0 outside to 1 inside.")
  private Path mask;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the random phases (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private PixelSizeOption pixelSize;

  @Option(names = "--overwrite", description = "Replace results that are in the folder.")
  private boolean overwrite;

  @Override
  public Integer call() {
    new FscJob(
            first,
            second,
            Optional.ofNullable(mask),
            pixelSize.given(),
            seed,
            Optional.ofNullable(output),
            overwrite)
        .run()
        .lines()
        .forEach(common.out()::println);
    if (output != null) {
      common.out().println("results in " + output);
    }
    common.out().flush();
    return 0;
  }
}
