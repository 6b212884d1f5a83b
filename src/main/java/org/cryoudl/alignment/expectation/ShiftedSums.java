package org.cryoudl.alignment.expectation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.HalfCircle;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.ShiftPhases;
import org.jspecify.annotations.Nullable;

/**
 * Sums of turned particles, apart by class and by the shift that they still lack. Only what is
 * added to takes memory.
 */
final class ShiftedSums {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final PolarFrequencies frequencies;
  private final int shifts;

  /** By class and shift; then harmonic; then real parts ring by ring, and imaginary parts. */
  private final float[] @Nullable [] rows;

  ShiftedSums(PolarFrequencies frequencies, int classes, int shifts) {
    this.frequencies = frequencies;
    this.shifts = shifts;
    this.rows = new float[classes * shifts][];
  }

  /** The sum of a class and shift, {@code class * shifts + shift}; may be added to. */
  float[] row(int number) {
    float[] row = rows[number];
    if (row == null) {
      row = new float[2 * frequencies.rings() * frequencies.harmonics()];
      rows[number] = row;
    }
    return row;
  }

  void add(ShiftedSums other) {
    for (int n = 0; n < rows.length; n++) {
      float[] more = other.rows[n];
      if (more != null) {
        float[] row = row(n);
        for (int i = 0; i < row.length; i++) {
          row[i] += more[i];
        }
      }
    }
  }

  /** Moves every sum by its shift and adds it to the numerator of its class. */
  void moveInto(ClassSums sums, ShiftPhases phases, NDManager parent) {
    int[] used = IntStream.range(0, rows.length).filter(n -> rows[n] != null).toArray();
    if (used.length == 0) {
      return;
    }
    int rings = frequencies.rings();
    int width = used.length * rings;
    float[][] samples = new float[2][];
    int first = 0;
    for (int parity = 0; parity < 2; parity++) {
      int count = frequencies.harmonics(parity == 0);
      float[] harmonics = new float[2 * count * width];
      for (int n = 0; n < used.length; n++) {
        float[] row = row(used[n]);
        for (int j = 0; j < 2 * count; j++) {
          System.arraycopy(row, rings * (2 * first + j), harmonics, j * width + n * rings, rings);
        }
      }
      first += count;
      try (NDManager scratch = parent.newSubManager()) {
        NDArray matrix =
            scratch.create(frequencies.samples(parity == 0), new Shape(HALF, 2L * count));
        NDArray product = matrix.matMul(scratch.create(harmonics, new Shape(2L * count, width)));
        product.attach(scratch);
        FloatBuffer buffer = product.toByteBuffer(true).asFloatBuffer();
        samples[parity] = new float[buffer.remaining()];
        buffer.get(samples[parity]);
      }
    }
    HalfCircle circle = new HalfCircle(frequencies);
    float[][] moved = new float[2][HALF * rings];
    for (int n = 0; n < used.length; n++) {
      int k = used[n] / shifts;
      phases.gather(used[n] % shifts, samples[0], samples[1], width, n * rings, moved[0], moved[1]);
      if (n + 1 == used.length || used[n + 1] / shifts != k) {
        circle.addHarmonics(moved, sums.numerator[k]);
        Arrays.fill(moved[0], 0);
        Arrays.fill(moved[1], 0);
      }
    }
  }
}
