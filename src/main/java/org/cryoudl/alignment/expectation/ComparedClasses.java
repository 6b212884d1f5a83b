package org.cryoudl.alignment.expectation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.BiFunction;
import org.cryoudl.alignment.harmonics.CentredBatch;
import org.cryoudl.alignment.harmonics.HalfCircle;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.harmonics.ShiftPhases;

/**
 * Averages of classes at all shifts, as matrices of the tensor engine, to compare particles with.
 * With {@code Y} the harmonics of a particle times its CTF and {@code B} those of an average moved
 * back by a shift, the score at a turn psi is {@code Re sum over r, m of w(r) conj(Y_m(r)) B_m(r)
 * exp(i m psi)}. Moving the averages instead of the particles leaves the particles out of all work
 * that depends on shifts.
 */
final class ComparedClasses implements AutoCloseable {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final PolarFrequencies frequencies;
  private final int classes;
  private final int shifts;
  private final NDManager manager;
  private final NDArray[] analysis = new NDArray[2];
  private final NDArray[] synthesis = new NDArray[2];
  private final NDArray[] turning = new NDArray[2];

  /** By parity and class. A class at a time is compared: more would not fit in the caches. */
  private final NDArray[][] averages;

  /**
   * Brings averages into the engine.
   *
   * @param parent whose child holds the matrices
   * @param phases of the shifts
   * @param averages by class: by harmonic, real parts ring by ring, then imaginary parts
   * @param ringWeights by what products count at each ring
   * @param shiftSigmaPixels standard deviation of the prior on origins
   */
  ComparedClasses(
      NDManager parent,
      PolarFrequencies frequencies,
      ShiftGrid grid,
      ShiftPhases phases,
      float[][] averages,
      float[] ringWeights,
      double shiftSigmaPixels) {
    this.frequencies = frequencies;
    this.classes = averages.length;
    this.shifts = grid.size();
    this.manager = parent.newSubManager();
    this.averages = new NDArray[2][classes];
    int rings = frequencies.rings();
    int width = classes * shifts * rings;
    float[][] moved = {new float[HALF * width], new float[HALF * width]};
    HalfCircle circle = new HalfCircle(frequencies);
    for (int k = 0; k < classes; k++) {
      float[][] samples = circle.samples(averages[k], ringWeights);
      phases.spreadBack(samples[0], samples[1], moved[0], moved[1], width, k * shifts * rings);
    }
    for (int parity = 0; parity < 2; parity++) {
      boolean even = parity == 0;
      long count = frequencies.harmonics(even);
      analysis[parity] = manager.create(frequencies.analysis(even), new Shape(2 * count, HALF));
      synthesis[parity] = manager.create(frequencies.synthesis(even), new Shape(HALF, 2 * count));
      turning[parity] = manager.create(frequencies.turning(even), new Shape(2 * count, HALF));
      try (NDManager scratch = manager.newSubManager()) {
        NDArray samples = scratch.create(moved[parity], new Shape(HALF, width));
        NDArray harmonics = analysis[parity].matMul(samples);
        harmonics.attach(scratch);
        float[] values = copy(harmonics);
        float[] prior = prior(grid, shiftSigmaPixels);
        for (int k = 0; k < classes; k++) {
          this.averages[parity][k] = matrix(values, k, even, prior, (int) count);
        }
      }
    }
  }

  /**
   * What the prior on origins adds to the products of order one, for a particle taken about an
   * origin {@code c}: {@code -c.R(-psi)o / sigma^2} at a shift {@code o} of the class's frame is a
   * wave of one period over psi. By shift: two factors of the real, two of the imaginary part.
   */
  private static float[] prior(ShiftGrid grid, double sigma) {
    float[] factors = new float[4 * grid.size()];
    for (int o = 0; o < grid.size(); o++) {
      float x = (float) (-0.5 * grid.xPixels[o] / (sigma * sigma));
      float y = (float) (-0.5 * grid.yPixels[o] / (sigma * sigma));
      factors[4 * o] = x;
      factors[4 * o + 1] = y;
      factors[4 * o + 2] = -y;
      factors[4 * o + 3] = x;
    }
    return factors;
  }

  /**
   * A class by harmonic: rows {@code (part, shift)}, columns {@code (part, ring)}, and for odd
   * orders the two factors of the prior.
   */
  private NDArray matrix(float[] harmonics, int k, boolean even, float[] prior, int count) {
    int rings = frequencies.rings();
    int columns = columns(even);
    float[] matrix = new float[count * 2 * shifts * columns];
    for (int j = 0; j < count; j++) {
      for (int o = 0; o < shifts; o++) {
        int from = ((2 * j * classes + k) * shifts + o) * rings;
        int fromImaginary = from + classes * shifts * rings;
        int real = (2 * j * shifts + o) * columns;
        int imaginary = real + shifts * columns;
        for (int r = 0; r < rings; r++) {
          float re = harmonics[from + r];
          float im = harmonics[fromImaginary + r];
          matrix[real + r] = re;
          matrix[real + rings + r] = im;
          matrix[imaginary + r] = im;
          matrix[imaginary + rings + r] = -re;
        }
        if (!even && j == 0) {
          matrix[real + 2 * rings] = prior[4 * o];
          matrix[real + 2 * rings + 1] = prior[4 * o + 1];
          matrix[imaginary + 2 * rings] = prior[4 * o + 2];
          matrix[imaginary + 2 * rings + 1] = prior[4 * o + 3];
        }
      }
    }
    return manager.create(matrix, new Shape(count, 2L * shifts, columns));
  }

  private int columns(boolean even) {
    return 2 * frequencies.rings() + (even ? 0 : 2);
  }

  /** Brings particles into the engine, to compare them with classes. */
  Products compare(CentredBatch particles) {
    return new Products(particles);
  }

  @Override
  public void close() {
    manager.close();
  }

  private static float[] copy(NDArray array) {
    FloatBuffer buffer = array.toByteBuffer(true).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** Products of a batch, whose harmonics stay in the engine until this is closed. */
  final class Products implements AutoCloseable {
    private final NDManager batch = manager.newSubManager();
    private final int count;
    private final NDArray[] particles = new NDArray[2];

    /** The same, below them the centres that the prior on origins is about. */
    private final NDArray[] right = new NDArray[2];

    private Products(CentredBatch some) {
      this.count = some.count();
      int rings = frequencies.rings();
      for (int parity = 0; parity < 2; parity++) {
        boolean even = parity == 0;
        long orders = frequencies.harmonics(even);
        try (NDManager scratch = batch.newSubManager()) {
          NDArray given =
              scratch.create(some.values()[parity], new Shape(HALF, (long) rings * count));
          NDArray plain = analysis[parity].matMul(given);
          plain.attach(scratch);
          NDArray y = plain.reshape(new Shape(orders, 2L * rings, count));
          y.attach(batch);
          particles[parity] = y;
          right[parity] = even ? y : withCentres(scratch, y, some.centres(), orders);
          right[parity].attach(batch);
        }
      }
    }

    /**
     * Compares with a class.
     *
     * @param scores receives, by parity, the score by turn of the half circle, shift and particle.
     *     At a turn both parities add up, half a turn further the odd one is subtracted
     */
    void compareWith(int k, float[][] scores) {
      for (int parity = 0; parity < 2; parity++) {
        try (NDManager scratch = batch.newSubManager()) {
          NDArray products = averages[parity][k].matMul(right[parity]);
          products.attach(scratch);
          NDArray z =
              products.reshape(2L * frequencies.harmonics(parity == 0), (long) shifts * count);
          z.attach(scratch);
          NDArray s = synthesis[parity].matMul(z);
          s.attach(scratch);
          s.toByteBuffer(true).asFloatBuffer().get(scores[parity], 0, HALF * shifts * count);
        }
      }
    }

    private NDArray withCentres(NDManager scratch, NDArray y, float[] centres, long orders) {
      float[] rows = new float[(int) orders * 2 * count];
      System.arraycopy(centres, 0, rows, 0, 2 * count);
      NDArray more = scratch.create(rows, new Shape(orders, 2, count));
      NDArray both = NDArrays.concat(new NDList(y, more), 1);
      both.attach(scratch);
      return both;
    }

    /**
     * Adds the particles to sums.
     *
     * @param rows numbers {@code class * shifts + shift} that are added to
     * @param posteriors by parity: by turn of the half circle, row, particle: sums of the posterior
     *     at a turn and half a turn further, and differences
     * @param direct brings so many of some numbers to where the engine reads them
     */
    void addTo(
        ShiftedSums sums,
        int[] rows,
        float[][] posteriors,
        BiFunction<float[], Integer, ByteBuffer> direct) {
      int length = HALF * rows.length * count;
      int rings = frequencies.rings();
      int first = 0;
      for (int parity = 0; parity < 2; parity++) {
        int orders = frequencies.harmonics(parity == 0);
        float[] added;
        try (NDManager scratch = batch.newSubManager()) {
          NDArray p =
              scratch.create(
                  direct.apply(posteriors[parity], length),
                  new Shape(HALF, (long) rows.length * count),
                  DataType.FLOAT32);
          NDArray turned = turning[parity].matMul(p);
          turned.attach(scratch);
          // Rows come last, because products are slow where the last size is small and odd.
          NDArray right = turned.reshape(new Shape(orders, 2L * rows.length, count));
          right.attach(scratch);
          NDArray columns = right.transpose(0, 2, 1);
          columns.attach(scratch);
          NDArray sumsOfRings = particles[parity].matMul(columns);
          sumsOfRings.attach(scratch);
          NDArray all = sumsOfRings.transpose(0, 2, 1);
          all.attach(scratch);
          added = copy(all);
        }
        for (int j = 0; j < orders; j++) {
          for (int n = 0; n < rows.length; n++) {
            int real = (2 * j * rows.length + n) * 2 * rings;
            int imaginary = real + rows.length * 2 * rings;
            float[] row = sums.row(rows[n]);
            int to = 2 * rings * (first + j);
            for (int r = 0; r < rings; r++) {
              row[to + r] += added[real + r] - added[imaginary + rings + r];
              row[to + rings + r] += added[real + rings + r] + added[imaginary + r];
            }
          }
        }
        first += orders;
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
