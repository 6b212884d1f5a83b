package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryoudl.alignment.baseline.averaging.AveragingOptions;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.align.output.ClassCourse;
import org.cryoudl.pipeline.align.output.CramerRaoOutput;
import org.cryoudl.pipeline.align.output.IterativeAveragingOutput;

/**
 * How particles are aligned, as the user chose it.
 *
 * @param kind which method
 * @param averaging for iterative averaging
 * @param truth true poses, which the oracle needs
 * @param template clean picture, which the oracle needs
 * @param classes how the particles are sorted into classes; one class makes one average of all
 */
public record AlignMethod(
    Kind kind,
    AveragingOptions averaging,
    Optional<Path> truth,
    Optional<Path> template,
    ClassPlan classes) {

  /** The methods there are. */
  public enum Kind {
    CRYOUDL("cryoudl"),
    POLAR_SPECTRUM("polar-spectrum"),
    FOURIER_MELLIN("fourier-mellin"),
    CROSS_CORRELATION("cross-correlation"),
    ITERATIVE_AVERAGING("iterative-averaging"),
    ORACLE("oracle");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name on the command line and in records. */
    public String label() {
      return label;
    }

    /**
     * The method of that name.
     *
     * @throws UsageException if there is none; the message lists all
     */
    public static Kind named(String name) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new UsageException(
                      String.format(
                          Locale.ROOT, "there is no method '%s'; known: %s", name, labels())));
    }

    /** All names, for messages. */
    public static String labels() {
      return Arrays.stream(values()).map(Kind::label).collect(Collectors.joining(", "));
    }
  }

  /** The network and joint refinement. */
  public static final AlignMethod DEFAULT = of(Kind.CRYOUDL);

  /** Names of the files that some method writes beside the usual results. */
  static final List<String> EXTRA_NAMES =
      Stream.of(IterativeAveragingOutput.NAMES, CramerRaoOutput.NAMES, ClassCourse.NAMES)
          .flatMap(List::stream)
          .toList();

  public AlignMethod {
    if (classes.sorts() && kind != Kind.CRYOUDL) {
      throw new UsageException(new MethodReason.ClassesOfOtherMethod(kind.label()));
    }
    boolean both = truth.isPresent() && template.isPresent();
    if (kind == Kind.ORACLE && !both) {
      throw new UsageException(new MethodReason.OracleNeedsTruth());
    }
  }

  /** A method that needs no settings. */
  public static AlignMethod of(Kind kind) {
    return new AlignMethod(
        kind, AveragingOptions.DEFAULT, Optional.empty(), Optional.empty(), ClassPlan.of(1));
  }

  /** Classes, and an alignment of each. */
  public static AlignMethod sorting(ClassPlan classes) {
    return new AlignMethod(
        Kind.CRYOUDL, AveragingOptions.DEFAULT, Optional.empty(), Optional.empty(), classes);
  }

  /**
   * The largest shift that is looked for, in pixels; empty where shifts or poses are given.
   *
   * @param box side length of the particles in pixels
   */
  OptionalDouble largestShiftPixels(AlignmentOptions options, int box) {
    AlignmentPlan.Estimate estimate = options.plan().estimate();
    boolean given =
        kind == Kind.ORACLE
            || options.plan().start().isPresent()
            || estimate == AlignmentPlan.Estimate.ANGLES
            || estimate == AlignmentPlan.Estimate.NOTHING
            || classes.search().posesHeld();
    if (given) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        classes.sorts() ? classes.maxShiftPixels(options, box) : options.maxShiftPixels(box));
  }

  /** Files that the method reads beside the particles. */
  List<Path> inputs() {
    Optional<Path> averages =
        classes.search().start() instanceof ClassStart.FromAverages given
            ? Optional.of(given.file())
            : Optional.empty();
    return Stream.of(truth, template, averages).flatMap(Optional::stream).toList();
  }
}
