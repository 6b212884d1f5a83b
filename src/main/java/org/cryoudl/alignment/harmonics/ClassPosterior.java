package org.cryoudl.alignment.harmonics;

import java.util.Arrays;
import org.cryoudl.geometry.Pose;

/**
 * The posterior of one particle after the other of a batch, over classes, shifts and turns. Columns
 * (class and shift) whose best turn is far less likely than the best of all are left out.
 */
final class ClassPosterior {

  /** Nats below the best, at which a column is left out. */
  private static final float NEGLIGIBLE = 14;

  private static final int TURNS = PolarFrequencies.TURNS;
  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final ExpectationPass.Start start;
  private final ShiftGrid shifts;
  private final float[][] scores;
  private final float[] peaks;
  private final float[] norms;
  private final int count;
  private final int classes;
  private final int grid;

  /** Columns that count, as {@code class * grid + shift}, and their posteriors by turn. */
  private int[] columns = new int[64];

  private float[] cells = new float[64 * TURNS];
  private double[] columnShares = new double[64];
  private int used;
  private double logEvidence;
  private final float[] shares;
  private double centreX;
  private double centreY;

  /**
   * @param scores by parity: by turn, class, particle of the batch, shift
   * @param peaks largest score over turns, by class, particle, shift
   * @param norms halves of the norms of averages: by particle, class
   * @param count particles of the batch
   */
  ClassPosterior(
      ExpectationPass.Start start,
      ShiftGrid shifts,
      float[][] scores,
      float[] peaks,
      float[] norms,
      int count) {
    this.start = start;
    this.shifts = shifts;
    this.scores = scores;
    this.peaks = peaks;
    this.norms = norms;
    this.count = count;
    this.classes = norms.length / count;
    this.grid = shifts.size();
    this.shares = new float[classes];
  }

  /**
   * Works out the posterior of a particle of the batch.
   *
   * @param aboutX origin about which its shifts lie, in pixels
   */
  void of(int inBatch, double aboutX, double aboutY) {
    centreX = aboutX;
    centreY = aboutY;
    double[] logPrior = shifts.logPrior(aboutX, aboutY, start.shiftSigmaPixels());
    float[] offset = new float[classes * grid];
    float best = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      float norm = norms[inBatch * classes + k];
      int column = (k * count + inBatch) * grid;
      for (int o = 0; o < grid; o++) {
        float own = (float) (start.logWeights()[k] + logPrior[o] - norm);
        offset[k * grid + o] = own;
        best = Math.max(best, own + peaks[column + o]);
      }
    }
    used = 0;
    double sum = 0;
    int width = count * classes * grid;
    for (int k = 0; k < classes; k++) {
      int column = (k * count + inBatch) * grid;
      int before = used;
      for (int o = 0; o < grid; o++) {
        if (offset[k * grid + o] - best + peaks[column + o] > -NEGLIGIBLE) {
          add(k * grid + o);
        }
      }
      sum += fill(before, column, width, offset, best);
    }
    logEvidence = best + Math.log(sum / TURNS);
    Arrays.fill(shares, 0);
    float scale = (float) (1 / sum);
    for (int c = 0; c < used; c++) {
      columnShares[c] *= scale;
      shares[columns[c] / grid] += (float) columnShares[c];
      for (int t = c * TURNS; t < (c + 1) * TURNS; t++) {
        cells[t] *= scale;
      }
    }
  }

  private void add(int code) {
    if (used == columns.length) {
      columns = Arrays.copyOf(columns, 2 * used);
      columnShares = Arrays.copyOf(columnShares, 2 * used);
      cells = Arrays.copyOf(cells, 2 * cells.length);
    }
    columns[used] = code;
    columnShares[used] = 0;
    used++;
  }

  /**
   * Fills in the likelihoods of columns of one class, turn by turn, as they lie in memory.
   *
   * @param from first of the columns, which go on to the last
   * @param column of the class's first shift among the scores
   */
  private double fill(int from, int column, int width, float[] offset, float best) {
    for (int h = 0; h < HALF; h++) {
      int row = h * width + column;
      for (int c = from; c < used; c++) {
        int o = columns[c] % grid;
        float even = scores[0][row + o];
        float odd = scores[1][row + o];
        float own = offset[columns[c]] - best;
        float first = exp(own + even + odd);
        float second = exp(own + even - odd);
        cells[c * TURNS + h] = first;
        cells[c * TURNS + HALF + h] = second;
        columnShares[c] += first + second;
      }
    }
    double sum = 0;
    for (int c = from; c < used; c++) {
      sum += columnShares[c];
    }
    return sum;
  }

  /**
   * The exponential of a number that is not far above 0, to five digits: a power of two and a
   * polynomial of the rest.
   */
  static float exp(float x) {
    if (x < -20) {
      return 0;
    }
    float power = x * 1.44269504f;
    int whole = (int) (power + 126.5f) - 126; // rounds to the nearest
    float rest = (power - whole) * 0.69314718f;
    float series =
        1
            + rest
                * (1
                    + rest
                        * (0.5f
                            + rest * (0.16666667f + rest * (0.041666667f + rest * 0.008333333f))));
    return series * Float.intBitsToFloat((whole + 127) << 23);
  }

  /** Log of the evidence for the averages against noise. */
  double logEvidence() {
    return logEvidence;
  }

  /** Posterior mean of the squared origin along an axis. */
  double squaredShift() {
    double sum = 0;
    for (int c = 0; c < used; c++) {
      int o = columns[c] % grid;
      double x = centreX + shifts.xPixels[o];
      double y = centreY + shifts.yPixels[o];
      sum += 0.5 * columnShares[c] * (x * x + y * y);
    }
    return sum;
  }

  /** Writes the posterior down. */
  void write(PolarPosteriors into, int particle) {
    into.shares[particle] = shares.clone();
    into.logEvidence[particle] = logEvidence;
    int[] pairs = new int[PolarPosteriors.KEPT];
    float[] likeliest = new float[PolarPosteriors.KEPT];
    int kept = 0;
    for (int c = 0; c < used; c++) {
      for (int t = 0; t < TURNS; t++) {
        float p = cells[c * TURNS + t];
        if (p > 1e-6f && (kept < likeliest.length || p > likeliest[kept - 1])) {
          kept = Math.min(kept + 1, likeliest.length);
          int at = kept - 1;
          while (at > 0 && likeliest[at - 1] < p) {
            likeliest[at] = likeliest[at - 1];
            pairs[at] = pairs[at - 1];
            at--;
          }
          likeliest[at] = p;
          pairs[at] = columns[c] * TURNS + t;
        }
      }
    }
    into.pairs[particle] = Arrays.copyOf(pairs, kept);
    into.probabilities[particle] = Arrays.copyOf(likeliest, kept);
    int own = into.classOf(particle);
    for (int t = 0; t < kept; t++) {
      if (PolarPosteriors.classOf(pairs[t], grid) == own) {
        int o = PolarPosteriors.shiftOf(pairs[t], grid);
        into.poses[particle] =
            new Pose(
                PolarFrequencies.turnDegrees(PolarPosteriors.turnOf(pairs[t])),
                centreX + shifts.xPixels[o],
                centreY + shifts.yPixels[o]);
        break;
      }
    }
  }

  /**
   * Writes the posterior into the place of the scores: sums and differences of it at a turn and
   * half a turn further.
   */
  void put(float[][] into, int inBatch) {
    int width = count * classes * grid;
    for (int h = 0; h < HALF; h++) {
      for (int c = 0; c < used; c++) {
        int column = (columns[c] / grid * count + inBatch) * grid + columns[c] % grid;
        float first = cells[c * TURNS + h];
        float second = cells[c * TURNS + HALF + h];
        into[0][h * width + column] = first + second;
        into[1][h * width + column] = first - second;
      }
    }
  }

  /** Adds shares and denominators to the sums of all classes. */
  void addTo(ClassSums sums, float[] ctfSquared) {
    for (int k = 0; k < classes; k++) {
      if (shares[k] > 0) {
        sums.weight[k] += shares[k];
        for (int r = 0; r < sums.denominator[k].length; r++) {
          sums.denominator[k][r] += shares[k] * ctfSquared[r];
        }
      }
    }
  }
}
