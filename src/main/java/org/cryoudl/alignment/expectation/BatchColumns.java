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
   * The particles that have a column in use: their numbers, values, and where the column begins.
   */
  private int[] some = new int[0];

  private float[][] into = new float[0][];
  private int[] first = new int[0];

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
      some = new int[particles];
      into = new float[particles][];
      first = new int[particles];
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
    }
    for (int o = 0; o < grid; o++) {
      int taken = 0;
      for (int b = 0; b < count; b++) {
        float value = ofParticle[b] + ofShift[o] + largest[o * count + b];
        if (value > best[b] - NEGLIGIBLE) {
          add(b, k * grid + o, value);
          some[taken++] = b;
        }
      }
      copy(taken, scores, o, ofParticle, ofShift[o], turned);
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

  /**
   * Copies the scores of a shift to the last columns of some particles: turn by turn, because
   * particles lie side by side.
   */
  private void copy(
      int taken, float[][] scores, int o, float[] ofParticle, float ofShift, boolean turned) {
    int width = count * grid;
    for (int n = 0; n < taken; n++) {
      int b = some[n];
      into[n] = cells[b];
      first[n] = (used[b] - 1) * TURNS;
      if (turned) {
        int at = o * count + b;
        Arrays.fill(into[n], first[n], first[n] + TURNS, Float.NEGATIVE_INFINITY);
        into[n][first[n]] = ofParticle[b] + ofShift + scores[0][at] + scores[1][at];
      }
    }
    for (int h = 0; !turned && h < HALF; h++) {
      int row = h * width + o * count;
      for (int n = 0; n < taken; n++) {
        int b = some[n];
        float even = ofParticle[b] + ofShift + scores[0][row + b];
        float odd = scores[1][row + b];
        into[n][first[n] + h] = even + odd;
        into[n][first[n] + HALF + h] = even - odd;
      }
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
   * further. Row by row and turn by turn, because particles lie side by side.
   *
   * @param places by parity: by turn, row, particle; receives them
   * @param rowOf row of each column; below 0 where it is left out
   */
  void put(float[][] places, int[] rowOf, int rows) {
    int[] ends = new int[rows + 1];
    for (int b = 0; b < count; b++) {
      for (int n = 0; n < used[b]; n++) {
        int row = rowOf[columns[b][n]];
        if (row >= 0) {
          ends[row + 1]++;
        }
      }
    }
    for (int r = 0; r < rows; r++) {
      ends[r + 1] += ends[r];
    }
    int[] particles = new int[ends[rows]];
    int[] starts = new int[ends[rows]];
    int[] next = Arrays.copyOf(ends, rows);
    for (int b = 0; b < count; b++) {
      for (int n = 0; n < used[b]; n++) {
        int row = rowOf[columns[b][n]];
        if (row >= 0) {
          particles[next[row]] = b;
          starts[next[row]++] = n * TURNS;
        }
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < HALF; h++) {
        int at = (h * rows + r) * count;
        for (int n = ends[r]; n < ends[r + 1]; n++) {
          int b = particles[n];
          float here = cells[b][starts[n] + h];
          float opposite = cells[b][starts[n] + HALF + h];
          places[0][at + b] = here + opposite;
          places[1][at + b] = here - opposite;
        }
      }
    }
  }
}
