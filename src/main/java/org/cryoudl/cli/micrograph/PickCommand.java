package org.cryoudl.cli.micrograph;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.MicrographOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.shards.ShardOption;
import org.cryoudl.geometry.Length;
import org.cryoudl.micrograph.picking.PickOptions;
import org.cryoudl.micrograph.picking.Picks;
import org.cryoudl.pipeline.micrograph.PickJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pick}: particles on micrographs. */
@Command(
    name = "pick",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds particles on micrographs by their correlation with templates.",
      "",
      "Writes NAME_autopick.star and a picture with circles for each micrograph, autopick.star and"
          + " picks.csv."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl pick ctf/micrographs_ctf.star --reference classes.mrcs -o picks",
      "  cryoudl pick ctf/micrographs_ctf.star --reference volume.mrc --low-pass 30A -o picks",
      "  cryoudl pick mic1.mrc --reference blob --diameter 200A -o picks"
    })
public final class PickCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private MicrographOptions input;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "FILE|blob",
      description =
          "Class averages (.mrcs) or a volume (.mrc), white particles on black; or 'blob', a round"
              + " blob of --diameter.")
  private String reference;

  @Mixin private OutputOptions output;

  @Mixin private ShardOption shard;

  @Option(
      names = "--reference-pixel-size",
      paramLabel = "A",
      description = "Pixel size of the reference in Angstrom; that of the file if not given.")
  private Double referencePixelSize;

  @Option(
      names = "--diameter",
      paramLabel = "LENGTH",
      description = "Diameter of the particles; measured on the reference if not given.")
  private Length diameter;

  @Option(
      names = "--directions",
      paramLabel = "N",
      defaultValue = "40",
      description = "Directions a volume is seen from (default: ${DEFAULT-VALUE}).")
  private int directions;

  @Option(
      names = "--angle-step",
      paramLabel = "DEGREES",
      defaultValue = "10",
      description = "Step of the in-plane rotation in degrees (default: ${DEFAULT-VALUE}).")
  private double angleStep;

  @Option(
      names = "--low-pass",
      paramLabel = "LENGTH",
      description =
          "Compare no finer detail (default: 20A or a twelfth of the diameter, an eighth for a"
              + " blob).")
  private Length lowPass;

  @Option(
      names = "--min-distance",
      paramLabel = "LENGTH",
      description = "Least distance of two picks (default: 0.6 of the diameter).")
  private Length distance;

  @Option(
      names = "--threshold",
      paramLabel = "CC",
      description = "Least correlation, 0 to 1; taken from noise if not given.")
  private Double threshold;

  @Option(
      names = "--false-picks",
      paramLabel = "N",
      description =
          "Expected picks on a micrograph of nothing but noise; decides the threshold (default: 0.5,"
              + " or 2 of 100 picks where that is more).")
  private Double falsePicks;

  @Option(
      names = "--contrast",
      paramLabel = "auto|dark|white",
      defaultValue = "auto",
      description = "Whether particles are dark or white on the micrographs (default: auto).")
  private PickOptions.Contrast contrast;

  @Option(
      names = "--edge",
      paramLabel = "LENGTH",
      description = "Leave out what is nearer to the rim (default: half the diameter).")
  private Length edge;

  @Option(
      names = "--keep-contamination",
      description = "Keep places that differ from the other picks in brightness or contrast.")
  private boolean keepContamination;

  @Option(names = "--no-ctf", description = "Do not give templates the CTF of the micrograph.")
  private boolean withoutCtf;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    require(
        directions >= 1 && directions <= 2000, "--directions must be from 1 to 2000", directions);
    require(angleStep >= 1 && angleStep <= 360, "--angle-step must be from 1 to 360", angleStep);
    require(falsePicks == null || falsePicks > 0, "--false-picks must be above 0", falsePicks);
    require(
        threshold == null || threshold > 0 && threshold < 1,
        "--threshold must be above 0 and below 1",
        threshold);
    require(
        referencePixelSize == null || referencePixelSize > 0,
        "--reference-pixel-size must be above 0",
        referencePixelSize);
    List<PickJob.Found> all =
        PickJob.run(
            input.micrographs(),
            new PickJob.Settings(
                reference,
                optional(referencePixelSize),
                Optional.ofNullable(diameter),
                directions,
                Optional.ofNullable(lowPass),
                angleStep,
                Optional.ofNullable(distance),
                optional(threshold),
                optional(falsePicks),
                contrast,
                Optional.ofNullable(edge),
                keepContamination,
                !withoutCtf),
            output.folder(),
            output.overwrite(),
            shard.plan(output.overwrite()),
            common.progress());
    all.forEach(this::print);
    common
        .out()
        .println(
            shard.ending(output.folder(), "results in " + output.folder().resolve(PickJob.LIST)));
    common.out().flush();
    return 0;
  }

  private void require(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule + ", got " + value);
    }
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private void print(PickJob.Found found) {
    Picks picks = found.picks();
    common
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d particles, %s, correlation above %.3f, of which noise gives %.2g (at most %d"
                + " on 19 of 20 micrographs)%s%n",
            found.micrograph().name(),
            picks.coordinates().size(),
            picks.isDark() ? "dark" : "white",
            picks.threshold(),
            picks.expectedFalse(),
            picks.mostFalse(),
            picks.contaminated().isEmpty()
                ? ""
                : ", " + picks.contaminated().size() + " unlike the others left out");
  }
}
