package org.cryoudl.cli.options;

import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.failure.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where poses are looked for, and how the CTF is in the images. */
@OptionGroup(OptionGroup.Heading.SEARCH)
public final class SearchOptions {

  @OptionGroup(OptionGroup.Heading.IMAGING)
  @Option(
      names = "--phases",
      defaultValue = "auto",
      paramLabel = "auto|flipped|unflipped",
      description =
          "Whether the images' phases have been flipped. auto (default): what the metadata state"
              + " (nothing stated means not flipped), unless the particles contradict it clearly.")
  private String phases;

  @Option(
      names = "--max-shift",
      paramLabel = "PX",
      description =
          "Largest shift looked for, in pixels; if not given a fifth of the box, or a tenth where"
              + " particles are sorted into classes.")
  private @Nullable Double maxShiftPixels;

  @Option(
      names = "--mask-radius",
      paramLabel = "PX",
      description =
          "Radius of the mask around the average, in pixels; if not given 0.43 of the box, or half of"
              + " it where particles go on beyond.")
  private @Nullable Double maskRadiusPixels;

  /** Puts what was chosen into options. */
  public void addTo(AlignmentOptions.Builder options) {
    phases().ifPresent(options::phases);
    positive("--max-shift", maxShiftPixels).ifPresent(options::maxShiftPixels);
    positive("--mask-radius", maskRadiusPixels).ifPresent(options::maskRadiusPixels);
  }

  private Optional<CtfPhases> phases() {
    return switch (phases.toLowerCase(Locale.ROOT)) {
      case "auto" -> Optional.empty();
      case "flipped" -> Optional.of(CtfPhases.FLIPPED);
      case "unflipped" -> Optional.of(CtfPhases.UNFLIPPED);
      default ->
          throw new UsageException(
              "--phases must be auto, flipped or unflipped, got '" + phases + "'");
    };
  }

  private static Optional<Double> positive(String option, @Nullable Double value) {
    if (value != null && !(value > 0)) {
      throw new UsageException(option + " must be above 0 pixels, got " + value);
    }
    return Optional.ofNullable(value);
  }
}
