package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.align.output.AlignmentOutput;
import org.cryoudl.pipeline.align.output.MethodOutput;
import org.cryoudl.pipeline.align.output.PoseFormat;
import org.cryoudl.pipeline.align.report.AlignmentReport;
import org.cryoudl.pipeline.align.report.AlignmentSummary;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;

/**
 * Aligns a stack and writes what RELION, XMIPP and Scipion read.
 *
 * @param input a particle set: .mrcs, .mrc, .star, .xmd or .cs
 * @param method how poses are found
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param output folder for the results
 * @param model model file; the shipped one if empty; methods without a network leave it alone
 * @param device where the network runs
 * @param options what the user decides about the alignment
 * @param format of the metadata that are written
 * @param writeStack whether to write the turned images
 * @param report whether to write report.html and its numbers
 * @param overwrite whether results that are there may be replaced
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record AlignJob(
    Path input,
    AlignMethod method,
    Optional<Path> projectFolder,
    Path output,
    Optional<Path> model,
    ComputeDevice device,
    AlignmentOptions options,
    PoseFormat format,
    boolean writeStack,
    boolean report,
    boolean overwrite,
    String commandLine,
    String version) {

  /**
   * @throws UsageException if particles may be mirrored and STAR files are to be written
   */
  public AlignJob {
    if (options.given().mirror() && format.writesStar()) {
      throw new UsageException(new MethodReason.MirrorInStar());
    }
  }

  /**
   * Keeps results off a file that the alignment reads beside the particles.
   *
   * @throws UsageException if a result in {@code output} would take the file's place
   */
  public static void requireNotResult(Path file, Path output) {
    OutputFolder.requireNoInput(output, AlignmentOutput.names(), List.of(file));
  }

  /** Runs to the end; returns what the record of the run says. */
  public AlignmentSummary run(Progress progress) {
    long start = System.nanoTime();
    List<String> names = new ArrayList<>(AlignmentOutput.names());
    names.addAll(AlignMethod.EXTRA_NAMES);
    ParticleSetOptions opening =
        projectFolder.map(ParticleSetOptions.DEFAULT::inProject).orElse(ParticleSetOptions.DEFAULT);
    try (ParticleSet set = ParticleSet.open(input, opening)) {
      names.forEach(name -> set.requireNotInput(output.resolve(name)));
      OutputFolder.prepare(output, names, method.inputs(), overwrite);
      set.warnings().forEach(progress::warn);
      Alignment alignment;
      MethodOutput extras;
      Optional<String> modelName;
      Optional<String> modelFile;
      try (MethodSession opened =
          MethodSession.open(method, set, model, device, options, progress)) {
        alignment = opened.aligner().align(set);
        extras = opened.extras();
        modelName = opened.modelName();
        modelFile = opened.chosen().map(ModelChoice::label);
      }
      AlignmentOutput writer =
          new AlignmentOutput(output, set, alignment, options.invertContrast(), format, progress);
      OutputFolder.clear(output, names);
      writer.write(writeStack);
      extras.write(output, set, alignment);
      double seconds = (System.nanoTime() - start) / 1e9;
      AlignmentSummary summary =
          AlignmentSummary.of(
              set,
              alignment,
              method.kind().label(),
              modelName,
              modelFile,
              commandLine,
              version,
              seconds);
      summary.write(output.resolve(AlignmentOutput.SUMMARY));
      if (report) {
        ReportFiles.write(
            new AlignmentReport(set, alignment, options, summary, output).build(progress), output);
      }
      return summary;
    }
  }
}
