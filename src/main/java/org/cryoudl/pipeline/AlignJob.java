package org.cryoudl.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.alignment.AlignmentOptions;
import org.cryoudl.alignment.ClassAligner;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.PolarModel;
import org.cryoudl.progress.Progress;

/**
 * Aligns a stack and writes what RELION, XMIPP and Scipion read.
 *
 * @param input a particle set: .mrcs, .mrc, .star, .xmd or .cs
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param output folder for the results
 * @param model model file; the shipped one if empty
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param options what the user decides about the alignment
 * @param classes number of classes the particles are sorted into; 1 makes one average of all
 * @param writeStack whether to write the turned images
 * @param overwrite whether results that are there may be replaced
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record AlignJob(
    Path input,
    Optional<Path> projectFolder,
    Path output,
    Optional<Path> model,
    String device,
    AlignmentOptions options,
    int classes,
    boolean writeStack,
    boolean overwrite,
    String commandLine,
    String version) {

  /**
   * Keeps results off a file that the alignment reads beside the particles.
   *
   * @throws UsageException if a result in {@code output} would take the file's place
   */
  public static void requireNotResult(Path file, Path output) {
    OutputFolder.requireNoInput(output, AlignmentOutput.names(), List.of(file));
  }

  private Aligner aligner(PolarModel network, Progress progress) {
    return classes == 1
        ? new ParticleAligner(network, options, progress)
        : new ClassAligner(network, options, classes, progress);
  }

  /** Runs to the end; returns what the record of the run says. */
  public AlignmentSummary run(Progress progress) {
    long start = System.nanoTime();
    List<String> names = AlignmentOutput.names();
    ParticleSetOptions opening =
        projectFolder.map(ParticleSetOptions.DEFAULT::inProject).orElse(ParticleSetOptions.DEFAULT);
    Path modelFile = model.orElseGet(ShippedModel::find);
    try (ParticleSet set = ParticleSet.open(input, opening)) {
      names.forEach(name -> set.requireNotInput(output.resolve(name)));
      OutputFolder.prepare(output, names, List.of(), overwrite);
      set.warnings().forEach(progress::warn);
      String modelName;
      Alignment alignment;
      try (PolarModel network = PolarModel.load(modelFile, device)) {
        modelName = network.name();
        alignment = aligner(network, progress).align(set);
      }
      AlignmentOutput writer =
          new AlignmentOutput(output, set, alignment, options.invertContrast(), progress);
      OutputFolder.clear(output, names);
      writer.write(writeStack);
      double seconds = (System.nanoTime() - start) / 1e9;
      AlignmentSummary summary =
          AlignmentSummary.of(set, alignment, modelName, modelFile, commandLine, version, seconds);
      summary.write(output.resolve(AlignmentOutput.SUMMARY));
      return summary;
    }
  }
}
