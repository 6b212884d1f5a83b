package org.cryoudl.fourier;

/**
 * The transform of a real square image: the half plane of non-negative column frequencies, the
 * other half being its complex conjugate.
 *
 * <p>Layout, owned by this class: row {@code r} holds the frequency {@code ky = r} up to
 * floor(box/2) and {@code r - box} beyond; columns {@code kx = 0 ... floor(box/2)}; each value is
 * two floats, real then imaginary, at {@code 2 * (row * (floor(box/2) + 1) + kx)}.
 *
 * @param box side length of the image the spectrum belongs to
 * @param values 2 x box x (floor(box/2) + 1) floats, shared and mutable
 */
public record HalfSpectrum(int box, float[] values) {

  public HalfSpectrum {
    if (values.length != length(box)) {
      throw new IllegalArgumentException(
          "the half spectrum of a box of "
              + box
              + " needs "
              + length(box)
              + " floats, got "
              + values.length);
    }
  }

  /** A spectrum of zeros. */
  public static HalfSpectrum zeros(int box) {
    return new HalfSpectrum(box, new float[length(box)]);
  }

  /** Number of floats that the half spectrum of a box takes. */
  public static int length(int box) {
    return Math.multiplyExact(2 * box, columns(box));
  }

  /** Number of stored column frequencies, floor(box/2) + 1. */
  public static int columns(int box) {
    return box / 2 + 1;
  }

  /** Position of the real part of (row, kx); the imaginary part follows. */
  public static int index(int box, int row, int kx) {
    return 2 * (row * columns(box) + kx);
  }

  /** The signed frequency of a row, in cycles per box. */
  public static int rowFrequency(int box, int row) {
    return row <= box / 2 ? row : row - box;
  }

  /** The row that holds the signed frequency {@code ky}. */
  public static int rowOf(int box, int ky) {
    return ky >= 0 ? ky : ky + box;
  }

  /**
   * How many values of the full plane a stored column stands for: 1 for kx = 0 and the Nyquist
   * column of an even box, else 2. Sums over the plane weigh columns by it.
   */
  public static int multiplicity(int box, int kx) {
    return kx == 0 || 2 * kx == box ? 1 : 2;
  }

  /**
   * Multiplies every stored frequency by a real weight, in place.
   *
   * @param weights box x (floor(box/2) + 1) values, row by row, as {@link Ctf#sample} and {@link
   *     RadialFilter#sample} make them
   */
  public void multiply(float[] weights) {
    if (2 * weights.length != values.length) {
      throw new IllegalArgumentException(
          "the half spectrum of a box of "
              + box
              + " needs "
              + values.length / 2
              + " weights, got "
              + weights.length);
    }
    for (int i = 0; i < weights.length; i++) {
      values[2 * i] *= weights[i];
      values[2 * i + 1] *= weights[i];
    }
  }

  /** An independent copy. */
  public HalfSpectrum copy() {
    return new HalfSpectrum(box, values.clone());
  }
}
