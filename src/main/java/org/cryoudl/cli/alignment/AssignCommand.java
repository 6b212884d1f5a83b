package org.cryoudl.cli.alignment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.ImagingOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.ParticleOptions;
import org.cryoudl.cli.shards.ShardOption;
import org.cryoudl.pipeline.align.AssignJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assign}: particles placed in given averages. */
@Command(
    name = "assign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Places particles in given averages, which stay as they are: for each particle the average,"
          + " angle and shift of highest correlation.",
      "",
      "For sets that are too large to be classified at once: classify a part, then place all"
          + " particles in its averages, on many machines if need be (--shard). Writes"
          + " particles.star and assigned.csv."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl assign all.star --averages classes/classes.mrcs -o assigned",
      "  cryoudl assign all.star --averages classes/classes.mrcs -o assigned --shard 3/8"
    })
public final class AssignCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private ParticleOptions particles;

  @Option(
      names = "--averages",
      required = true,
      paramLabel = "MRCS",
      description = "Averages without a CTF, as classify writes them (classes.mrcs).")
  private Path averages;

  @Mixin private OutputOptions output;

  @Mixin private ShardOption shard;

  @Option(
      names = "--max-shift",
      paramLabel = "PX",
      description = "Longest shift that is tried (default: a tenth of the box).")
  private @Nullable Double maxShift;

  @Option(
      names = "--mask-radius",
      paramLabel = "PX",
      description = "Radius of the mask around the averages (default: 0.43 of the box).")
  private @Nullable Double maskRadius;

  @Mixin private ImagingOptions imaging;

  @Option(
      names = "--phases",
      paramLabel = "flipped|unflipped",
      description =
          "Whether phases are flipped in the images; as the metadata say, and unflipped where they"
              + " say nothing, if not given.")
  private @Nullable CtfPhases phases;

  @Override
  public Integer call() {
    AssignJob.Result result =
        new AssignJob(
                particles.particles(),
                averages,
                new AssignJob.Settings(
                    positive("--mask-radius", maskRadius),
                    positive("--max-shift", maxShift),
                    new AssignJob.Comparison(
                        imaging.useCtf(), Optional.ofNullable(phases), imaging.invertContrast())),
                output.folder(),
                output.overwrite(),
                shard.plan(output.overwrite()))
            .run(common.progress());
    common
        .out()
        .println(
            result.placed()
                + " particles placed"
                + (result.empty() > 0 ? ", " + result.empty() + " empty images left out" : "")
                + ": "
                + shard.ending(
                    output.folder(), output.folder().resolve(AssignJob.STAR).toString()));
    common.out().flush();
    return 0;
  }

  private OptionalDouble positive(String name, @Nullable Double value) {
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!(value > 0) || value.isInfinite()) {
      throw new ParameterException(spec.commandLine(), name + " must be above 0, got " + value);
    }
    return OptionalDouble.of(value);
  }
}
