package org.cryoudl.alignment.sections;

import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.image.grid.Grid;

/**
 * A soft sphere about the first value of a grid of double density, and the correction of what
 * trilinear interpolation does to a volume: once where values are added to the grid, once where
 * they are read.
 */
final class SphereMask {

  private static final double EDGE = 0.06;

  private final int side;
  private final GridFft fft;
  private final float[] weights;

  /**
   * @param side points of the grid along each axis
   * @param radius of the part that is kept whole, as a share of the box
   */
  SphereMask(int side, double radius) {
    this.side = side;
    this.fft = new GridFft(side, side, side);
    this.weights = new float[side * side * side];
    double box = (double) side / SectionVolume.PADDING;
    double[] correction = new double[side];
    for (int i = 0; i < side; i++) {
      double x = Math.PI * GridSpectrum.frequency(i, side) / side;
      double sinc = i == 0 ? 1 : Math.sin(x) / x;
      correction[i] = 1 / Math.pow(sinc, 4);
    }
    for (int i = 0; i < weights.length; i++) {
      int x = i % side;
      int y = i / side % side;
      int z = i / side / side;
      double distance = Math.sqrt(square(x) + square(y) + square(z)) / box - radius;
      double kept =
          distance <= 0
              ? 1
              : distance >= EDGE ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * distance / EDGE);
      weights[i] = (float) (kept * correction[x] * correction[y] * correction[z]);
    }
  }

  private double square(int index) {
    int signed = GridSpectrum.frequency(index, side);
    return (double) signed * signed;
  }

  /**
   * A transform with the mask applied; the given one is lost. What belongs to frequency zero, which
   * no picture shows, is what makes the volume vanish outside the mask.
   */
  GridSpectrum applied(GridSpectrum spectrum) {
    float[] values = new float[weights.length];
    fft.inverse(spectrum.values(), values);
    double inside = 0;
    double room = 0;
    for (int i = 0; i < values.length; i++) {
      inside += weights[i] * values[i];
      room += weights[i];
    }
    float level = (float) (inside / (values.length - room));
    for (int i = 0; i < values.length; i++) {
      values[i] = weights[i] * (values[i] + level);
    }
    return fft.forward(new Grid(side, side, side, values));
  }
}
