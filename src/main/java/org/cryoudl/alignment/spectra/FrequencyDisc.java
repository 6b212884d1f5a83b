package org.cryoudl.alignment.spectra;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;

/**
 * The spatial frequencies that alignment looks at: the half disc {@code 1 <= |k| <= radius} of a
 * box, each independent coefficient once (kx > 0, or kx = 0 and ky > 0). Positions are ordered
 * column by column (kx), rows (ky) ascending within, so that sums over shifts separate into rows
 * and columns.
 *
 * <p>Coefficients on a disc are packed as two floats each, real then imaginary, and their phases
 * refer to the centre pixel floor(box/2).
 */
public final class FrequencyDisc {

  private final int box;
  private final int radius;
  private final int[] kx;
  private final int[] ky;
  private final int[] shell;
  private final int[] columnStart;

  /**
   * @param box side length of the images in pixels
   * @param radius largest |k| in cycles per box; at most (box - 1) / 2, so that no Nyquist
   *     coefficient, whose phase a shift cannot express, takes part
   */
  public FrequencyDisc(int box, int radius) {
    if (radius < 1 || radius > (box - 1) / 2) {
      throw new IllegalArgumentException(
          "disc radius must be within 1.."
              + (box - 1) / 2
              + " for a box of "
              + box
              + ", got "
              + radius);
    }
    this.box = box;
    this.radius = radius;
    int count = count(radius);
    kx = new int[count];
    ky = new int[count];
    shell = new int[count];
    columnStart = new int[radius + 2];
    int at = 0;
    for (int x = 0; x <= radius; x++) {
      columnStart[x] = at;
      for (int y = x == 0 ? 1 : -radius; y <= radius; y++) {
        if (x * x + y * y <= radius * radius) {
          kx[at] = x;
          ky[at] = y;
          shell[at] = (int) Math.round(Math.sqrt(x * x + y * y));
          at++;
        }
      }
    }
    columnStart[radius + 1] = at;
  }

  private static int count(int radius) {
    int count = 0;
    for (int x = 0; x <= radius; x++) {
      for (int y = x == 0 ? 1 : -radius; y <= radius; y++) {
        count += x * x + y * y <= radius * radius ? 1 : 0;
      }
    }
    return count;
  }

  public int box() {
    return box;
  }

  public int radius() {
    return radius;
  }

  /** Number of coefficients. */
  public int size() {
    return kx.length;
  }

  public int kx(int position) {
    return kx[position];
  }

  public int ky(int position) {
    return ky[position];
  }

  /** The nearest integer to |k|. */
  public int shell(int position) {
    return shell[position];
  }

  /**
   * The position of (kx, -ky), which the disc holds beside (kx, ky); of kx = 0 it holds only one of
   * both, and the position is the same.
   */
  int upsideDown(int position) {
    int column = kx[position];
    return column == 0 ? position : columnStart[column] + columnStart[column + 1] - 1 - position;
  }

  /** The position of a frequency, which must lie on the disc's half of the plane and inside it. */
  public int position(int column, int row) {
    int first = columnStart[column];
    return first + row - ky[first];
  }

  /** First position of a column; {@code columnStart(radius + 1)} is the size. */
  int columnStart(int column) {
    return columnStart[column];
  }

  /** Packs the coefficients of a spectrum whose phases refer to the first pixel. */
  public float[] pack(HalfSpectrum spectrum) {
    float[] packed = new float[2 * size()];
    double unit = 2 * Math.PI * (box / 2) / box;
    float[] cos = new float[2 * radius + 1];
    float[] sin = new float[2 * radius + 1];
    for (int k = -radius; k <= radius; k++) {
      cos[k + radius] = (float) Math.cos(unit * k);
      sin[k + radius] = (float) Math.sin(unit * k);
    }
    float[] values = spectrum.values();
    for (int j = 0; j < kx.length; j++) {
      int i = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, ky[j]), kx[j]);
      float cx = cos[kx[j] + radius];
      float sx = sin[kx[j] + radius];
      float cy = cos[ky[j] + radius];
      float sy = sin[ky[j] + radius];
      float c = cx * cy - sx * sy;
      float s = sx * cy + cx * sy;
      packed[2 * j] = values[i] * c - values[i + 1] * s;
      packed[2 * j + 1] = values[i] * s + values[i + 1] * c;
    }
    return packed;
  }

  /**
   * The picture of coefficients on this disc, about its centre pixel.
   *
   * @param side of the picture, which shows the box's field; more than twice the radius
   */
  public float[] picture(float[] packed, int side) {
    HalfSpectrum spectrum = HalfSpectrum.zeros(side);
    for (int j = 0; j < kx.length; j++) {
      int i = HalfSpectrum.index(side, HalfSpectrum.rowOf(side, ky[j]), kx[j]);
      spectrum.values()[i] = packed[2 * j];
      spectrum.values()[i + 1] = packed[2 * j + 1];
      if (kx[j] == 0) {
        int m = HalfSpectrum.index(side, HalfSpectrum.rowOf(side, -ky[j]), 0);
        spectrum.values()[m] = packed[2 * j];
        spectrum.values()[m + 1] = -packed[2 * j + 1];
      }
    }
    Fft2D transform = Fft2D.of(side);
    transform.cornerPhase(spectrum.values());
    return transform.inverse(spectrum);
  }

  /**
   * The phases of a shift, {@code exp(-2 pi i k.o / box)} at each position: multiplying a particle
   * by them moves its content by {@code o}.
   */
  public void shiftPhases(double originXPixels, double originYPixels, float[] cos, float[] sin) {
    float[] cx = new float[radius + 1];
    float[] sx = new float[radius + 1];
    float[] cy = new float[2 * radius + 1];
    float[] sy = new float[2 * radius + 1];
    double unit = -2 * Math.PI / box;
    multiples(unit * originXPixels, cx, sx, 0);
    multiples(unit * originYPixels, cy, sy, radius);
    for (int k = 1; k <= radius; k++) {
      cy[radius - k] = cy[radius + k];
      sy[radius - k] = -sy[radius + k];
    }
    for (int j = 0; j < kx.length; j++) {
      int x = kx[j];
      int y = ky[j] + radius;
      cos[j] = cx[x] * cy[y] - sx[x] * sy[y];
      sin[j] = sx[x] * cy[y] + cx[x] * sy[y];
    }
  }

  /**
   * Cosines and sines of the multiples 0, 1, 2 ... of an angle in radians, each turned from the one
   * before: in double precision the last of a hundred is right to 1e-14.
   *
   * @param from position of the first
   */
  private static void multiples(double angle, float[] cos, float[] sin, int from) {
    double stepCos = Math.cos(angle);
    double stepSin = Math.sin(angle);
    double c = 1;
    double s = 0;
    for (int i = from; i < cos.length; i++) {
      cos[i] = (float) c;
      sin[i] = (float) s;
      double turned = c * stepCos - s * stepSin;
      s = s * stepCos + c * stepSin;
      c = turned;
    }
  }

  /** Packed coefficients times {@link #shiftPhases}: the same content moved by a shift. */
  public float[] shifted(float[] packed, double originXPixels, double originYPixels) {
    float[] cos = new float[size()];
    float[] sin = new float[size()];
    shiftPhases(originXPixels, originYPixels, cos, sin);
    float[] moved = new float[packed.length];
    for (int j = 0; j < cos.length; j++) {
      moved[2 * j] = packed[2 * j] * cos[j] - packed[2 * j + 1] * sin[j];
      moved[2 * j + 1] = packed[2 * j] * sin[j] + packed[2 * j + 1] * cos[j];
    }
    return moved;
  }

  /** For each position of this disc, its position in a larger disc of the same box. */
  public int[] positionsIn(FrequencyDisc larger) {
    if (larger.box != box || larger.radius < radius) {
      throw new IllegalArgumentException(
          "a disc of radius " + radius + " is not inside one of radius " + larger.radius);
    }
    int[] positions = new int[size()];
    for (int j = 0; j < positions.length; j++) {
      int first = larger.columnStart[kx[j]];
      positions[j] = first + ky[j] - larger.ky[first];
    }
    return positions;
  }
}
