package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;

/** The posterior of one particle after the other of a batch, over classes, shifts and turns. */
final class ClassPosterior {

  /** Columns that are so much less likely than the likeliest are left out of the sums. */
  private static final float LEAST_SHARE = 1e-3f;

  /** The turn in a class of less of a particle is not kept. */
  private static final float LEAST_CLASS_SHARE = 0.01f;

  /** What is less likely has no share that single numbers hold. */
  private static final float LEAST_EXPONENT = -20;

  private static final float LEAST_POWER = power(LEAST_EXPONENT);

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
  private final BatchColumns batch;

  /** The classes that particles are compared with, and their number. */
  private final int[] compared;

  private final int classes;
  private final int grid;

  /** What all scores of a class lack: by class, particle of the batch. */
  private final float[][] offsets;

  /** Log of the likeliest pose in each class, times its share: by class, particle of the batch. */
  private final float[][] classPeaks;

  private final float[] shares;

  /** The particle that was worked out last: its place in the batch, columns, posteriors by turn. */
  private int inBatch;

  private int used;
  private int[] columns = {};
  private float[] cells = {};
  private double[] columnShares = new double[64];
  private double logEvidence;
  private double centreX;
  private double centreY;

  /**
   * Begins a batch.
   *
   * @param norms halves of the norms of averages: by class, particle; written to
   * @param centres origins about which the particles' shifts lie, in pixels: all x, then all y
   * @param compared number of each class that is compared
   */
  ClassPosterior(
      ExpectationPass.Prior prior,
      ShiftGrid shifts,
      BatchColumns batch,
      float[][] norms,
      float[] centres,
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
    this.batch = batch;
    this.classes = compared.length;
    this.grid = shifts.size();
    this.shares = new float[classes];
    int count = centres.length / 2;
    this.classPeaks = new float[classes][count];
    this.offsets = norms;
    double variance = shiftSigmaPixels * shiftSigmaPixels;
    for (int b = 0; b < count; b++) {
      double x = centres[b];
      double y = centres[count + b];
      for (int k = 0; k < classes; k++) {
        offsets[k][b] =
            (float) (logWeights[compared[k]] - norms[k][b] - (x * x + y * y) / (2 * variance));
      }
    }
    batch.begin(count);
  }

  /**
   * Takes the scores of a class.
   *
   * @param k its place among those that are compared
   * @param scores by parity: by turn, shift, particle of the batch; what the prior on origins adds
   *     by turn is in them
   */
  void take(int k, float[][] scores) {
    batch.take(k, scores, offsets[k], shiftLogPrior, turned, classPeaks[k]);
  }

  /**
   * Works out the posterior of a particle of the batch, after all classes were taken.
   *
   * @param place of the particle in the batch
   * @param aboutX origin about which its shifts lie, in pixels
   */
  void of(int place, double aboutX, double aboutY) {
    inBatch = place;
    centreX = aboutX;
    centreY = aboutY;
    batch.settle(place);
    used = batch.used(place);
    columns = batch.columns(place);
    cells = batch.cells(place);
    double sum = exponentials(batch.best(place));
    logEvidence = batch.best(place) + Math.log(turned ? sum : sum / TURNS);
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

  /** Makes likelihoods of their logs. */
  private double exponentials(float best) {
    if (columnShares.length < used) {
      columnShares = new double[2 * used];
    }
    int count = used * TURNS;
    for (int t = 0; t < count; t++) {
      cells[t] = exp(cells[t] - best);
    }
    double sum = 0;
    for (int c = 0; c < used; c++) {
      columnShares[c] = sum(cells, c * TURNS);
      sum += columnShares[c];
    }
    return sum;
  }

  /** The sum of a column, in sums side by side, which processors add at once. */
  private static float sum(float[] cells, int first) {
    float one = 0;
    float two = 0;
    float three = 0;
    float four = 0;
    for (int t = first; t < first + TURNS; t += 4) {
      one += cells[t];
      two += cells[t + 1];
      three += cells[t + 2];
      four += cells[t + 3];
    }
    return one + two + (three + four);
  }

  /**
   * The exponential of a number that is not far above 0, to five digits where it is above -5; 0
   * below -20. Made of products alone, so that loops over it run on whole vectors.
   */
  static float exp(float x) {
    return power(Math.max(x, LEAST_EXPONENT)) - LEAST_POWER;
  }

  /** The series of a 32nd of the number, to the 32nd power. */
  private static float power(float x) {
    float small = x * (1 / 32f);
    float root =
        1
            + small
                * (1
                    + small
                        * (0.5f
                            + small
                                * (0.16666667f + small * (0.041666667f + small * 0.008333333f))));
    float to2 = root * root;
    float to4 = to2 * to2;
    float to8 = to4 * to4;
    float to16 = to8 * to8;
    return to16 * to16;
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
    for (int k = 0; k < classes; k++) {
      into.keepPeak(particle, compared[k], classPeaks[k][inBatch] - logWeights[compared[k]]);
    }
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
