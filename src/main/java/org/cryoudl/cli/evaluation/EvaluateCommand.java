package org.cryoudl.cli.evaluation;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.EvaluationOptions;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.pipeline.evaluate.PoseEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how large the errors are where the truth is known. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures errors of a network or of an alignment against known truth.",
    subcommands = {
      EvaluateCommand.Pairs.class,
      EvaluateCommand.Reference.class,
      EvaluateCommand.Poses.class,
      EvaluateClasses.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl evaluate pairs particles.star --truth truth.csv",
      "  cryoudl evaluate poses aligned/particles.star --truth truth.csv -o scores"
    })
public final class EvaluateCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say 'evaluate pairs', 'evaluate reference', 'evaluate poses' or 'evaluate classes'");
  }

  /** {@code evaluate pairs}. */
  @Command(
      name = "pairs",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Error of the network's angle of every image relative to the one before it.",
        "",
        "Cyclically, in file order, modulo 180 degrees."
      })
  static final class Pairs implements Callable<Integer> {

    @Mixin private NetworkEvaluation evaluation;

    @Override
    public Integer call() {
      evaluation.print(evaluation.job().pairs(evaluation.common().progress()));
      return 0;
    }
  }

  /** {@code evaluate reference}. */
  @Command(
      name = "reference",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Error of the network's angle of every image relative to one of them.",
        "",
        "Modulo 180 degrees."
      })
  static final class Reference implements Callable<Integer> {

    @Mixin private NetworkEvaluation evaluation;

    @Option(
        names = "--reference",
        paramLabel = "INDEX",
        defaultValue = "1",
        description = "The reference's number in file order, from 1 (default: the first).")
    private int reference;

    @Override
    public Integer call() {
      evaluation.print(evaluation.job().reference(reference, evaluation.common().progress()));
      return 0;
    }
  }

  /** {@code evaluate poses PARTICLES}. */
  @Command(
      name = "poses",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Errors of the angles and shifts in a metadata file.",
        "",
        "One angle and one centre, which no unsupervised method can know, are fitted out."
      })
  static final class Poses implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Mixin private EvaluationOptions evaluation;

    @Parameters(
        paramLabel = "PARTICLES",
        description = "Aligned particles: .star, .xmd, block@file.xmd or .cs; no images needed.")
    private Path particles;

    @Override
    public Integer call() {
      AlignmentScore score =
          new PoseEvaluation(
                  particles,
                  evaluation.truth(),
                  evaluation.allowMissing(),
                  evaluation.output(),
                  common.commandLine(),
                  Version.current())
              .run(common.progress());
      PrintWriter out = common.out();
      out.println("particles " + score.particles() + " (missing " + score.missing() + ")");
      out.println(line(360, score.mod360()));
      out.println(line(180, score.mod180()));
      out.println(
          score.meanShiftPixels().isEmpty()
              ? "shift: no particle's angle is right to 10 degrees"
              : String.format(
                  Locale.ROOT, "shift: mean %.3f px", score.meanShiftPixels().getAsDouble()));
      out.flush();
      return 0;
    }

    private static String line(int period, AngleErrors errors) {
      return String.format(
          Locale.ROOT,
          "angle mod %d: mean %.3f  median %.3f  rms %.3f  >10deg %.3f  >3deg %.3f  >1deg %.3f",
          period,
          errors.meanDegrees(),
          errors.medianDegrees(),
          errors.rmsDegrees(),
          errors.shareAbove10(),
          errors.shareAbove3(),
          errors.shareAbove1());
    }
  }
}
