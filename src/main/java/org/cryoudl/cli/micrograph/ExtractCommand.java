package org.cryoudl.cli.micrograph;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.MicrographOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.shards.ShardOption;
import org.cryoudl.geometry.Length;
import org.cryoudl.pipeline.micrograph.ExtractJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code extract}: particles cut out of micrographs. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Cuts particles out of micrographs at given coordinates.",
      "",
      "Writes particles.mrcs, particles.star and preview.png. The background gets mean 0 and"
          + " deviation 1."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl extract ctf/micrographs_ctf.star --coordinates picks/autopick.star --box 256px"
          + " --invert-contrast -o particles",
      "  cryoudl extract mic1.mrc --coordinates mic1_picks.star --box 300A --scale 64 --no-ctf -o"
          + " particles"
    })
public final class ExtractCommand implements Callable<Integer> {

  @Mixin private MicrographOptions input;

  @Option(
      names = "--coordinates",
      required = true,
      paramLabel = "FILE|DIR",
      description =
          "autopick.star, a folder of coordinate STAR files called after the micrographs, or one"
              + " such file for one micrograph.")
  private Path coordinates;

  @Option(
      names = "--box",
      required = true,
      paramLabel = "LENGTH",
      description = "Side of the box, an even number of pixels: 256px, or 300A.")
  private Length box;

  @Mixin private OutputOptions output;

  @Mixin private ShardOption shard;

  @Option(
      names = "--scale",
      paramLabel = "PX",
      description = "Scale the images to this side in pixels.")
  private Integer scale;

  @Option(
      names = "--invert-contrast",
      description = "Particles are dark on a bright ground; make them white.")
  private boolean invert;

  @Option(names = "--no-normalise", description = "Keep the grey values of the micrograph.")
  private boolean keepGrey;

  @Option(
      names = "--diameter",
      paramLabel = "LENGTH",
      description = "What is outside is background (default: 0.94 of the box).")
  private Length diameter;

  @Option(names = "--no-ctf", description = "Take micrographs whose CTF is not known.")
  private boolean withoutCtf;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    ExtractJob.Written written =
        ExtractJob.run(
            input.micrographs(),
            new ExtractJob.Settings(
                coordinates,
                box,
                Optional.ofNullable(scale),
                invert,
                !keepGrey,
                Optional.ofNullable(diameter),
                !withoutCtf),
            output.folder(),
            output.overwrite(),
            shard.plan(output.overwrite()),
            common.progress());
    common
        .out()
        .printf(
            Locale.ROOT,
            "%d particles of %d px: %s%s%n",
            written.particles(),
            written.box(),
            shard.ending(output.folder(), output.folder().resolve(ExtractJob.STAR).toString()),
            written.leftOut() == 0
                ? ""
                : ", " + written.leftOut() + " left out whose box leaves the micrograph");
    common.out().flush();
    return 0;
  }
}
