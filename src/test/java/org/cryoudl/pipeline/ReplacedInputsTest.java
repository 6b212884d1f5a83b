package org.cryoudl.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.filter.PassBand;
import org.cryoudl.geometry.Length;
import org.cryoudl.micrograph.ctf.CtfCorrection;
import org.cryoudl.pipeline.correlate.CorrelateJob;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.images.FilterJob;
import org.cryoudl.pipeline.images.NormaliseJob;
import org.cryoudl.pipeline.micrograph.CtfCorrectJob;
import org.cryoudl.pipeline.micrograph.MicrographInput;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.SimilarityOptions;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stack of the same size takes the place of one that is being read: nothing is written, for it
 * would mix the images of both.
 */
class ReplacedInputsTest {

  private static final int COUNT = 6;
  private static final int BOX = 64;

  @TempDir Path folder;

  /** Replaces a file when the work on it starts. */
  private record Replacing(Path file) implements Progress, Progress.Stage {
    @Override
    public Stage start(String stage, long total) {
      try {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 2] ^= 1;
        Path other = Files.write(file.resolveSibling("other"), bytes);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    @Override
    public void warn(String message) {}

    @Override
    public void detail(String message) {}

    @Override
    public void advance(long units) {}

    @Override
    public void note(String text) {}

    @Override
    public void close() {}
  }

  private Path particles() throws IOException {
    Path set = Files.createDirectories(folder.resolve("set"));
    return SimulatedSet.of(COUNT, BOX, CtfModel.Mode.FULL, 5).write(set, "particles");
  }

  private void requireRefused(Path stack, Path out, Consumer<Progress> job) throws IOException {
    DataException refused =
        assertThrows(DataException.class, () -> job.accept(new Replacing(stack)));
    assertTrue(refused.getMessage().startsWith(stack + " changed while"), refused.getMessage());
    assertFalse(Files.exists(out) && !isEmpty(out), out.toString());
    job.accept(Progress.silent()); // the input as it is now
    assertTrue(Files.exists(out));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static FilterJob.Band band() {
    return new FilterJob.Band(
        Optional.of(Length.parse("20A")), Optional.empty(), PassBand.Edge.HARD, 0.02, true);
  }

  @Test
  void filteredAndNormalisedImages() throws IOException {
    Path star = particles();
    Path stack = star.resolveSibling("particles.mrcs");
    for (Path input : List.of(stack, star)) {
      Path out = folder.resolve(input.getFileName() + "-filtered.mrcs");
      requireRefused(
          stack,
          out,
          progress ->
              new FilterJob(input, out, band(), Optional.empty(), OptionalDouble.empty(), false)
                  .run(progress));
    }
    Path out = folder.resolve("normal.mrcs");
    NormaliseJob.Settings settings = new NormaliseJob.Settings(Optional.empty(), true, 5, false, 1);
    requireRefused(
        stack,
        out,
        progress ->
            new NormaliseJob(stack, out, settings, Optional.empty(), OptionalDouble.empty(), false)
                .run(progress));
  }

  @Test
  void particlesWhoseCtfIsCorrectedOrEstimated() throws IOException {
    Path star = particles();
    Path stack = star.resolveSibling("particles.mrcs");
    MicrographInput input =
        new MicrographInput(List.of(star), Optional.empty(), OptionalDouble.empty());
    CtfCorrection flip = new CtfCorrection(CtfCorrection.Method.FLIP, 1);
    Path corrected = folder.resolve("corrected");
    requireRefused(
        stack, corrected, progress -> CtfCorrectJob.run(input, flip, corrected, false, progress));
  }

  @Test
  void averagesInAFolderOfClasses() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path star = particles();
    Path averages = classes.resolve("run_it025_classes.mrcs");
    Files.copy(star.resolveSibling("particles.mrcs"), averages);
    StringBuilder data = new StringBuilder("data_particles\nloop_\n_rlnImageName #1\n");
    data.append("_rlnClassNumber #2\n");
    StringBuilder model =
        new StringBuilder("data_model_general\n\n_rlnReferenceDimensionality 2\n")
            .append("_rlnNrClasses " + COUNT + "\n_rlnPixelSize 4.0\n\ndata_model_classes\n\n")
            .append("loop_\n_rlnReferenceImage #1\n_rlnClassDistribution #2\n")
            .append("_rlnEstimatedResolution #3\n");
    for (int k = 1; k <= COUNT; k++) {
      data.append(k + "@a.mrcs " + k + "\n");
      model.append(k + "@run_it025_classes.mrcs 0.16 20\n");
    }
    Files.writeString(classes.resolve("run_it025_data.star"), data);
    Files.writeString(classes.resolve("run_it025_model.star"), model);
    Path out = folder.resolve("alike");
    requireRefused(
        averages,
        out,
        progress ->
            new CorrelateJob(
                    List.of(classes),
                    out,
                    SimilarityOptions.DEFAULT,
                    false,
                    OptionalDouble.empty(),
                    false,
                    new Invocation("correlate", "1"))
                .run(progress));
  }
}
