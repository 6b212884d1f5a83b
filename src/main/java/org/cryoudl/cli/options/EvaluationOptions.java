package org.cryoudl.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import picocli.CommandLine.Option;

/** Options that every evaluation has. Mixed in by each. */
public final class EvaluationOptions {

  @Option(
      names = "--truth",
      required = true,
      paramLabel = "CSV",
      description =
          "True poses: index,angle_deg,down_px,right_px; for classes also index,rot,tilt,psi,specimen.")
  private Path truth;

  @Option(
      names = "--allow-missing",
      description = "Truth may know images that the particles lack; they are left out.")
  private boolean allowMissing;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Folder for the figures (JSON; of pairs also CSV) and report.html, made if missing.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace figures that are in the folder.")
  private boolean overwrite;

  public Path truth() {
    return truth;
  }

  public boolean allowMissing() {
    return allowMissing;
  }

  public Optional<EvaluationOutput> output() {
    return Optional.ofNullable(output).map(folder -> new EvaluationOutput(folder, overwrite));
  }
}
