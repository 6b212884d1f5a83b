package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;

/**
 * The posterior of one particle after the other of a batch, over classes, shifts and turns. Columns
 * (class and shift) whose best turn is far less likely than the best of all are left out.
 */
final class ClassPosterior {

  /** Nats below the best, at which a column is left out. */
  private static final float NEGLIGIBLE = 10;

  /** Columns that are so much less likely than the likeliest are left out of the sums. */
  private static final float LEAST_SHARE = 1e-3f;

  /** The turn in a class of less of a particle is not kept. */
  private static final float LEAST_CLASS_SHARE = 0.01f;

  private static final int TURNS = PolarFrequencies.TURNS;
  private static final int HALF = PolarFrequencies.HALF_ANGLES;
  private static final double[] TURN_COS = new double[HALF];
  private static final double[] TURN_SIN = new double[HALF];

  static {
    for (int h = 0; h < HALF; h++) {
      TURN_COS[h] = Math.cos(PolarFrequencies.angle(h));
      TURN_SIN[h] = Math.sin(PolarFrequencies.angle(h));
    }
  }

  private final double[] logWeights;
  private final float[] shiftLogPrior;
  private final double shiftSigmaPixels;
  private final boolean turned;
  private final ShiftGrid shifts;
  private final float[][][] scores;
  private final float[] peaks;
  private final float[] norms;
  private final int count;

  /** The classes that particles were compared with, and their number. */
  private final int[] compared;

  private final int classes;
  private final int grid;

  /** Columns that count, as {@code class * grid + shift}, and their posteriors by turn. */
  private int[] columns = new int[64];

  private float[] cells = new float[64 * TURNS];
  private double[] columnShares = new double[64];
  private int used;
  private double logEvidence;
  private final float[] shares;

  /** Log of the likeliest pose in each class, times the share of the class. */
  private final float[] classPeaks;

  private final float[] offset;
  private double centreX;
  private double centreY;

  /**
   * @param scores by class that was compared and parity: by turn, shift, particle of the batch;
   *     what the prior on origins adds by turn is in them
   * @param peaks largest score over possible turns, by particle, class, shift
   * @param norms halves of the norms of averages: by particle, class
   * @param count particles of the batch
   * @param compared number of each class that was compared
   */
  ClassPosterior(
      ExpectationPass.Prior prior,
      ShiftGrid shifts,
      float[][][] scores,
      float[] peaks,
      float[] norms,
      int count,
      int[] compared) {
    this.compared = compared;
    this.logWeights = prior.logWeights();
    this.shiftSigmaPixels = prior.shiftSigmaPixels();
    this.turned = prior.turned();
    double[] logPrior = shifts.logPrior(0, 0, shiftSigmaPixels);
    this.shiftLogPrior = new float[logPrior.length];
    for (int o = 0; o < logPrior.length; o++) {
      shiftLogPrior[o] = (float) logPrior[o];
    }
    this.shifts = shifts;
    this.scores = scores;
    this.peaks = peaks;
    this.norms = norms;
    this.count = count;
    this.classes = compared.length;
    this.grid = shifts.size();
    this.shares = new float[classes];
    this.classPeaks = new float[classes];
    this.offset = new float[classes * grid];
  }

  /**
   * Works out the posterior of a particle of the batch.
   *
   * @param aboutX origin about which its shifts lie, in pixels
   */
  void of(int inBatch, double aboutX, double aboutY) {
    centreX = aboutX;
    centreY = aboutY;
    double centre = (aboutX * aboutX + aboutY * aboutY) / (2 * shiftSigmaPixels * shiftSigmaPixels);
    float best = Float.NEGATIVE_INFINITY;
    int own = inBatch * classes * grid;
    for (int k = 0; k < classes; k++) {
      float of = (float) (logWeights[compared[k]] - norms[inBatch * classes + k] - centre);
      float peak = Float.NEGATIVE_INFINITY;
      for (int code = k * grid; code < (k + 1) * grid; code++) {
        offset[code] = of + shiftLogPrior[code - k * grid];
        peak = Math.max(peak, offset[code] + peaks[own + code]);
      }
      classPeaks[k] = peak;
      best = Math.max(best, peak);
    }
    used = 0;
    float least = best - NEGLIGIBLE;
    for (int code = 0; code < offset.length; code++) {
      if (offset[code] + peaks[own + code] > least) {
        add(code);
      }
    }
    double sum = fill(inBatch, best);
    logEvidence = best + Math.log(turned ? sum : sum / TURNS);
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

  /** Fills in the likelihoods. */
  private double fill(int inBatch, float best) {
    int width = count * grid;
    if (turned) {
      Arrays.fill(cells, 0, used * TURNS, 0);
    }
    for (int c = 0; c < used; c++) {
      float[][] ofClass = scores[columns[c] / grid];
      int at = columns[c] % grid * count + inBatch;
      float own = offset[columns[c]] - best;
      for (int h = 0; h < (turned ? 1 : HALF); h++) {
        float even = ofClass[0][h * width + at];
        float odd = ofClass[1][h * width + at];
        float first = exp(own + even + odd);
        float second = turned ? 0 : exp(own + even - odd);
        cells[c * TURNS + h] = first;
        cells[c * TURNS + HALF + h] = second;
        columnShares[c] += first + second;
      }
    }
    double sum = 0;
    for (int c = 0; c < used; c++) {
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
      double x = shifts.xPixels[o];
      double y = shifts.yPixels[o];
      double along = 0;
      double across = 0;
      for (int h = 0; h < HALF; h++) {
        float difference = cells[c * TURNS + h] - cells[c * TURNS + HALF + h];
        along += difference * TURN_COS[h];
        across += difference * TURN_SIN[h];
      }
      sum +=
          0.5 * columnShares[c] * (x * x + y * y + centreX * centreX + centreY * centreY)
              + along * (x * centreX + y * centreY)
              + across * (y * centreX - x * centreY);
    }
    return sum;
  }

  /** Writes the posterior down; classes that were not compared have no share. */
  void write(PolarPosteriors into, int particle) {
    float[] all = new float[logWeights.length];
    int own = 0;
    for (int k = 0; k < classes; k++) {
      all[compared[k]] = shares[k];
      own = shares[k] > shares[own] ? k : own;
    }
    into.shares[particle] = all;
    into.logEvidence[particle] = logEvidence;
    into.keepPeaks(particle, compared, classPeaks, logWeights);
    int[] likeliest = likeliest();
    into.turns[particle] = turns(likeliest, own);
    int best = likeliest[own];
    int o = columns[best / TURNS] % grid;
    double psiDegrees = PolarFrequencies.turnDegrees(best % TURNS);
    double turn = Math.toRadians(psiDegrees);
    double cos = Math.cos(turn);
    double sin = Math.sin(turn);
    into.poses[particle] =
        new Pose(
            psiDegrees,
            centreX + cos * shifts.xPixels[o] + sin * shifts.yPixels[o],
            centreY - sin * shifts.xPixels[o] + cos * shifts.yPixels[o]);
  }

  /** The likeliest cell of each class; -1 where none counts. */
  private int[] likeliest() {
    int[] best = new int[classes];
    Arrays.fill(best, -1);
    for (int c = 0; c < used; c++) {
      int k = columns[c] / grid;
      for (int t = c * TURNS; t < (c + 1) * TURNS; t++) {
        best[k] = best[k] < 0 || cells[t] > cells[best[k]] ? t : best[k];
      }
    }
    return best;
  }

  private ClassTurns turns(int[] likeliest, int own) {
    int[] chosen =
        IntStream.range(0, classes)
            .filter(k -> likeliest[k] >= 0 && (k == own || shares[k] >= LEAST_CLASS_SHARE))
            .toArray();
    float[] psiDegrees = new float[chosen.length];
    for (int n = 0; n < chosen.length; n++) {
      psiDegrees[n] = (float) PolarFrequencies.turnDegrees(likeliest[chosen[n]] % TURNS);
    }
    return new ClassTurns(IntStream.of(chosen).map(k -> compared[k]).toArray(), psiDegrees);
  }

  /** Marks the columns that count. */
  void mark(boolean[] columnsUsed) {
    double most = 0;
    for (int c = 0; c < used; c++) {
      most = Math.max(most, columnShares[c]);
    }
    for (int c = 0; c < used; c++) {
      if (columnShares[c] > LEAST_SHARE * most) {
        columnsUsed[columns[c]] = true;
      }
    }
  }

  /** Copies what {@link Kept#put} needs, before the next particle is worked out. */
  Kept kept() {
    return new Kept(Arrays.copyOf(columns, used), Arrays.copyOf(cells, used * TURNS));
  }

  /** Likelihoods of columns by turn. */
  record Kept(int[] columns, float[] cells) {

    /**
     * Writes the posterior of a particle down: sums and differences of it at a turn and half a turn
     * further.
     *
     * @param into by parity: by turn, row, particle
     * @param rowOf row of each column; below 0 where it is left out
     */
    void put(float[][] into, int[] rowOf, int rows, int inBatch, int count) {
      for (int c = 0; c < columns.length; c++) {
        int row = rowOf[columns[c]];
        if (row < 0) {
          continue;
        }
        for (int h = 0; h < HALF; h++) {
          float first = cells[c * TURNS + h];
          float second = cells[c * TURNS + HALF + h];
          int at = (h * rows + row) * count + inBatch;
          into[0][at] = first + second;
          into[1][at] = first - second;
        }
      }
    }
  }

  /** Adds shares and denominators to the sums of all classes. */
  void addTo(ClassSums sums, float[] ctfSquared) {
    for (int k = 0; k < classes; k++) {
      if (shares[k] > 0) {
        int number = compared[k];
        sums.weight[number] += shares[k];
        for (int r = 0; r < sums.denominator[number].length; r++) {
          sums.denominator[number][r] += shares[k] * ctfSquared[r];
        }
      }
    }
  }
}
