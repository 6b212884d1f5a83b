package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.volume.MaskedCorrelation;
import org.cryoudl.volume.ShellCorrelation;

/**
 * Compares two volumes by their Fourier shell correlation.
 *
 * @param first a cube
 * @param second another of the same box
 * @param mask from 0 to 1, if the volumes are compared inside one
 * @param pixelSizeAngstroms size of their voxels, if the user states it
 * @param seed of random phases
 * @param output folder for curve and picture, if they are wanted
 * @param overwrite whether results that are there may be replaced
 */
public record FscJob(
    Path first,
    Path second,
    Optional<Path> mask,
    OptionalDouble pixelSizeAngstroms,
    long seed,
    Optional<Path> output,
    boolean overwrite) {

  /**
   * Compares and writes.
   *
   * @throws DataException if a file is no cube, boxes or pixel sizes differ, a volume is constant,
   *     or the mask is empty or everything
   * @throws org.cryoudl.failure.UsageException if a result is there and may not be replaced
   */
  public FscCurves run() {
    List<Path> inputs = new ArrayList<>(List.of(first, second));
    mask.ifPresent(inputs::add);
    if (output.isEmpty()) {
      return compare();
    }
    try (OutputTransaction results =
        OutputTransaction.begin(output.get(), FscCurves.names(), inputs, overwrite)) {
      FscCurves curves = compare();
      results.publish(curves::write);
      return curves;
    }
  }

  private FscCurves compare() {
    VolumeFile one = VolumeFile.read(first, pixelSizeAngstroms);
    VolumeFile other = VolumeFile.read(second, pixelSizeAngstroms);
    one.requireSize(other);
    requireContrast(one);
    requireContrast(other);
    OptionalDouble pixel =
        one.pixelSizeAngstroms().isPresent()
            ? one.pixelSizeAngstroms()
            : other.pixelSizeAngstroms();
    if (mask.isEmpty()) {
      return FscCurves.of(ShellCorrelation.of(one.grid(), other.grid()), one.box(), pixel);
    }
    VolumeFile inside = VolumeFile.read(mask.get(), pixelSizeAngstroms);
    one.requireSize(inside);
    requireMask(inside);
    MaskedCorrelation masked = MaskedCorrelation.of(one.grid(), other.grid(), inside.grid(), seed);
    return FscCurves.of(masked, one.box(), pixel);
  }

  private static void requireContrast(VolumeFile volume) {
    float[] values = volume.grid().values();
    for (float value : values) {
      if (value != values[0]) {
        return;
      }
    }
    throw new DataException(
        volume.file() + " holds the value " + values[0] + " only; there is nothing to compare");
  }

  private static void requireMask(VolumeFile mask) {
    Grid grid = mask.grid();
    double sum = 0;
    for (int i = 0; i < grid.size(); i++) {
      float value = grid.values()[i];
      if (!(value >= -1e-4 && value <= 1 + 1e-4)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s is no mask: a mask lies between 0 and 1, but it holds the value %s",
                mask.file(),
                value));
      }
      sum += value;
    }
    double share = sum / grid.size();
    if (share < 1e-6 || share > 1 - 1e-6) {
      throw new DataException(
          mask.file()
              + (share < 0.5
                  ? " is an empty mask: nothing is left inside it"
                  : " is a mask of everything: it takes nothing away; leave it out"));
    }
  }
}
