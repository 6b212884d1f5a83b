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
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.pipeline.micrograph.CtfEstimateJob;
import org.cryoudl.pipeline.micrograph.CtfEstimateJob.Found;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctf estimate}: the CTFs of micrographs. */
@Command(
    name = "estimate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Estimates defocus and astigmatism from the Thon rings of micrographs, or of particles.",
      "",
      "Writes micrographs_ctf.star, ctf.csv, ctf_profiles.csv and a picture of each fit."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl ctf estimate mic1.mrc mic2.mrc -o ctf --voltage 300 --cs 2.7"
          + " --amplitude-contrast 0.1",
      "  cryoudl ctf estimate micrographs.star -o ctf --max-resolution 6A",
      "  cryoudl ctf estimate particles.star -o ctf --phase-shift"
    })
final class CtfEstimateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private MicrographOptions input;

  @Mixin private OutputOptions output;

  @Mixin private ShardOption shard;

  @Mixin private MicroscopeOptions microscope;

  @Option(
      names = "--min-resolution",
      paramLabel = "LENGTH",
      description = "Leave out lower frequencies (default: 20A, 50A where pixels exceed 3 A).")
  private Length leastResolution;

  @Option(
      names = "--max-resolution",
      paramLabel = "LENGTH",
      description = "Leave out higher frequencies (default: 4A).")
  private Length mostResolution;

  @Option(
      names = "--min-defocus",
      paramLabel = "A",
      defaultValue = "5000",
      description = "Smallest defocus in Angstrom (default: ${DEFAULT-VALUE}).")
  private double leastDefocus;

  @Option(
      names = "--max-defocus",
      paramLabel = "A",
      defaultValue = "60000",
      description = "Largest defocus in Angstrom (default: ${DEFAULT-VALUE}).")
  private double mostDefocus;

  @Option(
      names = "--max-astigmatism",
      paramLabel = "A",
      defaultValue = "5000",
      description = "Largest difference of the two defoci in Angstrom (default: ${DEFAULT-VALUE}).")
  private double mostAstigmatism;

  @Option(
      names = "--phase-shift",
      description = "Search the phase shift of a phase plate too, 0 to 180 degrees.")
  private boolean phaseShift;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    if (!(leastDefocus > 0 && leastDefocus < mostDefocus)) {
      throw refused(
          "--min-defocus must be above 0 and below --max-defocus", leastDefocus, mostDefocus);
    }
    if (!(mostAstigmatism >= 0 && mostAstigmatism < 2 * mostDefocus)) {
      throw refused(
          "--max-astigmatism must be from 0 to twice --max-defocus", mostAstigmatism, mostDefocus);
    }
    List<Found> all =
        CtfEstimateJob.run(
            input.micrographs(),
            new CtfEstimateJob.Settings(
                microscope.kilovolts(),
                microscope.csMillimetres(),
                microscope.amplitudeContrast(),
                Optional.ofNullable(leastResolution),
                Optional.ofNullable(mostResolution),
                leastDefocus,
                mostDefocus,
                mostAstigmatism,
                phaseShift),
            output.folder(),
            output.overwrite(),
            shard.plan(output.overwrite()),
            common.progress());
    all.forEach(this::print);
    common
        .out()
        .println(
            shard.ending(
                output.folder(), "results in " + output.folder().resolve(CtfEstimateJob.LIST)));
    common.out().flush();
    return 0;
  }

  private ParameterException refused(String rule, double one, double other) {
    return new ParameterException(
        spec.commandLine(), String.format(Locale.ROOT, "%s, got %s and %s", rule, one, other));
  }

  private void print(Found found) {
    if (!found.estimate().isFound()) {
      common.out().println(found.micrograph().name() + ": no Thon rings");
      return;
    }
    CtfParameters c = found.estimate().parameters();
    common
        .out()
        .printf(
            Locale.ROOT,
            "%s: defocus %.0f and %.0f A at %.1f degrees%s, rings to %.1f A, correlation %.2f%n",
            found.micrograph().name(),
            c.defocusUAngstroms(),
            c.defocusVAngstroms(),
            c.defocusAngleDegrees(),
            phaseShift
                ? String.format(Locale.ROOT, ", phase shift %.1f degrees", c.phaseShiftDegrees())
                : "",
            found.estimate().resolutionAngstroms(),
            found.estimate().figureOfMerit());
  }

  /** Microscope of what has no metadata. */
  static final class MicroscopeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--voltage",
        paramLabel = "KV",
        description = "Acceleration voltage in kV; that of the metadata if not given.")
    private Double kilovolts;

    @Option(
        names = "--cs",
        paramLabel = "MM",
        description = "Spherical aberration in mm; that of the metadata if not given.")
    private Double cs;

    @Option(
        names = "--amplitude-contrast",
        paramLabel = "Q0",
        description = "Amplitude contrast, 0 to 1; that of the metadata if not given.")
    private Double contrast;

    OptionalDouble kilovolts() {
      return within("--voltage", kilovolts, 10, 3000);
    }

    OptionalDouble csMillimetres() {
      return within("--cs", cs, 0, 20);
    }

    OptionalDouble amplitudeContrast() {
      return within("--amplitude-contrast", contrast, 0, 1);
    }

    private OptionalDouble within(String option, Double value, double least, double most) {
      if (value == null) {
        return OptionalDouble.empty();
      }
      if (!(value >= least && value <= most)) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT, "%s must be from %.0f to %.0f, got %s", option, least, most, value));
      }
      return OptionalDouble.of(value);
    }
  }
}
