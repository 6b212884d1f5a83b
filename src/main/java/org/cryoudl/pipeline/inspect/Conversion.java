package org.cryoudl.pipeline.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.MrcMode;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.update.ParticleCsWriter;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.io.particles.update.ParticleXmdWriter;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.progress.Progress;

/**
 * Writes particles in another format: metadata as STAR, XMD or .cs, with poses in the other
 * program's convention, or the images themselves as one MRC stack.
 *
 * @param input a stack, a STAR, XMD or .cs file
 * @param output what to write; its ending (.star, .xmd, .cs, .mrcs) decides the format
 * @param mode how the pixels of a stack are written; 32-bit reals if not given
 * @param pixelSizeAngstroms which particles to take, if not all: those of this pixel size
 * @param options where stacks are looked for, and whether they are needed
 * @param overwrite whether a file that is there may be replaced
 */
public record Conversion(
    Path input,
    Path output,
    Optional<MrcMode> mode,
    OptionalDouble pixelSizeAngstroms,
    ParticleSetOptions options,
    boolean overwrite) {

  /**
   * @throws UsageException if the output's ending is not known, or does not go with the options
   */
  public Conversion {
    String ending = ending(output);
    if (!List.of("star", "xmd", "cs", "mrcs").contains(ending)) {
      throw new UsageException(
          output + " ends in ." + ending + "; a conversion writes .star, .xmd, .cs or .mrcs");
    }
    boolean stack = ending.equals("mrcs");
    if (mode.isPresent() && !stack) {
      throw new UsageException("a mode is for the pixels of a .mrcs; " + output + " has none");
    }
    if (stack && options.allows(ParticleSetOptions.Allowance.NO_IMAGES)) {
      throw new UsageException(new ImagesNeeded(output));
    }
  }

  /** Images are to be written, but the stacks are not to be looked for. */
  public record ImagesNeeded(Path output) implements Reason {
    @Override
    public String problem() {
      return output + " is to hold images, so the stacks are needed";
    }

    @Override
    public String remedy() {
      return "convert with the images";
    }
  }

  private static String ending(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Does the conversion.
   *
   * @return how many particles were written
   * @throws UsageException if the output is there and may not be replaced, or is an input
   * @throws DataException if the input cannot be read, a pose is mirrored, which STAR cannot hold,
   *     or no particle has the pixel size
   */
  public int run(Progress progress) {
    boolean stack = ending(output).equals("mrcs");
    // One stack has one pixel size in its header; metadata keep that of every particle.
    ParticleSetOptions opening =
        stack && pixelSizeAngstroms.isEmpty() ? options : options.allowingMixedPixelSizes();
    try (ParticleSet set = ParticleSet.open(input, opening);
        OutputTransaction results = begin(set)) {
      InputHealth.acceptMetadata(set, true, progress).stream()
          .map(Assumption::why)
          .filter(doubt -> !set.warnings().contains(doubt))
          .forEach(progress::warn);
      ParticleUpdate update = update(set);
      results.publish(folder -> write(set, folder.resolve(output.getFileName()), update, progress));
      return update.rows().map(List::size).orElse(set.size());
    }
  }

  private OutputTransaction begin(ParticleSet set) {
    set.requireNotInput(output);
    List<String> companions =
        ending(output).equals("cs")
            ? List.of(ParticleCsWriter.groupBeside(output.getFileName().toString()))
            : List.of();
    companions.forEach(name -> set.requireNotInput(output.resolveSibling(name)));
    OutputTransaction begun =
        OutputTransaction.beginFiles(output, companions, List.of(), overwrite);
    begun.watch(set.fileStates());
    return begun;
  }

  private void write(ParticleSet set, Path file, ParticleUpdate update, Progress progress) {
    switch (ending(output)) {
      case "star" -> ParticleStarWriter.write(set, file, update, progress).forEach(progress::warn);
      case "xmd" -> ParticleXmdWriter.write(set, file, update, progress).forEach(progress::warn);
      case "cs" -> ParticleCsWriter.write(set, file, update, progress);
      default -> writeStack(set, file, update, progress);
    }
  }

  private ParticleUpdate update(ParticleSet set) {
    if (pixelSizeAngstroms.isEmpty()) {
      return ParticleUpdate.NONE;
    }
    List<Integer> rows = set.rowsOfPixelSize(pixelSizeAngstroms.getAsDouble());
    if (rows.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds %d particles, none with a pixel size of %s A (the first has %s)",
              input,
              set.size(),
              pixelSizeAngstroms.getAsDouble(),
              set.pixelSizeAngstroms().isPresent()
                  ? set.pixelSizeAngstroms().getAsDouble() + " A"
                  : "none"));
    }
    return ParticleUpdate.NONE.keeping(rows);
  }

  private void writeStack(ParticleSet set, Path file, ParticleUpdate update, Progress progress) {
    List<Integer> rows =
        update.rows().orElseGet(() -> IntStream.range(0, set.size()).boxed().toList());
    ImageSource images = set.images();
    int pixels = Math.multiplyExact(images.width(), images.height());
    ThreadLocal<float[]> buffers = ThreadLocal.withInitial(() -> new float[pixels]);
    try (MrcWriter writer =
            MrcWriter.stack(
                file,
                images.width(),
                images.height(),
                mode.orElse(MrcMode.FLOAT32),
                set.pixelSizeAngstroms(rows.get(0)));
        Progress.Stage stage = progress.start("writing images", rows.size())) {
      ParallelLoop.run(
          rows.size(),
          i -> {
            float[] buffer = buffers.get();
            images.read(rows.get(i), buffer);
            writer.write(i, buffer);
            stage.advance(1);
          });
      writer.commit();
    }
  }
}
