package org.cryoudl.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.alignment.AlignmentOptions;
import org.cryoudl.alignment.Reference;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.EvaluationOutput;
import org.cryoudl.pipeline.validation.ValidateJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code validate}: does an alignment hold up where nobody knows the truth? */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks, without any truth, that an alignment is the particles' and not the method's own.",
      "",
      "Aligns two halves and four quarters of the set apart and compares their averages (Fourier"
          + " ring correlation), then does the same with noise of the same spectrum in the place of"
          + " the particles, with and without their average as reference. Takes about five times as"
          + " long as align."
    },
    footerHeading = "%nExample:%n",
    footer = "  cryoudl validate -i particles.star -o validation")
final class ValidateCommand implements Callable<Integer> {

  private static final int FEWEST = 8;

  @Mixin private CommonOptions common;

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "STACK",
      description = "Particles: .mrcs, .mrc, .star, .xmd (also block@file.xmd) or .cs.")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results, made if missing.")
  private Path output;

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

  @Option(
      names = "--invert-contrast",
      description = "Particles are dark on a bright ground; make them white.")
  private boolean invertContrast;

  @Option(names = "--no-ctf", description = "Do not use the CTF that the metadata hold.")
  private boolean withoutCtf;

  @Option(
      names = "--particles",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Validate at most N particles, drawn at random (default: ${DEFAULT-VALUE}).")
  private int particles;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Decides how particles are dealt into parts, and the noise (default: 1).")
  private long seed;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Option(names = "--overwrite", description = "Replace results that are in the folder.")
  private boolean overwrite;

  @Override
  public Integer call() {
    if (particles < FEWEST) {
      throw new UsageException("--particles must be at least " + FEWEST + ", got " + particles);
    }
    AlignmentOptions options =
        new AlignmentOptions(
            new Reference.Auto(),
            Optional.empty(),
            !withoutCtf,
            invertContrast,
            Optional.empty(),
            Optional.empty());
    new ValidateJob(
            input,
            Optional.ofNullable(projectFolder),
            new EvaluationOutput(output, overwrite),
            Optional.ofNullable(model),
            device,
            options,
            particles,
            seed,
            common.commandLine(),
            Version.current())
        .run(common.progress())
        .forEach(common.out()::println);
    common.out().println("results in " + output);
    common.out().flush();
    return 0;
  }
}
