package org.cryoudl.cli.options;

import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.align.AlignMethod;
import picocli.CommandLine.Option;

/** The options of {@code align} that decide how much is done and from where it starts. */
@OptionGroup(OptionGroup.Heading.SEARCH)
public final class PlanOptions {

  private static final double DEFAULT_ANGLE_WINDOW = 10;
  private static final double DEFAULT_SHIFT_WINDOW = 5;

  @Option(
      names = "--mode",
      defaultValue = "refine",
      paramLabel = "udl|judl|joint|refine",
      description = {
        "How far to go; all modes give full poses.",
        "udl: the network's angle against the reference image (the first unless --reference), then"
            + " half-turn and shift by cross-correlation with it.",
        "judl: the network's angle against the average of all; half-turn and shift from one image.",
        "joint: the same angles; half-turn and shift from the average of the images.",
        "refine (default): everything refined together."
      })
  private String mode;

  @Option(
      names = "--only",
      paramLabel = "shifts|angles",
      description =
          "Look for shifts only or for angles only; the other is held at what the metadata hold, or"
              + " at zero.")
  private String only;

  @Option(
      names = "--initial",
      defaultValue = "average",
      paramLabel = "average|synchronisation|spectra|random",
      description =
          "Where the first angles come from: the network's, each against the average of the others"
              + " (default), or all pairs together by angular synchronisation; or without the network,"
              + " from the spectra that it reads, or from chance.")
  private String initial;

  @Option(
      names = "--start",
      paramLabel = "metadata",
      description = "Start from the poses in the metadata and refine them within the windows.")
  private String start;

  @Option(
      names = "--angle-window",
      paramLabel = "DEG",
      description = "With --start: largest turn from the start, in degrees (default: 10).")
  private Double angleWindowDegrees;

  @Option(
      names = "--shift-window",
      paramLabel = "PX",
      description = "With --start: longest shift from the start, in pixels (default: 5).")
  private Double shiftWindowPixels;

  /**
   * What the options say together.
   *
   * @throws UsageException if they contradict each other or belong to another method
   */
  public AlignmentPlan plan(AlignMethod method) {
    AlignmentPlan plan = new AlignmentPlan(mode(), estimate(), initial(), start());
    if (method.kind() != AlignMethod.Kind.CRYOUDL && !plan.equals(AlignmentPlan.DEFAULT)) {
      throw new UsageException(
          "--mode, --only, --initial and --start belong to --method cryoudl, but the method is "
              + method.kind().label());
    }
    return plan;
  }

  private AlignmentPlan.Mode mode() {
    return switch (mode.toLowerCase(Locale.ROOT)) {
      case "udl" -> AlignmentPlan.Mode.UDL;
      case "judl" -> AlignmentPlan.Mode.JUDL;
      case "joint" -> AlignmentPlan.Mode.JOINT;
      case "refine" -> AlignmentPlan.Mode.REFINE;
      default ->
          throw new UsageException("--mode must be udl, judl, joint or refine, got '" + mode + "'");
    };
  }

  private AlignmentPlan.Estimate estimate() {
    if (only == null) {
      return AlignmentPlan.Estimate.ALL;
    }
    return switch (only.toLowerCase(Locale.ROOT)) {
      case "shifts" -> AlignmentPlan.Estimate.SHIFTS;
      case "angles" -> AlignmentPlan.Estimate.ANGLES;
      default -> throw new UsageException("--only must be shifts or angles, got '" + only + "'");
    };
  }

  private AlignmentPlan.Initial initial() {
    return switch (initial.toLowerCase(Locale.ROOT)) {
      case "average" -> AlignmentPlan.Initial.AVERAGE;
      case "synchronisation" -> AlignmentPlan.Initial.SYNCHRONISATION;
      case "spectra" -> AlignmentPlan.Initial.SPECTRA;
      case "random" -> AlignmentPlan.Initial.RANDOM;
      default ->
          throw new UsageException(
              "--initial must be average, synchronisation, spectra or random, got '"
                  + initial
                  + "'");
    };
  }

  private Optional<AlignmentPlan.PoseWindow> start() {
    if (start == null) {
      for (Double window : new Double[] {angleWindowDegrees, shiftWindowPixels}) {
        if (window != null) {
          throw new UsageException(
              "--angle-window and --shift-window are windows about the poses of the metadata; add"
                  + " --start metadata");
        }
      }
      return Optional.empty();
    }
    if (!start.equalsIgnoreCase("metadata")) {
      throw new UsageException("--start must be metadata, got '" + start + "'");
    }
    return Optional.of(
        new AlignmentPlan.PoseWindow(
            within("--angle-window", angleWindowDegrees, DEFAULT_ANGLE_WINDOW, 180, "degrees"),
            within("--shift-window", shiftWindowPixels, DEFAULT_SHIFT_WINDOW, 1e6, "pixels")));
  }

  private static double within(
      String option, Double value, double ifAbsent, double most, String unit) {
    if (value != null && !(value > 0 && value <= most)) {
      throw new UsageException(
          option + " must be above 0 and at most " + most + " " + unit + ", got " + value);
    }
    return value == null ? ifAbsent : value;
  }
}
