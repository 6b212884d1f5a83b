package org.cryoudl.alignment.harmonics;

/** The harmonics of a batch of particles at all shifts, as the engine made them. */
final class ShiftedHarmonics {

  private final PolarFrequencies frequencies;
  private final float[][] values;
  private final int columns;
  private final int shifts;

  /**
   * @param values by parity of the order: by harmonic, part, ring, and particle and shift
   */
  ShiftedHarmonics(PolarFrequencies frequencies, float[][] values, int particles, int shifts) {
    this.frequencies = frequencies;
    this.values = values;
    this.columns = particles * shifts;
    this.shifts = shifts;
  }

  int shifts() {
    return shifts;
  }

  /** The array that holds a harmonic. */
  float[] array(int harmonic) {
    return values[harmonic < frequencies.evenHarmonics() ? 0 : 1];
  }

  /**
   * Where in its array a harmonic's values of a ring begin, at the first shift of a particle; the
   * other shifts follow.
   *
   * @param part 0 for real, 1 for imaginary parts
   */
  int at(int harmonic, int part, int ring, int particle) {
    int even = frequencies.evenHarmonics();
    int inside = harmonic < even ? harmonic : harmonic - even;
    return ((2 * inside + part) * frequencies.rings() + ring) * columns + particle * shifts;
  }

  /**
   * Adds a particle at one shift, turned, to the numerator of an average.
   *
   * @param real real parts of {@code sum p exp(-i m psi)} by harmonic
   * @param numerator by harmonic: real parts ring by ring, then imaginary parts
   */
  void addTurned(int particle, int shift, float[] real, float[] imaginary, float[] numerator) {
    int rings = frequencies.rings();
    for (int j = 0; j < frequencies.harmonics(); j++) {
      float[] array = array(j);
      int re = at(j, 0, 0, particle) + shift;
      int im = at(j, 1, 0, particle) + shift;
      float c = real[j];
      float s = imaginary[j];
      int to = 2 * rings * j;
      for (int r = 0; r < rings; r++) {
        float x = array[re + r * columns];
        float y = array[im + r * columns];
        numerator[to + r] += c * x - s * y;
        numerator[to + rings + r] += c * y + s * x;
      }
    }
  }

  /**
   * Products of a particle at all shifts with an average, by harmonic: {@code sum over r of conj(Y)
   * A}.
   *
   * @param weighted an average times the weights of the rings
   * @param into by parity: rows {@code (harmonic, part)}, then columns, of which this particle's
   *     begin at {@code offset}
   */
  void products(int particle, float[] weighted, float[][] into, int width, int offset) {
    int rings = frequencies.rings();
    int even = frequencies.evenHarmonics();
    for (int j = 0; j < frequencies.harmonics(); j++) {
      float[] array = array(j);
      float[] to = into[j < even ? 0 : 1];
      int inside = j < even ? j : j - even;
      int realAt = 2 * inside * width + offset;
      int imaginaryAt = realAt + width;
      for (int r = 0; r < rings; r++) {
        float a = weighted[2 * rings * j + r];
        float b = weighted[2 * rings * j + rings + r];
        int re = at(j, 0, r, particle);
        int im = at(j, 1, r, particle);
        for (int o = 0; o < shifts; o++) {
          to[realAt + o] += a * array[re + o] + b * array[im + o];
          to[imaginaryAt + o] += b * array[re + o] - a * array[im + o];
        }
      }
    }
  }
}
