package org.cryoudl.cli.images;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.fourier.filter.PassBand;
import org.cryoudl.geometry.Length;
import org.cryoudl.pipeline.images.FilterJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code filter IN -o OUT}: a band of frequencies. */
@Command(
    name = "filter",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Filters images or a volume in Fourier space: low pass, high pass, both, whitening.",
      "",
      "A cut-off is a period with its unit: 20A, or 3px. Images are taken as if they repeated"
          + " themselves beyond their rims."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl filter micrograph.mrc -o smooth.mrc --low-pass 20A",
      "  cryoudl filter particles.mrcs -o band.mrcs --low-pass 10A --high-pass 200A",
      "  cryoudl filter map.mrc -o white.mrc --whiten --low-pass 8A --edge gaussian",
    })
public final class FilterCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private ImageOptions images;

  @Option(
      names = "--low-pass",
      paramLabel = "LENGTH",
      description = "Keep detail that is coarser than this, such as 20A or 3px.")
  private Length lowPass;

  @Option(
      names = "--high-pass",
      paramLabel = "LENGTH",
      description = "Keep detail that is finer than this, such as 200A.")
  private Length highPass;

  @Option(
      names = "--edge",
      paramLabel = "SHAPE",
      defaultValue = "cosine",
      description =
          "How the filter falls: hard, gaussian (1/2 at the cut-off), or cosine (1/2 there too;"
              + " default).")
  private PassBand.Edge edge;

  @Option(
      names = "--edge-width",
      paramLabel = "W",
      defaultValue = "0.02",
      description =
          "Width of a cosine edge in cycles per pixel, of which Nyquist has 0.5 (default:"
              + " ${DEFAULT-VALUE}).")
  private double edgeWidth;

  @Option(
      names = "--whiten",
      description =
          "Bring all frequencies to one mean power first, that of white noise of variance 1.")
  private boolean whiten;

  @Override
  public Integer call() {
    if (lowPass == null && highPass == null && !whiten) {
      throw new ParameterException(
          spec.commandLine(), "say what to do: --low-pass, --high-pass or --whiten");
    }
    if (!(edgeWidth >= 0 && edgeWidth <= 0.5)) {
      throw new ParameterException(
          spec.commandLine(), "--edge-width must be from 0 to 0.5, got " + edgeWidth);
    }
    int count =
        new FilterJob(
                images.input(),
                images.output(),
                new FilterJob.Band(
                    Optional.ofNullable(lowPass),
                    Optional.ofNullable(highPass),
                    edge,
                    edgeWidth,
                    whiten),
                images.projectFolder(),
                images.pixelSize(),
                images.overwrite())
            .run(common.progress());
    common.out().println(images.written(count));
    common.out().flush();
    return 0;
  }
}
