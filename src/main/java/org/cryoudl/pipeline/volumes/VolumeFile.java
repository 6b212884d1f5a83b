package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;

/**
 * A cubic volume that was read from a file.
 *
 * @param file it came from
 * @param grid its voxels
 * @param pixelSizeAngstroms size of a voxel, if the file or the user knows it
 */
public record VolumeFile(Path file, Grid grid, OptionalDouble pixelSizeAngstroms) {

  /**
   * Reads a cube.
   *
   * @param given the pixel size in A that the user states; the file's holds if there is none
   * @throws DataException if the file cannot be read or holds no cube
   */
  public static VolumeFile read(Path file, OptionalDouble given) {
    MrcVolume volume = MrcVolume.read(file);
    Grid grid = new Grid(volume.sizeX(), volume.sizeY(), volume.sizeZ(), volume.voxels());
    if (!grid.isCube()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is no cube: it holds %d x %d x %d voxels; pad or crop it to one length",
              file,
              grid.width(),
              grid.height(),
              grid.depth()));
    }
    if (grid.width() < 4) {
      throw new DataException(
          file + " has " + grid.width() + " voxels along each axis; a volume needs at least 4");
    }
    return new VolumeFile(file, grid, given.isPresent() ? given : volume.pixelSizeAngstroms());
  }

  /** Voxels along each axis. */
  public int box() {
    return grid.width();
  }

  /**
   * Makes sure that another volume has the same voxels.
   *
   * @throws DataException naming both sizes
   */
  public void requireSize(VolumeFile other) {
    if (other.box() != box()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %d voxels along each axis, but %s has %d; bring them to one box first",
              file,
              box(),
              other.file,
              other.box()));
    }
    if (pixelSizeAngstroms.isPresent()
        && other.pixelSizeAngstroms.isPresent()
        && Math.abs(pixelSizeAngstroms.getAsDouble() / other.pixelSizeAngstroms.getAsDouble() - 1)
            > 1e-3) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has a pixel size of %s A, but %s of %s A; bring them to one first",
              file,
              pixelSizeAngstroms.getAsDouble(),
              other.file,
              other.pixelSizeAngstroms.getAsDouble()));
    }
  }

  /** Writes a cube as a volume. */
  public static void write(Path target, Grid cube, OptionalDouble pixelSizeAngstroms) {
    MrcWriter.writeVolume(
        target,
        new MrcVolume(
            cube.width(), cube.height(), cube.depth(), cube.values(), pixelSizeAngstroms));
  }
}
