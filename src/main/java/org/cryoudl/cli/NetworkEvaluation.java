package org.cryoudl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.evaluation.AngleErrors;
import org.cryoudl.pipeline.EvaluateJob;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code evaluate pairs} and {@code evaluate reference} share. Mixed in by both. */
final class NetworkEvaluation {

  @Mixin private CommonOptions common;

  @Mixin private EvaluationOptions evaluation;

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "STACK",
      description = "Particles: .mrcs, .mrc, .star, .xmd or .cs.")
  private Path input;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Model file (.safetensors); the newest shipped one if not given.")
  private Path model;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (default: a GPU if there is one), cpu or cuda:N.")
  private String device;

  @Option(
      names = "--project-dir",
      paramLabel = "FOLDER",
      description = "The folder that stack names in the metadata are relative to.")
  private Path projectFolder;

  CommonOptions common() {
    return common;
  }

  EvaluateJob job() {
    return new EvaluateJob(
        input,
        Optional.ofNullable(projectFolder),
        evaluation.truth(),
        evaluation.allowMissing(),
        Optional.ofNullable(model),
        device,
        evaluation.output(),
        common.commandLine(),
        Version.current());
  }

  void print(EvaluateJob.Report report) {
    AngleErrors errors = report.error().errors();
    line(
        "compared",
        "%d pairs of %d images (missing %d), angles modulo 180 degrees",
        report.error().pairs().size(),
        report.particles(),
        report.missing());
    line(
        "error",
        "mean %.3f  median %.3f  rms %.3f degrees",
        errors.meanDegrees(),
        errors.medianDegrees(),
        errors.rmsDegrees());
    line(
        "share above",
        "1 deg %.3f  3 deg %.3f  10 deg %.3f",
        errors.shareAbove1(),
        errors.shareAbove3(),
        errors.shareAbove10());
    line(
        "speed",
        "%.1f images/s, %.2f ms an image (model %s, %s)",
        report.imagesPerSecond(),
        1e3 / report.imagesPerSecond(),
        report.model(),
        report.device());
    common.out().flush();
  }

  private void line(String label, String format, Object... values) {
    PrintWriter out = common.out();
    out.println(
        String.format(Locale.ROOT, "%-13s", label) + String.format(Locale.ROOT, format, values));
  }
}
