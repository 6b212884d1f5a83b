package org.cryoudl.simulation.projection;

import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Projects a volume along lines through it: the density, interpolated trilinearly, is summed at
 * steps of one voxel along the beam. The origin of space is the voxel floor(size / 2) of each axis;
 * outside the volume there is nothing.
 */
public final class VolumeProjector {

  private VolumeProjector() {}

  /**
   * The projection, which has the view's sense of {@link EulerAngles}.
   *
   * @param box side length of the picture in pixels
   * @param voxelsPerPixel size of the picture's pixels in voxels; where it is above 1 the picture
   *     is the mean over a pixel's area, so that it does not alias
   */
  public static Image project(MrcVolume volume, EulerAngles view, int box, double voxelsPerPixel) {
    int fine = (int) Math.max(1, Math.ceil(voxelsPerPixel));
    double[] m = view.matrix();
    Image image = Image.square(box);
    int reach =
        (int)
            Math.ceil(
                Math.sqrt(
                        (double) volume.sizeX() * volume.sizeX()
                            + (double) volume.sizeY() * volume.sizeY()
                            + (double) volume.sizeZ() * volume.sizeZ())
                    / 2);
    ParallelLoop.run(
        box,
        row -> {
          for (int column = 0; column < box; column++) {
            double sum = 0;
            for (int i = 0; i < fine * fine; i++) {
              int line = i / fine;
              double dx = ((i % fine) + 0.5) / fine - 0.5;
              double dy = (line + 0.5) / fine - 0.5;
              double x = (column - Image.centre(box) + dx) * voxelsPerPixel;
              double y = (row - Image.centre(box) + dy) * voxelsPerPixel;
              sum += line(volume, m, x, y, reach);
            }
            image.pixels()[row * box + column] = (float) (sum / (fine * fine));
          }
        });
    return image;
  }

  private static double line(MrcVolume volume, double[] m, double x, double y, int reach) {
    double sum = 0;
    for (int z = -reach; z <= reach; z++) {
      // The matrix turns the density into the picture's frame; its transpose goes back.
      sum +=
          sample(
              volume,
              m[0] * x + m[3] * y + m[6] * z + Image.centre(volume.sizeX()),
              m[1] * x + m[4] * y + m[7] * z + Image.centre(volume.sizeY()),
              m[2] * x + m[5] * y + m[8] * z + Image.centre(volume.sizeZ()));
    }
    return sum;
  }

  private static double sample(MrcVolume volume, double x, double y, double z) {
    int x0 = (int) Math.floor(x);
    int y0 = (int) Math.floor(y);
    int z0 = (int) Math.floor(z);
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      int cx = x0 + (corner & 1);
      int cy = y0 + (corner >> 1 & 1);
      int cz = z0 + (corner >> 2);
      if (cx >= 0
          && cy >= 0
          && cz >= 0
          && cx < volume.sizeX()
          && cy < volume.sizeY()
          && cz < volume.sizeZ()) {
        double weight = (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy)) * (1 - Math.abs(z - cz));
        sum += weight * volume.at(cz, cy, cx);
      }
    }
    return sum;
  }
}
