package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.pipeline.files.OutputTransaction;

/**
 * Where an evaluation leaves its figures.
 *
 * @param folder made if missing
 * @param overwrite whether figures that are there may be replaced
 */
public record EvaluationOutput(Path folder, boolean overwrite) {

  /**
   * Prepares for the figures, before any work is done.
   *
   * @param output empty if no figures are to be left
   * @param names the files to be written
   * @param inputs what is read, and must not be written over
   * @throws org.cryoudl.failure.UsageException if a file is there and may not be replaced, or is an
   *     input
   */
  public static Transaction begin(
      Optional<EvaluationOutput> output, List<String> names, List<Path> inputs) {
    return new Transaction(
        output.map(out -> OutputTransaction.begin(out.folder(), names, inputs, out.overwrite())));
  }

  /**
   * The figures of one evaluation, which appear together.
   *
   * @param results empty if none are to be left
   */
  public record Transaction(Optional<OutputTransaction> results) implements AutoCloseable {

    /** Compares the files of a set, too, before the figures appear. */
    public void watch(ParticleSet set) {
      results.ifPresent(transaction -> transaction.watch(set.fileStates()));
    }

    /** Lets {@code writer} write the figures, if any are to be left, and moves them in place. */
    public void publish(Consumer<EvaluationOutput> writer) {
      results.ifPresent(
          transaction ->
              transaction.publish(staging -> writer.accept(new EvaluationOutput(staging, false))));
    }

    @Override
    public void close() {
      results.ifPresent(OutputTransaction::close);
    }
  }

  /** Writes a record as JSON. */
  public void write(String name, Record figures) {
    AtomicOutput.writeText(folder.resolve(name), RecordJson.text(figures));
  }
}
