package org.cryoudl.pipeline.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.CtfQuantity;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;
import org.cryoudl.statistics.VectorSums;

/**
 * The mean power spectrum of images, with the CTF beside it, and of the classes of particles.
 *
 * @param input a stack, a micrograph, or metadata of particles
 * @param output folder for the results
 * @param tilePixels side of the tiles that images are cut into; by their size if empty
 * @param ctf of all images, if the user states it; else particles have their own
 * @param classes whether spectra of classes are made too
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param pixelSizeAngstroms that the user states
 * @param overwrite whether results that are there may be replaced
 */
public record SpectrumJob(
    Path input,
    Path output,
    Optional<Integer> tilePixels,
    Optional<CtfParameters> ctf,
    boolean classes,
    Optional<Path> projectFolder,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite) {

  /** Images that are larger, or not square, are cut into tiles. */
  private static final int LARGEST_WHOLE = 1024;

  private static final int TILE = 512;

  private static final int SMALLEST_TILE = 16;

  /** So many particles tell the mean of their CTFs. */
  private static final int MEASURED = 2000;

  /**
   * Measures and writes.
   *
   * @return what a person reads of it
   * @throws UsageException if the tile does not fit, no microscope has the CTF, or a result is
   *     there and may not be replaced
   * @throws DataException if the input cannot be read, is a volume, or has no classes where they
   *     are wanted
   */
  public List<String> run(Progress progress) {
    ctf.ifPresent(CtfQuantity::requirePossible);
    try (ImageFile file = ImageFile.open(input, projectFolder, pixelSizeAngstroms);
        OutputTransaction results = begin(file)) {
      if (file.isVolume()) {
        throw new DataException(input + " is a volume; a spectrum is made of images");
      }
      int tile = tile(file);
      if (ctf.isPresent() && file.pixelSizeAngstroms().isEmpty()) {
        throw new UsageException(new Length.PixelSizeUnknown("a CTF", input.toString()));
      }
      Optional<ClassPeriodograms> ofClasses =
          classes ? Optional.of(ClassPeriodograms.of(file, progress)) : Optional.empty();
      PeriodogramSum sum = sum(file, tile, progress);
      SpectrumOutput out =
          new SpectrumOutput(tile, sum.mean(), squaredCtf(file, tile), file.pixelSizeAngstroms());
      results.publish(
          folder -> {
            out.write(folder);
            ofClasses.ifPresent(spectra -> spectra.write(folder, file.pixelSizeAngstroms()));
          });
      List<String> lines = new ArrayList<>();
      lines.add(
          String.format(
              Locale.ROOT,
              "mean of %d periodograms of %d x %d pixels from %d image%s",
              sum.count(),
              tile,
              tile,
              file.size(),
              file.size() == 1 ? "" : "s"));
      ofClasses.ifPresent(spectra -> lines.add(spectra.line()));
      return lines;
    }
  }

  private OutputTransaction begin(ImageFile file) {
    List<String> names = new ArrayList<>(SpectrumOutput.names());
    if (classes) {
      names.addAll(ClassPeriodograms.names());
    }
    OutputTransaction begun = OutputTransaction.begin(output, names, List.of(input), overwrite);
    begun.watch(file.states());
    return begun;
  }

  private int tile(ImageFile file) {
    int shorter = Math.min(file.width(), file.height());
    boolean whole = file.width() == file.height() && shorter <= LARGEST_WHOLE;
    int tile = tilePixels.orElse(whole ? shorter : Math.min(TILE, shorter));
    if (tile < SMALLEST_TILE || tile > shorter) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "tiles of %d pixels do not fit: they must have %d at least, and %s is %d x %d pixels",
              tile,
              SMALLEST_TILE,
              input,
              file.width(),
              file.height()));
    }
    return tile;
  }

  private static PeriodogramSum sum(ImageFile file, int tile, Progress progress) {
    boolean whole = tile == file.width() && tile == file.height();
    try (Progress.Stage stage = progress.start("power spectra", file.size())) {
      if (whole) {
        return ParallelLoop.reduce(
            file.size(),
            () -> PeriodogramSum.ofImages(tile),
            (into, i) -> {
              into.add(file.read(i).values());
              stage.advance(1);
            },
            PeriodogramSum::merge);
      }
      PeriodogramSum all = PeriodogramSum.ofTiles(tile);
      for (int i = 0; i < file.size(); i++) {
        all.merge(ofTiles(file.read(i), tile));
        stage.advance(1);
      }
      return all;
    }
  }

  /** Tiles that overlap by about half, from rim to rim. */
  private static PeriodogramSum ofTiles(Grid image, int tile) {
    int[] lefts = PeriodogramSum.starts(image.width(), tile);
    int[] tops = PeriodogramSum.starts(image.height(), tile);
    return ParallelLoop.reduce(
        lefts.length * tops.length,
        () -> PeriodogramSum.ofTiles(tile),
        (into, t) ->
            into.add(
                image.values(), image.width(), lefts[t % lefts.length], tops[t / lefts.length]),
        PeriodogramSum::merge);
  }

  /** The mean square of the CTFs at every position of the half spectrum; none if not known. */
  private Optional<double[]> squaredCtf(ImageFile file, int tile) {
    if (file.pixelSizeAngstroms().isEmpty()) {
      return Optional.empty();
    }
    double pixel = file.pixelSizeAngstroms().getAsDouble();
    if (ctf.isPresent()) {
      return Optional.of(squared(ctf.get(), tile, pixel));
    }
    Optional<ParticleSet> set = file.particles();
    if (set.isEmpty() || set.get().ctf(0).isEmpty()) {
      return Optional.empty();
    }
    int count = Math.min(MEASURED, set.get().size());
    double[] sum =
        ParallelLoop.reduce(
            count,
            () -> new double[tile * (tile / 2 + 1)],
            (into, i) ->
                set.get()
                    .ctf((int) ((long) i * set.get().size() / count))
                    .ifPresent(known -> VectorSums.addInto(into, squared(known, tile, pixel))),
            VectorSums::addInto);
    for (int p = 0; p < sum.length; p++) {
      sum[p] /= count;
    }
    return Optional.of(sum);
  }

  private static double[] squared(CtfParameters parameters, int tile, double pixel) {
    float[] values = new Ctf(parameters).sample(tile, pixel);
    double[] squared = new double[values.length];
    for (int p = 0; p < squared.length; p++) {
      squared[p] = (double) values[p] * values[p];
    }
    return squared;
  }
}
