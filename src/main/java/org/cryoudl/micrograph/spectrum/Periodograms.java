package org.cryoudl.micrograph.spectrum;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;

/**
 * Adds up the power of tiles of one size: Welch's method (IEEE Trans. Audio Electroacoust. 15
 * (1967) 70). A plane is taken off each tile and its rim fades to 0, so that neither a ramp of the
 * ice nor the edges of the tile make a cross of the spectrum. For one thread at a time.
 */
public final class Periodograms {

  /** Share of the side that fades at each end (a Tukey window). */
  private static final double TAPER = 1.0 / 8;

  private final int side;
  private final float[] window;
  private final double[] sum;
  private final float[] tile;
  private final HalfSpectrum spectrum;
  private int count;

  /**
   * @param side of a tile in pixels
   */
  public Periodograms(int side) {
    this.side = side;
    this.window = new float[side];
    double squares = 0;
    for (int i = 0; i < side; i++) {
      double fromEdge = Math.min(i + 0.5, side - i - 0.5) / (TAPER * side);
      window[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, fromEdge)));
      squares += window[i] * window[i];
    }
    // Power is that of white noise without a window.
    double scale = Math.sqrt(side / squares);
    for (int i = 0; i < side; i++) {
      window[i] *= (float) scale;
    }
    this.sum = new double[HalfSpectrum.length(side) / 2];
    this.tile = new float[side * side];
    this.spectrum = HalfSpectrum.zeros(side);
  }

  /**
   * Adds a tile of a larger picture.
   *
   * @param pixels row by row
   * @param width of a row
   * @param left first column of the tile
   * @param top first row of the tile
   */
  public void add(float[] pixels, int width, int left, int top) {
    for (int r = 0; r < side; r++) {
      System.arraycopy(pixels, (top + r) * width + left, tile, r * side, side);
    }
    takeOffPlane();
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        tile[r * side + c] *= window[r] * window[c];
      }
    }
    Fft2D.of(side).forward(tile, spectrum.values());
    float[] values = spectrum.values();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[2 * i] * values[2 * i] + values[2 * i + 1] * values[2 * i + 1];
    }
    count++;
  }

  private void takeOffPlane() {
    double mean = 0;
    double x = 0;
    double y = 0;
    double middle = (side - 1) / 2.0;
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        float value = tile[r * side + c];
        mean += value;
        x += value * (c - middle);
        y += value * (r - middle);
      }
    }
    mean /= (double) side * side;
    double inertia = (double) side * side * ((double) side * side - 1) / 12;
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        tile[r * side + c] -=
            (float) (mean + x / inertia * (c - middle) + y / inertia * (r - middle));
      }
    }
  }

  /** Adds what another has added up. */
  public void merge(Periodograms other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.sum[i];
    }
    count += other.count;
  }

  /** The mean of all tiles; at least one was added. */
  public PowerSpectrum mean() {
    if (count == 0) {
      throw new IllegalStateException("no tile was added");
    }
    double[] power = new double[sum.length];
    for (int i = 0; i < sum.length; i++) {
      power[i] = sum[i] / count;
    }
    return new PowerSpectrum(side, power, count);
  }
}
