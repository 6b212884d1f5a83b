package org.cryoudl.cli.alignment;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.cli.options.ClassStartOptions;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.ImagingOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.ParticleOptions;
import org.cryoudl.cli.options.ResultOptions;
import org.cryoudl.cli.options.SearchOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.align.AlignJob;
import org.cryoudl.pipeline.align.AlignMethod;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classify}: classes of a stack, and the pose of every particle in its class. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sorts particle images into classes (views, specimens, junk) and finds each particle's"
          + " in-plane rotation and shift in its class, without any ground truth.",
      "",
      "Writes particles.star and particles.xmd (the original images with class and pose),"
          + " classes.mrcs, classes.png and summary.json."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl classify particles.star -o classes",
      "  cryoudl classify particles.star -o classes --classes 50 --report",
      "  cryoudl classify chosen/particles.star -o again --start metadata",
      "  cryoudl classify particles.cs -o classes --max-resolution 20 --mask-radius 40",
    })
public final class ClassifyCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Mixin private ParticleOptions particles;

  @Mixin private OutputOptions output;

  @OptionGroup(OptionGroup.Heading.SEARCH)
  @Option(
      names = "--classes",
      paramLabel = "K",
      description =
          "Number of classes; if not given one for every 100 particles, at least 2 and at most 50,"
              + " or with --start as many as there are.")
  private @Nullable Integer classes;

  @OptionGroup(OptionGroup.Heading.SEARCH)
  @Option(
      names = "--max-resolution",
      paramLabel = "A",
      description =
          "No finer detail than this, in Angstroms, decides the classes; a 14th of the box if not"
              + " given. Each class is refined to the detail that it shows.")
  private @Nullable Double maxResolutionAngstroms;

  @OptionGroup(OptionGroup.Heading.SEARCH)
  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the search (1 by default): the same seed makes the same classes.")
  private long seed;

  @Mixin private ClassStartOptions start;

  @Mixin private SearchOptions search;

  @Mixin private ResultOptions results;

  @Mixin private ImagingOptions imaging;

  @OptionGroup(OptionGroup.Heading.OUTPUT)
  @Option(names = "--stack", description = "Write the turned images too (aligned.mrcs).")
  private boolean withStack;

  @Override
  public Integer call() {
    AlignmentOptions.Builder options =
        AlignmentOptions.builder()
            .useCtf(imaging.useCtf())
            .invertContrast(imaging.invertContrast());
    search.addTo(options);
    results.carryOut(
        AlignJob.of(particles.particles(), output.folder())
            .method(AlignMethod.sorting(plan()))
            .options(options.build())
            .writeStack(withStack),
        output,
        common);
    return 0;
  }

  private ClassPlan plan() {
    if (classes != null && classes < 1) {
      throw new UsageException("--classes must be at least 1, got " + classes);
    }
    if (maxResolutionAngstroms != null && !(maxResolutionAngstroms > 0)) {
      throw new UsageException("--max-resolution must be above 0 A, got " + maxResolutionAngstroms);
    }
    OptionalDouble finest =
        maxResolutionAngstroms == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(maxResolutionAngstroms);
    return new ClassPlan(
        classes == null ? OptionalInt.empty() : OptionalInt.of(classes),
        finest,
        seed,
        start.settings(output.folder()));
  }
}
