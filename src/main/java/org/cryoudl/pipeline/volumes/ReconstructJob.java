package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.FourierShift;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Length;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.progress.Progress;
import org.cryoudl.volume.Backprojection;
import org.cryoudl.volume.FourierInversion;
import org.cryoudl.volume.ShellCorrelation;

/**
 * Reconstructs a volume from particles of known directions.
 *
 * @param particles a STAR file with angles, origins and CTFs
 * @param output the volume to write
 * @param symmetry of the particle
 * @param plan what is made of the halves, and whether the CTF counts
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param pixelSizeAngstroms of the images, if the user states it
 * @param overwrite whether results that are there may be replaced
 */
public record ReconstructJob(
    Path particles,
    Path output,
    PointGroup symmetry,
    Plan plan,
    Optional<Path> projectFolder,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite) {

  /** Images that are transformed before they are added: they fill few megabytes. */
  private static final int BATCH = 64;

  private static final String SUBSET = "rlnRandomSubset";

  /**
   * What is made.
   *
   * @param withCtf whether images are corrected for their CTF
   * @param halves whether both halves are written too
   * @param wiener whether the volume gets Wiener weights, by what the halves agree on
   */
  public record Plan(boolean withCtf, boolean halves, boolean wiener) {

    boolean needsHalves() {
      return halves || wiener;
    }
  }

  /**
   * What was made.
   *
   * @param particles number of images
   * @param halves how far the halves agree, if there are any
   */
  public record Result(int particles, Optional<FscCurves> halves) {}

  /**
   * Reconstructs and writes.
   *
   * @throws DataException if angles, CTFs or images are missing or wrong
   * @throws UsageException if no pixel size is known where the CTF needs it, or a result is there
   *     and may not be replaced
   */
  public Result run(Progress progress) {
    if (!ListedAngles.isStar(particles)) {
      throw new DataException(
          particles
              + " is no STAR file; angles in three dimensions are read from RELION's STAR files");
    }
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    options = projectFolder.map(options::inProject).orElse(options);
    try (ParticleSet set = ParticleSet.open(particles, options);
        OutputTransaction results = begin(set)) {
      InputHealth.acceptMetadata(set, plan.withCtf(), progress).stream()
          .map(Assumption::why)
          .filter(doubt -> !set.warnings().contains(doubt))
          .forEach(progress::warn);
      List<View> views = Views.of(set, plan.withCtf());
      OptionalDouble pixel = pixelSize(set);
      requireSquare(set);
      int[] halfOf = halves(set);
      List<Backprojection> sums = addUp(set, views, halfOf, pixel, progress);
      return results.publishing(folder -> write(folder, sums, set.size(), pixel, progress));
    }
  }

  private OutputTransaction begin(ParticleSet set) {
    List<String> names = new ArrayList<>(List.of(output.getFileName().toString()));
    if (plan.needsHalves()) {
      names.addAll(List.of(name("_half1.mrc"), name("_half2.mrc"), name("_fsc.csv")));
    }
    OutputTransaction begun =
        names.size() == 1
            ? OutputTransaction.beginFile(output, List.of(), overwrite)
            : OutputTransaction.begin(AtomicOutput.folderOf(output), names, List.of(), overwrite);
    begun.watch(set.fileStates());
    return begun;
  }

  /** The name of the volume with another end. */
  private String name(String end) {
    return output.getFileName().toString().replaceFirst("(?i)\\.mrc$", "") + end;
  }

  private OptionalDouble pixelSize(ParticleSet set) {
    OptionalDouble pixel =
        pixelSizeAngstroms.isPresent() ? pixelSizeAngstroms : set.pixelSizeAngstroms();
    if (plan.withCtf() && pixel.isEmpty()) {
      throw new UsageException(new Length.PixelSizeUnknown("the CTF", particles.toString()));
    }
    return pixel;
  }

  private static void requireSquare(ParticleSet set) {
    ImageSource images = set.images();
    if (images.width() != images.height()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: the images are %d x %d pixels; a volume needs square ones",
              set.file(),
              images.width(),
              images.height()));
    }
  }

  /** The half of every particle: RELION's random subset, else every other one. */
  private static int[] halves(ParticleSet set) {
    int[] halves = new int[set.size()];
    for (int row = 0; row < halves.length; row++) {
      OptionalDouble subset = set.number(row, SUBSET);
      halves[row] = subset.isPresent() ? (int) subset.getAsDouble() - 1 : row % 2;
      if (halves[row] < 0 || halves[row] > 1) {
        throw new DataException(
            set.place(row) + ": " + SUBSET + " is " + (halves[row] + 1) + ", it must be 1 or 2");
      }
    }
    return halves;
  }

  private List<Backprojection> addUp(
      ParticleSet set, List<View> views, int[] halfOf, OptionalDouble pixel, Progress progress) {
    ImageSource images = set.images();
    int box = images.width();
    List<Backprojection> sums = new ArrayList<>();
    for (int half = 0; half < (plan.needsHalves() ? 2 : 1); half++) {
      sums.add(new Backprojection(box, symmetry));
    }
    Transformation transformation = new Transformation(images, set.phases(), pixel.orElse(1), box);
    try (Progress.Stage stage = progress.start("adding up images", set.size())) {
      for (int from = 0; from < set.size(); from += BATCH) {
        int count = Math.min(BATCH, set.size() - from);
        int first = from;
        Backprojection.Picture[] pictures = new Backprojection.Picture[count];
        ParallelLoop.run(
            count, i -> pictures[i] = transformation.picture(first + i, views.get(first + i)));
        for (int half = 0; half < sums.size(); half++) {
          List<Backprojection.Picture> own = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            if (sums.size() == 1 || halfOf[from + i] == half) {
              own.add(pictures[i]);
            }
          }
          sums.get(half).add(own);
        }
        stage.advance(count);
      }
    }
    return sums;
  }

  /** Brings an image to the origin of its box and multiplies its transform by its CTF. */
  private record Transformation(
      ImageSource images, PhaseState phases, double pixelSizeAngstroms, int box) {

    Backprojection.Picture picture(int row, View view) {
      float[] pixels = new float[box * box];
      images.read(row, pixels);
      Fft2D fft = Fft2D.of(box);
      HalfSpectrum spectrum = fft.forward(pixels);
      fft.centrePhase(spectrum.values());
      if (view.originXPixels() != 0 || view.originYPixels() != 0) {
        FourierShift.apply(spectrum, view.originXPixels(), view.originYPixels());
      }
      float[] weights =
          view.ctf().map(ctf -> new Ctf(ctf).sample(box, pixelSizeAngstroms)).orElse(new float[0]);
      if (weights.length > 0) {
        if (phases == PhaseState.FLIPPED) {
          for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.abs(weights[i]);
          }
        }
        if (phases != PhaseState.PREMULTIPLIED) {
          spectrum.multiply(weights);
        }
        for (int i = 0; i < weights.length; i++) {
          weights[i] *= weights[i];
        }
      }
      return new Backprojection.Picture(spectrum, weights, view.angles());
    }
  }

  private Result write(
      Path folder, List<Backprojection> sums, int count, OptionalDouble pixel, Progress progress) {
    Path file = folder.resolve(output.getFileName());
    try (Progress.Stage stage = progress.start("inverting", sums.size() == 1 ? 1 : 3)) {
      if (sums.size() == 1) {
        VolumeFile.write(file, FourierInversion.of(sums.get(0)), pixel);
        stage.advance(1);
        return new Result(count, Optional.empty());
      }
      List<Grid> halves = new ArrayList<>();
      for (int half = 0; half < 2; half++) {
        halves.add(FourierInversion.of(sums.get(half)));
        VolumeFile.write(
            folder.resolve(name("_half" + (half + 1) + ".mrc")), halves.get(half), pixel);
        stage.advance(1);
      }
      ShellCorrelation agreement = ShellCorrelation.of(halves.get(0), halves.get(1));
      sums.get(0).merge(sums.get(1));
      Grid whole =
          plan.wiener()
              ? FourierInversion.wiener(sums.get(0), agreement.spectralSnr())
              : FourierInversion.of(sums.get(0));
      VolumeFile.write(file, whole, pixel);
      stage.advance(1);
      FscCurves curves = FscCurves.of(agreement, whole.width(), pixel);
      curves.writeTable(folder.resolve(name("_fsc.csv")));
      return new Result(count, Optional.of(curves));
    }
  }
}
