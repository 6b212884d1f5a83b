package org.cryoudl.pipeline.images;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.filter.PassBand;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.image.mask.BinaryMask;
import org.cryoudl.image.mask.StructuringElement;
import org.cryoudl.image.mask.Threshold;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/**
 * Makes masks of images or of a volume.
 *
 * @param input a stack, a micrograph, a volume, or metadata of particles
 * @param output the file to write
 * @param source what is inside
 * @param shaping what is done to it
 * @param apply whether the input inside the mask is written rather than the mask
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param pixelSizeAngstroms that the user states
 * @param overwrite whether a file that is there may be replaced
 */
public record MaskJob(
    Path input,
    Path output,
    MaskSource source,
    Shaping shaping,
    boolean apply,
    Optional<Path> projectFolder,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite) {

  /** Width of the low pass's edge in cycles per pixel. */
  private static final double FILTER_EDGE = 0.02;

  /**
   * What is done to a mask, in this order.
   *
   * @param lowPass the values are filtered before the threshold
   * @param largest whether only the largest part is kept
   * @param fill whether holes are filled
   * @param erode how far it shrinks
   * @param dilate how far it grows
   * @param element what shrinking and growing put on every point
   * @param soft width of the soft edge outside
   * @param invert whether inside and outside change places, last of all
   */
  public record Shaping(
      Optional<Length> lowPass,
      boolean largest,
      boolean fill,
      Optional<Length> erode,
      Optional<Length> dilate,
      StructuringElement element,
      Optional<Length> soft,
      boolean invert) {}

  /** A mask that holds nothing or everything. */
  public record Useless(String image, boolean empty, String how) implements Reason {
    @Override
    public String problem() {
      return "the mask of " + image + (empty ? " is empty: " : " is everything: ") + how;
    }

    @Override
    public String remedy() {
      return empty ? "lower the threshold, or shrink less" : "raise the threshold, or grow less";
    }
  }

  /**
   * Makes and writes masks.
   *
   * @return the number of masks; 1 of a volume
   * @throws UsageException if a length needs a pixel size that is not known, or the output may not
   *     be written
   * @throws DataException if the input cannot be read, or a mask is empty or everything
   */
  public int run(Progress progress) {
    try (ImageFile file = ImageFile.open(input, projectFolder, pixelSizeAngstroms);
        OutputTransaction results = file.begin(output, overwrite)) {
      results.publish(
          folder ->
              file.process(
                  folder.resolve(output.getFileName()),
                  "making masks",
                  (grid, index) -> masked(file, grid, index),
                  progress));
      return file.size();
    }
  }

  private Grid masked(ImageFile file, Grid grid, int index) {
    float[] mask = mask(file, grid, index);
    if (shaping.invert()) {
      for (int i = 0; i < mask.length; i++) {
        mask[i] = 1 - mask[i];
      }
    }
    if (apply) {
      for (int i = 0; i < mask.length; i++) {
        mask[i] *= grid.values()[i];
      }
    }
    return grid.with(mask);
  }

  private float[] mask(ImageFile file, Grid grid, int index) {
    BinaryMask mask;
    String how;
    if (source instanceof MaskSource.Figure figure) {
      mask = figure.shape().mask(grid, file);
      how = "the figure holds " + mask.count() + " of " + mask.size() + " pixels";
    } else {
      Grid filtered = filtered(file, grid);
      double threshold = threshold(file, filtered);
      mask = BinaryMask.atLeast(filtered, threshold);
      how = range(filtered, threshold);
    }
    requireUseful(mask, file, index, how);
    mask = shaping.largest() ? mask.largestComponent() : mask;
    mask = shaping.fill() ? mask.filled() : mask;
    if (shaping.erode().isPresent()) {
      mask = mask.eroded(shaping.element(), file.pixels(shaping.erode().get()));
    }
    if (shaping.dilate().isPresent()) {
      mask = mask.dilated(shaping.element(), file.pixels(shaping.dilate().get()));
    }
    requireUseful(
        mask, file, index, mask.count() + " of " + mask.size() + " pixels are left inside");
    return mask.soft(shaping.soft().map(file::pixels).orElse(0.0));
  }

  private static void requireUseful(BinaryMask mask, ImageFile file, int index, String how) {
    int count = mask.count();
    if (count == 0 || count == mask.size()) {
      throw new DataException(new Useless(file.describe(index), count == 0, how));
    }
  }

  private static String range(Grid grid, double threshold) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float value : grid.values()) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return String.format(
        Locale.ROOT,
        "its values lie between %.6g and %.6g, the threshold is %.6g",
        least,
        most,
        threshold);
  }

  private double threshold(ImageFile file, Grid grid) {
    if (source instanceof MaskSource.Given given) {
      return given.threshold();
    }
    if (source instanceof MaskSource.Mass mass) {
      return ofMass(file, grid, mass.kilodaltons());
    }
    return Threshold.otsu(grid);
  }

  private static double ofMass(ImageFile file, Grid grid, double kilodaltons) {
    if (!file.isVolume()) {
      throw new UsageException(
          file.path() + " holds images; only a volume has a contour that holds a mass");
    }
    double pixel =
        file.pixelSizeAngstroms()
            .orElseThrow(
                () ->
                    new UsageException(
                        new Length.PixelSizeUnknown("a mass", file.path().toString())));
    double threshold = Threshold.ofMass(grid, kilodaltons, pixel);
    if (Double.isNaN(threshold)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s cannot hold %s kDa: its %d voxels of %s A hold between %.3g and %.3g kDa of"
                  + " protein",
              file.path(),
              kilodaltons,
              grid.size(),
              pixel,
              Math.pow(pixel, 3) / Threshold.CUBIC_ANGSTROMS_PER_DALTON / 1000,
              grid.size() * Math.pow(pixel, 3) / Threshold.CUBIC_ANGSTROMS_PER_DALTON / 1000));
    }
    return threshold;
  }

  private Grid filtered(ImageFile file, Grid grid) {
    if (shaping.lowPass().isEmpty()) {
      return grid;
    }
    double cutOff = FilterJob.cutOff(shaping.lowPass().get(), file);
    return GridFft.filter(grid.copy(), PassBand.low(cutOff, PassBand.Edge.COSINE, FILTER_EDGE));
  }
}
