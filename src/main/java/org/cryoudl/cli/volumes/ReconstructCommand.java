package org.cryoudl.cli.volumes;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.PixelSizeOption;
import org.cryoudl.cli.shards.ShardOption;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.pipeline.volumes.ReconstructJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reconstruct particles.star -o volume.mrc}: a volume from particles of known angles. */
@Command(
    name = "reconstruct",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reconstructs a volume from particles whose angles are known.",
      "",
      "Direct Fourier inversion with gridding correction: every particle is a central section of"
          + " the volume's transform, weighted by its CTF. Angles, origins and CTFs are those of"
          + " the STAR file (rlnAngleRot, rlnAngleTilt, rlnAnglePsi)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl reconstruct particles.star -o map.mrc",
      "  cryoudl reconstruct particles.star -o map.mrc --symmetry D7 --halves",
      "  cryoudl reconstruct particles.star -o map.mrc --wiener",
      "  cryoudl reconstruct particles.star -o map.mrc --shard 3/8",
    })
public final class ReconstructCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "PARTICLES", description = "A STAR file of RELION.")
  private Path particles;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "MRC",
      description = "The volume to write.")
  private Path output;

  @Option(
      names = {"--symmetry", "--sym"},
      paramLabel = "GROUP",
      defaultValue = "C1",
      description =
          "Point group with RELION's axes: C1, C2 ..., D2 ..., T, O, I (default:"
              + " ${DEFAULT-VALUE}).")
  private String symmetry;

  @Option(
      names = "--halves",
      description =
          "Write both halves too (MRC_half1.mrc, MRC_half2.mrc: by rlnRandomSubset, else every"
              + " other particle) and their correlation (MRC_fsc.csv).")
  private boolean halves;

  @Option(
      names = "--wiener",
      description = "Weigh every frequency by what the halves agree on. Writes the halves too.")
  private boolean wiener;

  @Option(names = "--no-ctf", description = "Take the images as they are, without a CTF.")
  private boolean withoutCtf;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Mixin private PixelSizeOption pixelSize;

  @Option(names = "--overwrite", description = "Replace results that are there.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Go on where a run that writes the same volume was interrupted or killed, with the same"
              + " outcome; begin anew if there is none.")
  private boolean resume;

  @Mixin private ShardOption shard;

  @Override
  public Integer call() {
    if (!output.toString().toLowerCase(Locale.ROOT).endsWith(".mrc")) {
      throw new ParameterException(
          spec.commandLine(), "-o must name a volume that ends in .mrc, got " + output);
    }
    ReconstructJob.Result result =
        new ReconstructJob(
                particles,
                output,
                PointGroup.named(symmetry),
                new ReconstructJob.Plan(!withoutCtf, halves, wiener),
                Optional.ofNullable(projectFolder),
                pixelSize.given(),
                overwrite,
                new ReconstructJob.Course(resume, shard.plan(overwrite)))
            .run(common.progress());
    result.halves().ifPresent(curves -> curves.lines().forEach(common.out()::println));
    common
        .out()
        .println(
            shard.ending(
                output, output + " holds the volume of " + result.particles() + " particles"));
    common.out().flush();
    return 0;
  }
}
