package org.cryoudl.simulation.specimen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.simulation.specimen.Density.Blob;

/**
 * A density map as Gaussians, one a voxel, so that it projects as exactly as molecules made of
 * Gaussians do. The origin of space is the voxel floor(size / 2) of each axis. The map is blurred
 * by Gaussians of half a voxel, or of 0.6 pixels of the pictures if these are larger; voxels much
 * smaller than a pixel are joined first.
 */
public final class VolumeBlobs {

  private static final double STANDARD_THRESHOLD = 0.05;
  private static final double SIGMA_VOXELS = 0.5;
  private static final double SIGMA_PIXELS = 0.6;

  private VolumeBlobs() {}

  /**
   * The map above a threshold.
   *
   * @param voxelAngstroms size of a voxel in A
   * @param pixelAngstroms size of the pictures' pixels in A
   * @param threshold what is at or below it is solvent; 5 % of the largest value by default
   * @throws IllegalArgumentException if nothing lies above the threshold
   */
  public static Density of(
      MrcVolume volume, double voxelAngstroms, double pixelAngstroms, OptionalDouble threshold) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : volume.voxels()) {
      largest = Math.max(largest, value);
    }
    double least = threshold.orElse(Math.max(0, STANDARD_THRESHOLD * largest));
    int step = (int) Math.max(1, Math.floor(pixelAngstroms / voxelAngstroms));
    double sigma = Math.max(SIGMA_VOXELS * step * voxelAngstroms, SIGMA_PIXELS * pixelAngstroms);
    List<Blob> blobs = new ArrayList<>();
    for (int z = 0; z < volume.sizeZ(); z += step) {
      for (int y = 0; y < volume.sizeY(); y += step) {
        for (int x = 0; x < volume.sizeX(); x += step) {
          add(blobs, volume, new int[] {x, y, z}, step, voxelAngstroms, least, sigma);
        }
      }
    }
    if (blobs.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no voxel lies above the threshold %s; the largest value is %s",
              least,
              largest));
    }
    return new Density(blobs);
  }

  /** Adds the cube of step^3 voxels that begins at {@code from} as one blob at its mass. */
  private static void add(
      List<Blob> blobs,
      MrcVolume volume,
      int[] from,
      int step,
      double voxelAngstroms,
      double least,
      double sigma) {
    double sum = 0;
    double[] at = new double[3];
    for (int z = from[2]; z < Math.min(from[2] + step, volume.sizeZ()); z++) {
      for (int y = from[1]; y < Math.min(from[1] + step, volume.sizeY()); y++) {
        for (int x = from[0]; x < Math.min(from[0] + step, volume.sizeX()); x++) {
          double value = volume.at(z, y, x);
          if (value > least) {
            sum += value;
            at[0] += value * (x - Image.centre(volume.sizeX()));
            at[1] += value * (y - Image.centre(volume.sizeY()));
            at[2] += value * (z - Image.centre(volume.sizeZ()));
          }
        }
      }
    }
    if (sum > 0) {
      double scale = voxelAngstroms / sum;
      blobs.add(new Blob(at[0] * scale, at[1] * scale, at[2] * scale, sigma, sum));
    }
  }
}
