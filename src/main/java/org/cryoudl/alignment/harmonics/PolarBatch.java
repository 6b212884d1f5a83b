package org.cryoudl.alignment.harmonics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * The arithmetic of a few particles against all classes at all shifts and turns, as products of
 * matrices in the tensor engine. With {@code Y} the harmonics of a shifted particle times its CTF
 * and {@code A} those of an average, the score at a turn psi is {@code Re sum over r, m of w(r)
 * conj(Y_m(r)) A_m(r) exp(i m psi)}.
 */
public final class PolarBatch {

  private final PolarFrequencies frequencies;
  private final ShiftGrid shifts;

  /** Phases of shifts: by angle, ring, shift. */
  private final float[] cos;

  private final float[] sin;

  public PolarBatch(PolarFrequencies frequencies, ShiftGrid shifts) {
    this.frequencies = frequencies;
    this.shifts = shifts;
    int rings = frequencies.rings();
    int half = PolarFrequencies.HALF_ANGLES;
    int count = shifts.size();
    this.cos = new float[half * rings * count];
    this.sin = new float[half * rings * count];
    for (int h = 0; h < half; h++) {
      double angle = Math.PI * h / half;
      for (int r = 0; r < rings; r++) {
        double kx = -2 * Math.PI * (r + 1) * Math.cos(angle) / frequencies.box();
        double ky = -2 * Math.PI * (r + 1) * Math.sin(angle) / frequencies.box();
        for (int o = 0; o < count; o++) {
          double phase = kx * shifts.xPixels[o] + ky * shifts.yPixels[o];
          cos[(h * rings + r) * count + o] = (float) Math.cos(phase);
          sin[(h * rings + r) * count + o] = (float) Math.sin(phase);
        }
      }
    }
  }

  public PolarFrequencies frequencies() {
    return frequencies;
  }

  public ShiftGrid shifts() {
    return shifts;
  }

  /**
   * Particles at all shifts.
   *
   * @param particles whose rings are at least those of the search
   * @param centres about which shifts lie: x and y of every particle, in pixels
   * @return real parts by angle, ring, particle, shift; then imaginary parts
   */
  public float[][] shifted(
      PolarParticles particles, double[] centres, int[] indices, int from, int count) {
    int rings = frequencies.rings();
    int half = PolarFrequencies.HALF_ANGLES;
    int grid = shifts.size();
    float[] re = new float[half * rings * count * grid];
    float[] im = new float[half * rings * count * grid];
    float[][] centred = new float[count][];
    for (int b = 0; b < count; b++) {
      int index = indices[from + b];
      centred[b] =
          centred(
              particles.values(index),
              particles.rings(),
              centres[2 * index],
              centres[2 * index + 1]);
    }
    for (int h = 0; h < half; h++) {
      for (int r = 0; r < rings; r++) {
        int phase = (h * rings + r) * grid;
        for (int b = 0; b < count; b++) {
          float x = centred[b][r * half + h];
          float y = centred[b][(rings + r) * half + h];
          int at = ((h * rings + r) * count + b) * grid;
          for (int o = 0; o < grid; o++) {
            re[at + o] = x * cos[phase + o] - y * sin[phase + o];
            im[at + o] = x * sin[phase + o] + y * cos[phase + o];
          }
        }
      }
    }
    return new float[][] {re, im};
  }

  /** A particle moved by an origin, on the rings of the search. */
  private float[] centred(float[] values, int allRings, double originX, double originY) {
    int rings = frequencies.rings();
    int half = PolarFrequencies.HALF_ANGLES;
    float[] moved = new float[2 * rings * half];
    if (originX == 0 && originY == 0) {
      System.arraycopy(values, 0, moved, 0, rings * half);
      System.arraycopy(values, allRings * half, moved, rings * half, rings * half);
      return moved;
    }
    for (int h = 0; h < half; h++) {
      double angle = Math.PI * h / half;
      double phase =
          -2
              * Math.PI
              / frequencies.box()
              * (Math.cos(angle) * originX + Math.sin(angle) * originY);
      float c = (float) Math.cos(phase);
      float s = (float) Math.sin(phase);
      float pc = 1;
      float ps = 0;
      for (int r = 0; r < rings; r++) {
        float next = pc * c - ps * s; // the phase of ring r + 1 is r + 1 times that of ring 1
        ps = pc * s + ps * c;
        pc = next;
        float x = values[r * half + h];
        float y = values[(allRings + r) * half + h];
        moved[r * half + h] = x * pc - y * ps;
        moved[(rings + r) * half + h] = x * ps + y * pc;
      }
    }
    return moved;
  }

  /** The matrices of a round, in the engine. */
  final class Engine implements AutoCloseable {
    private final NDManager manager;
    private final NDArray[] analysis = new NDArray[2];
    private final NDArray[] synthesis = new NDArray[2];
    private final NDArray[] turning = new NDArray[2];
    private final NDArray[] averages = new NDArray[2];
    private final int classes;

    /**
     * @param weighted averages times the weights of the rings: by class, then harmonic, then real
     *     parts ring by ring and imaginary parts
     */
    Engine(NDManager parent, float[][] weighted) {
      this.manager = parent.newSubManager();
      this.classes = weighted.length;
      int half = PolarFrequencies.HALF_ANGLES;
      for (int parity = 0; parity < 2; parity++) {
        int count = harmonics(parity);
        analysis[parity] =
            manager.create(frequencies.analysis(parity == 0), new Shape(2L * count, half));
        synthesis[parity] =
            manager.create(frequencies.synthesis(parity == 0), new Shape(half, 2L * count));
        turning[parity] =
            manager.create(frequencies.turning(parity == 0), new Shape(2L * count, half));
        averages[parity] = averages(weighted, parity);
      }
    }

    private int harmonics(int parity) {
      int even = frequencies.evenHarmonics();
      return parity == 0 ? even : frequencies.harmonics() - even;
    }

    /** By harmonic: rows {@code (part, class)}, columns {@code (part, ring)}. */
    private NDArray averages(float[][] weighted, int parity) {
      int rings = frequencies.rings();
      int count = harmonics(parity);
      int first = parity == 0 ? 0 : frequencies.evenHarmonics();
      float[] matrix = new float[count * 2 * classes * 2 * rings];
      for (int j = 0; j < count; j++) {
        for (int k = 0; k < classes; k++) {
          int from = 2 * rings * (first + j);
          int real = (j * 2 * classes + k) * 2 * rings;
          int imaginary = (j * 2 * classes + classes + k) * 2 * rings;
          for (int r = 0; r < rings; r++) {
            float re = weighted[k][from + r];
            float im = weighted[k][from + rings + r];
            matrix[real + r] = re;
            matrix[real + rings + r] = im;
            matrix[imaginary + r] = im;
            matrix[imaginary + rings + r] = -re;
          }
        }
      }
      return manager.create(matrix, new Shape(count, 2L * classes, 2L * rings));
    }

    /**
     * Compares particles with all classes.
     *
     * @param shifted from {@link #shifted}
     * @param columns particles times shifts
     */
    Products compare(float[][] shifted, int columns) {
      return new Products(this, shifted, columns);
    }

    /**
     * Turns harmonics over all orders into scores by turn.
     *
     * @param parts by parity: rows {@code (harmonic, part)}, then columns
     */
    float[][] scores(float[][] parts, int columns) {
      float[][] scores = new float[2][];
      try (NDManager batch = manager.newSubManager()) {
        for (int parity = 0; parity < 2; parity++) {
          NDArray z = batch.create(parts[parity], new Shape(2L * harmonics(parity), columns));
          NDArray s = synthesis[parity].matMul(z);
          s.attach(batch);
          scores[parity] = copy(s);
        }
      }
      return scores;
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  private static float[] copy(NDArray array) {
    FloatBuffer buffer = array.toByteBuffer(true).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** Products of a batch, which stays in the engine until this is closed. */
  final class Products implements AutoCloseable {
    private final Engine engine;
    private final NDManager batch;
    private final int columns;
    private final NDArray[] particles = new NDArray[2];
    private final float[][] harmonics = new float[2][];
    private final float[][] scores = new float[2][];

    private Products(Engine engine, float[][] shifted, int columns) {
      this.engine = engine;
      this.batch = engine.manager.newSubManager();
      this.columns = columns;
      int rings = frequencies.rings();
      int half = PolarFrequencies.HALF_ANGLES;
      for (int parity = 0; parity < 2; parity++) {
        int count = engine.harmonics(parity);
        try (NDManager scratch = batch.newSubManager()) {
          NDArray values = scratch.create(shifted[parity], new Shape(half, (long) rings * columns));
          NDArray plain = engine.analysis[parity].matMul(values);
          plain.attach(scratch);
          NDArray y = plain.reshape(new Shape(count, 2L * rings, columns));
          y.attach(batch);
          NDArray products = engine.averages[parity].matMul(y);
          products.attach(scratch);
          NDArray z = products.reshape(2L * count, (long) engine.classes * columns);
          z.attach(scratch);
          NDArray s = engine.synthesis[parity].matMul(z);
          s.attach(scratch);
          particles[parity] = y;
          harmonics[parity] = copy(y);
          scores[parity] = copy(s);
        }
      }
    }

    /** Harmonics of the particles, by parity: by harmonic, part, ring, and particle and shift. */
    float[][] harmonics() {
      return harmonics;
    }

    /**
     * Scores, by parity: by turn of the half circle, class, and particle and shift. At a turn both
     * parities add up, half a turn further the odd one is subtracted. May be written.
     */
    float[][] scores() {
      return scores;
    }

    /**
     * Adds the particles to numerators of averages.
     *
     * @param posteriors by parity, laid out as scores: sums of the posterior at a turn and half a
     *     turn further, and differences
     */
    void addTo(float[][] numerators, float[][] posteriors) {
      int rings = frequencies.rings();
      int classes = engine.classes;
      for (int parity = 0; parity < 2; parity++) {
        int count = engine.harmonics(parity);
        int first = parity == 0 ? 0 : frequencies.evenHarmonics();
        float[] sums;
        try (NDManager scratch = batch.newSubManager()) {
          NDArray p =
              scratch.create(
                  posteriors[parity],
                  new Shape(PolarFrequencies.HALF_ANGLES, (long) classes * columns));
          NDArray turned = engine.turning[parity].matMul(p);
          turned.attach(scratch);
          NDArray rows = turned.reshape(new Shape(count, 2L * classes, columns));
          rows.attach(scratch);
          NDArray y = particles[parity].transpose(0, 2, 1);
          y.attach(scratch);
          NDArray all = rows.matMul(y);
          all.attach(scratch);
          sums = copy(all);
        }
        for (int j = 0; j < count; j++) {
          for (int k = 0; k < classes; k++) {
            int real = (j * 2 * classes + k) * 2 * rings;
            int imaginary = (j * 2 * classes + classes + k) * 2 * rings;
            int to = 2 * rings * (first + j);
            float[] numerator = numerators[k];
            for (int r = 0; r < rings; r++) {
              numerator[to + r] += sums[real + r] - sums[imaginary + rings + r];
              numerator[to + rings + r] += sums[real + rings + r] + sums[imaginary + r];
            }
          }
        }
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
