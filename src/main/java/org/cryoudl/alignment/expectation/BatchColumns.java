package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import org.cryoudl.alignment.harmonics.PolarFrequencies;

/**
 * The columns (class and shift) that matter to the particles of a batch, by turn. They are taken
 * class by class, while the scores of the class are in the caches; of a particle those whose best
 * turn is far less likely than the best so far are left out. Used again by the next batch.
 */
final class BatchColumns {

  /** Nats below the best, at which a column is left out. */
  private static final float NEGLIGIBLE = 10;

  private static final int TURNS = PolarFrequencies.TURNS;
  private static final int HALF = PolarFrequencies.HALF_ANGLES;
  private static final int FIRST_ROOM = 64;

  private final int grid;
  private int count;

  /** By particle of the batch: columns, as {@code class * grid + shift}; */
  private int[][] columns = new int[0][];

  /** their largest values; */
  private float[][] peaks = new float[0][];

  /** and all values: by column, turn. */
  private float[][] cells = new float[0][];

  private int[] used = new int[0];
  private float[] best = new float[0];

  /** Largest value of each column of a class: by shift, particle. */
  private float[] largest = new float[0];

  /**
   * @param grid number of shifts
   */
  BatchColumns(int grid) {
    this.grid = grid;
  }

  /** Begins a batch, which has no columns yet. */
  void begin(int particles) {
    count = particles;
    if (used.length < particles) {
      columns = new int[particles][FIRST_ROOM];
      peaks = new float[particles][FIRST_ROOM];
      cells = new float[particles][FIRST_ROOM * TURNS];
      used = new int[particles];
      best = new float[particles];
      largest = new float[particles * grid];
    }
    Arrays.fill(used, 0);
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
  }

  /**
   * Takes the columns of a class.
   *
   * @param k place of the class among those that are compared
   * @param scores by parity: by turn of the half circle, shift, particle
   * @param ofParticle what is added to all scores of a particle
   * @param ofShift what is added to all scores of a shift
   * @param turned whether particles are turned already, so that no other turn is possible
   * @param classPeaks receives the largest sum of each particle
   */
  void take(
      int k,
      float[][] scores,
      float[] ofParticle,
      float[] ofShift,
      boolean turned,
      float[] classPeaks) {
    findLargest(scores, turned ? 0 : HALF);
    for (int b = 0; b < count; b++) {
      float peak = Float.NEGATIVE_INFINITY;
      for (int o = 0; o < grid; o++) {
        peak = Math.max(peak, largest[o * count + b] + ofShift[o]);
      }
      classPeaks[b] = peak + ofParticle[b];
      best[b] = Math.max(best[b], classPeaks[b]);
      float least = best[b] - NEGLIGIBLE;
      for (int o = 0; o < grid; o++) {
        float own = ofParticle[b] + ofShift[o];
        float value = own + largest[o * count + b];
        if (value > least) {
          add(b, k * grid + o, value);
          copy(b, scores, o * count + b, own, turned);
        }
      }
    }
  }

  /**
   * @param turns of the half circle; none, if the first turn is the only one and not half a turn
   *     more
   */
  private void findLargest(float[][] scores, int turns) {
    int width = count * grid;
    float[] even = scores[0];
    float[] odd = scores[1];
    for (int c = 0; c < width; c++) {
      largest[c] = turns == 0 ? even[c] + odd[c] : Float.NEGATIVE_INFINITY;
    }
    for (int h = 0; h < turns; h++) {
      int row = h * width;
      for (int c = 0; c < width; c++) {
        largest[c] = Math.max(largest[c], even[row + c] + Math.abs(odd[row + c]));
      }
    }
  }

  private void add(int b, int column, float peak) {
    int n = used[b]++;
    if (n == columns[b].length) {
      columns[b] = Arrays.copyOf(columns[b], 2 * n);
      peaks[b] = Arrays.copyOf(peaks[b], 2 * n);
      cells[b] = Arrays.copyOf(cells[b], 2 * n * TURNS);
    }
    columns[b][n] = column;
    peaks[b][n] = peak;
  }

  private void copy(int b, float[][] scores, int at, float own, boolean turned) {
    float[] into = cells[b];
    int first = (used[b] - 1) * TURNS;
    int width = count * grid;
    if (turned) {
      Arrays.fill(into, first, first + TURNS, Float.NEGATIVE_INFINITY);
      into[first] = own + scores[0][at] + scores[1][at];
      return;
    }
    for (int h = 0; h < HALF; h++) {
      float even = own + scores[0][h * width + at];
      float odd = scores[1][h * width + at];
      into[first + h] = even + odd;
      into[first + HALF + h] = even - odd;
    }
  }

  /** Leaves out the columns of a particle that turned out not to matter; after the last class. */
  void settle(int b) {
    float least = best[b] - NEGLIGIBLE;
    int left = 0;
    for (int n = 0; n < used[b]; n++) {
      if (peaks[b][n] > least) {
        if (left < n) {
          columns[b][left] = columns[b][n];
          System.arraycopy(cells[b], n * TURNS, cells[b], left * TURNS, TURNS);
        }
        left++;
      }
    }
    used[b] = left;
  }

  /** The largest value of a particle. */
  float best(int b) {
    return best[b];
  }

  /** Number of columns of a particle. */
  int used(int b) {
    return used[b];
  }

  /** The columns of a particle, as {@code class * grid + shift}. */
  int[] columns(int b) {
    return columns[b];
  }

  /** The values of a particle: by column, turn. May be written to. */
  float[] cells(int b) {
    return cells[b];
  }

  /**
   * Writes the cells of all particles down: sums and differences of them at a turn and half a turn
   * further.
   *
   * @param into by parity: by turn, row, particle
   * @param rowOf row of each column; below 0 where it is left out
   */
  void put(float[][] into, int[] rowOf, int rows) {
    for (int b = 0; b < count; b++) {
      for (int n = 0; n < used[b]; n++) {
        int row = rowOf[columns[b][n]];
        for (int h = 0; row >= 0 && h < HALF; h++) {
          float first = cells[b][n * TURNS + h];
          float second = cells[b][n * TURNS + HALF + h];
          int at = (h * rows + row) * count + b;
          into[0][at] = first + second;
          into[1][at] = first - second;
        }
      }
    }
  }
}
