package org.cryoudl.pipeline.images;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.Normalisation;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.image.grid.GridNormalisation;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/**
 * Brings images or a volume to mean 0 and standard deviation 1 of the background.
 *
 * @param input a stack, a micrograph, a volume, or metadata of particles
 * @param output the file to write
 * @param settings how
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param pixelSizeAngstroms that the user states
 * @param overwrite whether a file that is there may be replaced
 */
public record NormaliseJob(
    Path input,
    Path output,
    Settings settings,
    Optional<Path> projectFolder,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite) {

  /** Radius of the background, as a share of the box, if none is given. */
  private static final double RADIUS = 0.47;

  /**
   * How to normalise.
   *
   * @param radius what is farther from the centre is background; 0.47 of a square box or a cube,
   *     and everything of an image that is not square, if empty
   * @param removeRamp whether a plane fitted to the background is taken off
   * @param dustSigmas what lies farther from the mean is replaced by noise; 0 replaces nothing
   * @param invert whether black and white change places
   * @param seed of the noise
   */
  public record Settings(
      Optional<Length> radius, boolean removeRamp, double dustSigmas, boolean invert, long seed) {}

  /**
   * What was done.
   *
   * @param images number of images; 1 of a volume
   * @param constant number of images that hold one value only; they are 0 now
   */
  public record Result(int images, int constant) {}

  /**
   * Normalises and writes.
   *
   * @throws UsageException if the radius leaves no background, or the output may not be written
   * @throws DataException if the input cannot be read
   */
  public Result run(Progress progress) {
    try (ImageFile file = ImageFile.open(input, projectFolder, pixelSizeAngstroms);
        OutputTransaction results = file.begin(output, overwrite)) {
      AtomicInteger constant = new AtomicInteger();
      Grid first = file.read(0);
      ImageFile.Step step = step(file, first, constant);
      results.publish(
          folder ->
              file.process(folder.resolve(output.getFileName()), "normalising", step, progress));
      return new Result(file.size(), constant.get());
    }
  }

  private ImageFile.Step step(ImageFile file, Grid first, AtomicInteger constant) {
    boolean square = first.isFlat() && first.width() == first.height();
    double radius = radius(file, first);
    if (square && radius >= 0) {
      Normalisation normalisation =
          new Normalisation(
              first.width(),
              new Normalisation.Options(
                  radius, settings.removeRamp(), settings.dustSigmas(), settings.seed()));
      return (grid, index) ->
          finished(grid, normalisation.apply(grid.values(), index).constant(), constant);
    }
    GridNormalisation normalisation =
        new GridNormalisation(
            radius, settings.removeRamp(), settings.dustSigmas(), settings.seed());
    return (grid, index) -> finished(grid, !normalisation.apply(grid, index), constant);
  }

  private Grid finished(Grid grid, boolean isConstant, AtomicInteger constant) {
    if (isConstant) {
      constant.incrementAndGet();
    }
    if (settings.invert()) {
      for (int i = 0; i < grid.size(); i++) {
        grid.values()[i] = 0 - grid.values()[i];
      }
    }
    return grid;
  }

  /** In pixels; negative if everything is background. */
  private double radius(ImageFile file, Grid first) {
    boolean regular = first.width() == first.height() && (first.isFlat() || first.isCube());
    if (settings.radius().isEmpty()) {
      return regular ? Math.floor(RADIUS * first.width()) : -1;
    }
    Length given = settings.radius().get();
    double radius = file.pixels(given);
    double longest = Math.min(first.width(), first.height()) / 2.0;
    if (!(radius < longest)) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a background farther than %s (%.1f pixels) from the centre leaves none of %s, which"
                  + " is %s pixels; name a radius below %.1f pixels",
              given,
              radius,
              file.path(),
              first.sizeWords(),
              longest));
    }
    return radius;
  }
}
