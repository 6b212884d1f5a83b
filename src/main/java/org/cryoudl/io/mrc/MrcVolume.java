package org.cryoudl.io.mrc;

import java.nio.file.Path;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;

/**
 * A three-dimensional density in memory, X fastest: {@code voxels[(z * sizeY + y) * sizeX + x]}.
 *
 * @param sizeX voxels along X
 * @param sizeY voxels along Y
 * @param sizeZ voxels along Z
 * @param voxels sizeX x sizeY x sizeZ values, shared and mutable
 * @param pixelSizeAngstroms size of a voxel along X in A, if the file knows it
 */
public record MrcVolume(
    int sizeX, int sizeY, int sizeZ, float[] voxels, OptionalDouble pixelSizeAngstroms) {

  public MrcVolume {
    if (voxels.length != (long) sizeX * sizeY * sizeZ) {
      throw new IllegalArgumentException(
          "a volume of "
              + sizeX
              + " x "
              + sizeY
              + " x "
              + sizeZ
              + " needs "
              + (long) sizeX * sizeY * sizeZ
              + " voxels, got "
              + voxels.length);
    }
  }

  public float at(int z, int y, int x) {
    return voxels[(z * sizeY + y) * sizeX + x];
  }

  /**
   * Reads all sections of a file as one volume, its axes brought into the order X, Y, Z.
   *
   * @throws DataException if the file cannot be read (see {@link MrcFile#open}) or is too large
   */
  public static MrcVolume read(Path path) {
    try (MrcFile file = MrcFile.open(path)) {
      MrcHeader header = file.header();
      long count = (long) header.columns() * header.rows() * header.sections();
      if (count > Integer.MAX_VALUE - 8) {
        throw new DataException(
            path
                + " is too large to be read as one volume: it has "
                + count
                + " voxels, at most "
                + (Integer.MAX_VALUE - 8)
                + " can be held");
      }
      int[] axisOf = axes(header);
      int[] size = new int[3];
      size[axisOf[0]] = header.columns();
      size[axisOf[1]] = header.rows();
      size[axisOf[2]] = header.sections();
      int[] stride = {1, size[0], size[0] * size[1]};
      float[] voxels = new float[(int) count];
      float[] section = new float[header.columns() * header.rows()];
      for (int s = 0; s < header.sections(); s++) {
        file.read(s, section);
        for (int r = 0; r < header.rows(); r++) {
          int start = s * stride[axisOf[2]] + r * stride[axisOf[1]];
          for (int c = 0; c < header.columns(); c++) {
            voxels[start + c * stride[axisOf[0]]] = section[r * header.columns() + c];
          }
        }
      }
      return new MrcVolume(size[0], size[1], size[2], voxels, file.pixelSizeAngstroms());
    }
  }

  /** The axes (0 X, 1 Y, 2 Z) of columns, rows and sections; in that order if the header errs. */
  private static int[] axes(MrcHeader header) {
    return header.hasValidAxes()
        ? new int[] {header.axes().x() - 1, header.axes().y() - 1, header.axes().z() - 1}
        : new int[] {0, 1, 2};
  }
}
