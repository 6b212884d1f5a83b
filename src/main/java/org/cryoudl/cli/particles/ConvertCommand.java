package org.cryoudl.cli.particles;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.io.mrc.MrcMode;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.inspect.Conversion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convert IN OUT}: the same particles in another format. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the same particles in another format.",
      "",
      "The ending of OUT decides which:",
      "  .star  RELION metadata, from .xmd, .cs or a stack",
      "  .xmd   XMIPP metadata, from .star, .cs or a stack",
      "  .cs    cryoSPARC metadata, from .cs or .csg, with a result group (.csg) beside it",
      "  .mrcs  the images, in the order of the metadata, as one stack",
      "Poses are turned into the other program's convention."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl convert particles.star particles.xmd",
      "  cryoudl convert particles.cs particles.star --project-dir /path/to/project",
      "  cryoudl convert particles.star particles.mrcs --mode 12",
    })
public final class ConvertCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description =
          "Particles: .mrcs, .mrc, RELION .star, XMIPP .xmd (also block@file.xmd) or cryoSPARC"
              + " .cs or .csg.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path output;

  @Option(
      names = "--mode",
      paramLabel = "2|12",
      description = "Pixels of a .mrcs: 2 for 32-bit reals (default), 12 for 16-bit reals.")
  private Integer mode;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Option(
      names = "--passthrough",
      paramLabel = "FILE",
      description =
          "A .cs file of the same cryoSPARC job that holds what IN lacks (CTF, images), joined by"
              + " uid; may be given again. Looked for beside IN if not given.")
  private List<Path> passthrough = new ArrayList<>();

  @Option(
      names = "--metadata-only",
      description = "Do not look for the stacks; their names stay as they are.")
  private boolean metadataOnly;

  @Option(
      names = "--pixel-size",
      paramLabel = "A",
      description = "Take only the particles of this pixel size, in Angstrom.")
  private Double pixelSize;

  @Option(names = "--overwrite", description = "Replace OUT if it is there.")
  private boolean overwrite;

  @Override
  public Integer call() {
    ParticleSetOptions options = ParticleSetOptions.DEFAULT.completedBy(passthrough);
    options = projectFolder == null ? options : options.inProject(projectFolder);
    options = metadataOnly ? options.withoutImages() : options;
    if (pixelSize != null && !(pixelSize > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--pixel-size must be above 0, got " + pixelSize);
    }
    OptionalDouble wanted =
        pixelSize == null ? OptionalDouble.empty() : OptionalDouble.of(pixelSize);
    int particles =
        new Conversion(input, output, pixelMode(), wanted, options, overwrite)
            .run(common.progress());
    common.out().println(output + " holds " + particles + " particles");
    common.out().flush();
    return 0;
  }

  private Optional<MrcMode> pixelMode() {
    if (mode == null) {
      return Optional.empty();
    }
    if (mode != MrcMode.FLOAT32.code() && mode != MrcMode.FLOAT16.code()) {
      throw new ParameterException(spec.commandLine(), "--mode must be 2 or 12, got " + mode);
    }
    return MrcMode.of(mode);
  }
}
