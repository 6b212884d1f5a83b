package org.cryoudl.cli.evaluation;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.EvaluationOptions;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.ClassScore;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.evaluate.ClassEvaluation;
import org.cryoudl.pipeline.evaluate.ViewEvaluation;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate classes PARTICLES}. */
@Command(
    name = "classes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How well particles were sorted, where the truth is known.",
      "",
      "Truth with rot, tilt and psi (many views): how near particles look to the direction of their"
          + " class, its in-plane frame, purity, junk; with intervals.",
      "Truth with a column 'class': purity, and errors of the angles and shifts in each class, which"
          + " has its own angle and centre fitted out."
    },
    footerHeading = "%nExample:%n",
    footer = "  cryoudl evaluate classes -i classes/particles.star --truth truth.csv -o scores")
final class EvaluateClasses implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Mixin private EvaluationOptions evaluation;

  @Option(
      names = "--symmetry",
      split = ",",
      paramLabel = "N",
      description =
          "Order of the rotational symmetry of each true class, for instance 6,2,2,1; angles count"
              + " modulo it. 1 for all if not given.")
  private List<Integer> symmetry = List.of();

  @ArgGroup(multiplicity = "1")
  private Sorted sorted;

  /** The sorted particles, with the option or without. */
  static final class Sorted {

    @Option(
        names = {"-i", "--input"},
        required = true,
        paramLabel = "PARTICLES",
        description = "Sorted particles: .star, .xmd, block@file.xmd or .cs; no images needed.")
    private Path option;

    @Parameters(paramLabel = "PARTICLES", description = "The same, without the option.")
    private Path position;

    Path file() {
      return option == null ? position : option;
    }
  }

  @Override
  public Integer call() {
    for (int order : symmetry) {
      if (order < 1) {
        throw new UsageException("--symmetry orders must be at least 1, got " + order);
      }
    }
    if (ViewEvaluation.isFor(evaluation.truth())) {
      evaluateViews();
    } else {
      evaluateClasses();
    }
    common.out().flush();
    return 0;
  }

  private void evaluateViews() {
    if (!symmetry.isEmpty()) {
      throw new UsageException(
          "--symmetry is for truth with a column 'class', but "
              + evaluation.truth()
              + " holds directions; leave it out");
    }
    new ViewEvaluation(
            sorted.file(),
            evaluation.truth(),
            evaluation.allowMissing(),
            evaluation.output(),
            common.commandLine(),
            Version.current())
        .run(common.progress())
        .lines()
        .forEach(common.out()::println);
  }

  private void evaluateClasses() {
    ClassScore score =
        new ClassEvaluation(
                sorted.file(),
                evaluation.truth(),
                symmetry,
                evaluation.allowMissing(),
                evaluation.output(),
                common.commandLine(),
                Version.current())
            .run(common.progress());
    PrintWriter out = common.out();
    out.printf(Locale.ROOT, "particles %d, purity %.4f%n", score.particles(), score.purity());
    for (int k = 0; k < score.confusion().length; k++) {
      StringBuilder line = new StringBuilder("class " + (k + 1) + ": of each true class");
      for (int count : score.confusion()[k]) {
        line.append(' ').append(count);
      }
      score.poses().get(k).ifPresent(poses -> line.append("; ").append(errors(poses)));
      out.println(line);
    }
  }

  private static String errors(AlignmentScore poses) {
    String angle =
        String.format(
            Locale.ROOT,
            "angle mean %.3f  median %.3f  >10deg %.3f",
            poses.mod360().meanDegrees(),
            poses.mod360().medianDegrees(),
            poses.mod360().shareAbove10());
    return poses.meanShiftPixels().isEmpty()
        ? angle
        : angle
            + String.format(
                Locale.ROOT, "; shift mean %.3f px", poses.meanShiftPixels().getAsDouble());
  }
}
