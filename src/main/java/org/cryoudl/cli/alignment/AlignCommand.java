package org.cryoudl.cli.alignment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.ImagingOptions;
import org.cryoudl.cli.options.MethodOptions;
import org.cryoudl.cli.options.NetworkOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.ParticleOptions;
import org.cryoudl.cli.options.PlanOptions;
import org.cryoudl.cli.options.ResultOptions;
import org.cryoudl.cli.options.SearchOptions;
import org.cryoudl.cli.options.ViewOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.align.AlignJob;
import org.cryoudl.pipeline.align.AlignMethod;
import org.cryoudl.pipeline.align.ReferencePicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code align}: poses of all particles of a stack. */
@Command(
    name = "align",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "cryoudl align PARTICLES -o DIR [OPTIONS]",
    description = {
      "Finds the in-plane rotation and shift of every particle image, without any ground truth.",
      "",
      "Writes particles.star and particles.xmd (the original images with their poses), aligned.mrcs"
          + " and aligned.star (the turned images), average.mrc, pictures, and summary.json."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl align particles.star -o aligned",
      "  cryoudl align particles.star -o quick-look --particles 2000 --bin 2",
      "  cryoudl align stack.mrcs -o aligned --invert-contrast --no-stack",
      "  cryoudl align run_data.star -o refined --start metadata --angle-window 5",
      "  cryoudl align particles.star --method cross-correlation -o by-correlation",
    })
public final class AlignCommand implements Callable<Integer> {

  private static final int FEWEST = 2;

  @Mixin private CommonOptions common;

  @Mixin private ParticleOptions particles;

  @Mixin private OutputOptions output;

  @Mixin private MethodOptions method;

  @Mixin private NetworkOptions network;

  @Mixin private ImagingOptions imaging;

  @OptionGroup(OptionGroup.Heading.SEARCH)
  @Option(
      names = "--reference",
      defaultValue = "auto",
      paramLabel = "auto|first|INDEX|FILE",
      description =
          "What angles are measured against: the average of all (auto, default), the first image,"
              + " image number INDEX (from 1), or a picture (.mrc, .png) of the same box and pixel"
              + " size.")
  private String reference;

  @OptionGroup(OptionGroup.Heading.SEARCH)
  @Option(
      names = "--prior",
      paramLabel = "wiener|network",
      defaultValue = "wiener",
      description =
          "What is known of the average while poses are searched for: how strong its signal is"
              + " (wiener), or what a network learnt of molecules, where the other half of the"
              + " particles confirms it (network). Default: ${DEFAULT-VALUE}.")
  private SearchSettings.Prior prior = SearchSettings.Prior.WIENER;

  @OptionGroup(OptionGroup.Heading.INPUT)
  @Option(
      names = "--particles",
      paramLabel = "N",
      description =
          "A quick look: align N particles only, evenly spread over the set; the metadata written"
              + " hold these.")
  private Integer most;

  @OptionGroup(OptionGroup.Heading.INPUT)
  @Option(
      names = "--bin",
      paramLabel = "F",
      defaultValue = "1",
      description =
          "A quick look: join F x F pixels into one (F may be a fraction, such as 1.5) before"
              + " aligning; poses and options stay in pixels of the original images.")
  private double bin;

  @Mixin private PlanOptions plan;

  @Mixin private ViewOptions view;

  @Mixin private SearchOptions search;

  @Mixin private ResultOptions results;

  @OptionGroup(OptionGroup.Heading.OUTPUT)
  @Option(names = "--no-stack", description = "Do not write the turned images.")
  private boolean withoutStack;

  @Override
  public Integer call() {
    AlignMethod chosen = method.method();
    AlignmentOptions.Builder options =
        AlignmentOptions.builder()
            .reference(reference())
            .useCtf(imaging.useCtf())
            .invertContrast(imaging.invertContrast())
            .plan(plan.plan(chosen))
            .given(view.given(chosen));
    if (prior == SearchSettings.Prior.NETWORK && chosen.kind() != AlignMethod.Kind.CRYOUDL) {
      throw new UsageException("--prior network goes with --method cryoudl only");
    }
    options.prior(prior);
    search.addTo(options);
    results.carryOut(
        AlignJob.of(particles.particles(), output.folder())
            .method(chosen)
            .model(network.model())
            .device(network.device())
            .options(options.build())
            .look(look(chosen))
            .writeStack(!withoutStack),
        output,
        common);
    return 0;
  }

  private Reference reference() {
    if (reference.equalsIgnoreCase("auto")) {
      return new Reference.Auto();
    }
    if (reference.equalsIgnoreCase("first")) {
      return new Reference.Particle(0);
    }
    if (reference.matches("\\d{1,9}")) {
      int index = Integer.parseInt(reference);
      if (index == 0) {
        throw new UsageException("--reference counts images from 1, got 0");
      }
      return new Reference.Particle(index - 1);
    }
    Path file = Path.of(reference);
    if (!Files.exists(file)) {
      throw new UsageException(
          "--reference must be auto, first, the number of an image or a file; there is no file "
              + reference);
    }
    if (Files.isDirectory(file)) {
      throw new UsageException("--reference " + reference + " is a folder; name a picture in it");
    }
    AlignJob.requireNotResult(file, output.folder());
    return new Reference.Picture(ReferencePicture.read(file));
  }

  private QuickLook look(AlignMethod chosen) {
    if (most == null && bin == 1) {
      return QuickLook.NONE;
    }
    if (chosen.kind() == AlignMethod.Kind.ORACLE) {
      throw new UsageException("--particles and --bin do not go with --method oracle");
    }
    if (most != null && reference.matches("[1-9]\\d{0,8}")) {
      throw new UsageException(
          "--reference INDEX counts all particles; with --particles name a picture, or first");
    }
    if (most != null && most < FEWEST) {
      throw new UsageException("--particles must be at least " + FEWEST + ", got " + most);
    }
    if (!(bin >= 1)) {
      throw new UsageException("--bin must be at least 1, got " + bin);
    }
    return new QuickLook(Optional.ofNullable(most), bin);
  }
}
