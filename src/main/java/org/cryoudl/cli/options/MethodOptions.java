package org.cryoudl.cli.options;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.baseline.averaging.AveragingOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.align.AlignMethod;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that choose a method of alignment. Mixed in by {@code align}. */
@OptionGroup(OptionGroup.Heading.OTHER_METHODS)
public final class MethodOptions {

  @Option(
      names = "--method",
      defaultValue = "cryoudl",
      paramLabel = "METHOD",
      description =
          "cryoudl (default: network and joint refinement), or to compare with: polar-spectrum,"
              + " fourier-mellin, cross-correlation, iterative-averaging, oracle (the limit, from"
              + " known truth).")
  private String method;

  @Option(names = "--classes", hidden = true)
  private @Nullable Integer classes;

  @Option(
      names = "--threshold",
      paramLabel = "R|auto",
      description =
          "Iterative averaging: images that correlate better than this join the average, for"
              + " instance 0.8; auto (default) goes by how the correlations are distributed.")
  private String threshold;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Iterative averaging: passes through the images; 8 if not given.")
  private Integer rounds;

  @Option(
      names = "--no-rotation",
      description = "Iterative averaging: shift images only, do not turn them.")
  private boolean withoutRotation;

  @Option(
      names = "--truth",
      paramLabel = "CSV",
      description = "Oracle: true poses, index,angle_deg,down_px,right_px.")
  private Path truth;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "Oracle: clean picture (.mrc, .mrcs, .png) of the particles' box.")
  private Path template;

  /** The method as chosen. */
  public AlignMethod method() {
    AlignMethod.Kind kind = AlignMethod.Kind.named(method);
    if (classes != null && classes < 1) {
      throw new UsageException("--classes must be at least 1, got " + classes);
    }
    if (classes != null && classes != 1) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "align makes one average of all particles; to sort them into %d classes use cryoudl"
                  + " classify --classes %d",
              classes,
              classes));
    }
    boolean averaging = threshold != null || rounds != null || withoutRotation;
    require(
        averaging,
        kind,
        AlignMethod.Kind.ITERATIVE_AVERAGING,
        "--threshold, --rounds and" + " --no-rotation");
    require(
        truth != null || template != null, kind, AlignMethod.Kind.ORACLE, "--truth and --template");
    return new AlignMethod(
        kind,
        averaging(),
        Optional.ofNullable(truth),
        Optional.ofNullable(template),
        ClassPlan.of(1));
  }

  private static void require(
      boolean given, AlignMethod.Kind kind, AlignMethod.Kind needed, String options) {
    if (given && kind != needed) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s belong to --method %s, but the method is %s",
              options,
              needed.label(),
              kind.label()));
    }
  }

  private AveragingOptions averaging() {
    AveragingOptions standard = AveragingOptions.DEFAULT;
    if (rounds != null && rounds < 1) {
      throw new UsageException("--rounds must be at least 1, got " + rounds);
    }
    return new AveragingOptions(
        !withoutRotation, threshold(), rounds == null ? standard.rounds() : rounds);
  }

  private OptionalDouble threshold() {
    if (threshold == null || threshold.toLowerCase(Locale.ROOT).equals("auto")) {
      return OptionalDouble.empty();
    }
    double value = Double.NaN;
    try {
      value = Double.parseDouble(threshold);
    } catch (NumberFormatException e) {
      // Reported below, as a value out of range is.
    }
    if (!(Math.abs(value) < 1)) {
      throw new UsageException(
          "--threshold is a correlation above -1 and below 1, or auto; got '" + threshold + "'");
    }
    return OptionalDouble.of(value);
  }
}
