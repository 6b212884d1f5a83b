package org.cryoudl.cli.evaluation;

import java.io.PrintWriter;
import java.util.Locale;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.EvaluationOptions;
import org.cryoudl.cli.options.NetworkOptions;
import org.cryoudl.cli.options.ParticleOptions;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.pipeline.evaluate.EvaluateJob;
import org.cryoudl.pipeline.evaluate.PairEvaluation;
import picocli.CommandLine.Mixin;

/** What {@code evaluate pairs} and {@code evaluate reference} share. Mixed in by both. */
final class NetworkEvaluation {

  @Mixin private CommonOptions common;

  @Mixin private ParticleOptions particles;

  @Mixin private NetworkOptions network;

  @Mixin private EvaluationOptions evaluation;

  CommonOptions common() {
    return common;
  }

  EvaluateJob job() {
    return new EvaluateJob(
        particles.particles(),
        evaluation.truth(),
        evaluation.allowMissing(),
        network.choice(),
        evaluation.output(),
        common.invocation());
  }

  void print(PairEvaluation report) {
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
