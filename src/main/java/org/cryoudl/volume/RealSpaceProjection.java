package org.cryoudl.volume;

import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Projections by turning a volume in real space and adding up along the beam: slower than a {@link
 * CentralSection}, and independent of it, so that the two show the central section theorem. The
 * volume is read between its voxels as the band-limited function that they are samples of; outside
 * the box there is nothing.
 */
public final class RealSpaceProjection {

  private static final int TAPS = 2 * KaiserBessel.HALF_WIDTH;

  private final int box;

  /** The volume at half voxels, divided by what the window multiplies its transform by. */
  private final Grid fine;

  public RealSpaceProjection(Grid cube) {
    this.box = cube.width();
    int side = 2 * box;
    GridSpectrum coarse = GridFft.of(cube).forward(cube);
    GridSpectrum wide = GridSpectrum.zeros(side, side, side);
    coarse.forEach(
        (at, column, row, section) -> {
          int ky = GridSpectrum.frequency(row, box);
          int kz = GridSpectrum.frequency(section, box);
          double correction =
              KaiserBessel.transform((double) column / side)
                  * KaiserBessel.transform((double) ky / side)
                  * KaiserBessel.transform((double) kz / side);
          int to = wide.index(column, Math.floorMod(ky, side), Math.floorMod(kz, side));
          // The finer grid has eight times as many values, by which its inverse divides. There, the
          // Nyquist frequency of an even box has a conjugate: each of the two gets a half.
          double scale = (2 * column == box ? 4 : 8) / correction;
          wide.values()[to] = (float) (scale * coarse.values()[at]);
          wide.values()[to + 1] = (float) (scale * coarse.values()[at + 1]);
        });
    this.fine = new GridFft(side, side, side).inverse(wide);
  }

  /** The projection in a direction of view: box x box pixels, line integrals in voxels. */
  public float[] at(EulerAngles view) {
    double[] m = view.matrix();
    float[] pixels = new float[box * box];
    int centre = Image.centre(box);
    int reach = (int) Math.ceil(box * Math.sqrt(3) / 2);
    ParallelLoop.run(
        box,
        row -> {
          for (int column = 0; column < box; column++) {
            double sum = 0;
            int x = column - centre;
            int y = row - centre;
            for (int z = -reach; z <= reach; z++) {
              sum +=
                  read(
                      m[0] * x + m[3] * y + m[6] * z + centre,
                      m[1] * x + m[4] * y + m[7] * z + centre,
                      m[2] * x + m[5] * y + m[8] * z + centre);
            }
            pixels[row * box + column] = (float) sum;
          }
        });
    return pixels;
  }

  private double read(double x, double y, double z) {
    double end = box - 1.0;
    if (x < 0 || y < 0 || z < 0 || x > end || y > end || z > end) {
      return 0;
    }
    int side = fine.width();
    int x0 = (int) (2 * x) - KaiserBessel.HALF_WIDTH + 1;
    int y0 = (int) (2 * y) - KaiserBessel.HALF_WIDTH + 1;
    int z0 = (int) (2 * z) - KaiserBessel.HALF_WIDTH + 1;
    double sum = 0;
    double[] wx = KaiserBessel.weights(2 * x - x0);
    double[] wy = KaiserBessel.weights(2 * y - y0);
    double[] wz = KaiserBessel.weights(2 * z - z0);
    for (int k = 0; k < TAPS; k++) {
      int section = Math.floorMod(z0 + k, side) * side;
      for (int j = 0; j < TAPS; j++) {
        double w = wz[k] * wy[j];
        int line = (section + Math.floorMod(y0 + j, side)) * side;
        double across = 0;
        for (int i = 0; i < TAPS; i++) {
          across += wx[i] * fine.values()[line + Math.floorMod(x0 + i, side)];
        }
        sum += w * across;
      }
    }
    return sum;
  }
}
