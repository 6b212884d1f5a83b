package org.cryoudl.alignment.harmonics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;

/**
 * What the last rounds found of each particle: the posterior of every class, the likeliest pose,
 * and the likeliest few of all class and pose pairs, from which a particle's own part in the
 * averages is known. Rounds write different particles from different threads.
 */
public final class PolarPosteriors {

  /** Class and pose pairs that are kept of a particle. */
  public static final int KEPT = 12;

  /** Posterior of each class, by particle; null where no round has seen the particle. */
  public final float[][] shares;

  /** Likeliest pose in the likeliest class. */
  public final Pose[] poses;

  /** The origins about which the shifts of a pass lie: x and y of each particle, in pixels. */
  public final double[] centres;

  /** Log evidence of each particle in the last round that saw it. */
  public final double[] logEvidence;

  /** Pairs as {@code (class, shift, turn)} codes, most probable first; see {@link #code}. */
  public final int[][] pairs;

  /** Their probabilities. */
  public final float[][] probabilities;

  private final int classes;

  public PolarPosteriors(int size, int classes) {
    this.classes = classes;
    this.shares = new float[size][];
    this.poses = new Pose[size];
    Arrays.fill(poses, Pose.IDENTITY);
    this.centres = new double[2 * size];
    this.logEvidence = new double[size];
    this.pairs = new int[size][0];
    this.probabilities = new float[size][0];
  }

  /** The likeliest class of a particle. */
  public int classOf(int particle) {
    float[] share = shares[particle];
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = share[k] > share[best] ? k : best;
    }
    return best;
  }

  /**
   * The likeliest turns of a particle in the classes of its pairs.
   *
   * @param shifts number of shifts of the grid that the pairs lie on
   */
  public ClassTurns turnsOf(int particle, int shifts) {
    int[] codes = pairs[particle];
    int[] found = new int[codes.length];
    float[] psiDegrees = new float[codes.length];
    int count = 0;
    for (int code : codes) {
      int k = classOf(code, shifts);
      if (IntStream.of(Arrays.copyOf(found, count)).noneMatch(n -> n == k)) {
        found[count] = k;
        psiDegrees[count++] = (float) PolarFrequencies.turnDegrees(turnOf(code));
      }
    }
    return new ClassTurns(Arrays.copyOf(found, count), Arrays.copyOf(psiDegrees, count));
  }

  /** Makes a particle certain of one class and pose. */
  public void put(int particle, int classNumber, int code) {
    shares[particle] = new float[classes];
    shares[particle][classNumber] = 1;
    pairs[particle] = new int[] {code};
    probabilities[particle] = new float[] {1};
  }

  /** One number for a class, a shift of the round's grid and a turn. */
  public static int code(int classNumber, int shift, int turn, int shifts) {
    return (classNumber * shifts + shift) * PolarFrequencies.TURNS + turn;
  }

  public static int turnOf(int code) {
    return code % PolarFrequencies.TURNS;
  }

  public static int shiftOf(int code, int shifts) {
    return code / PolarFrequencies.TURNS % shifts;
  }

  public static int classOf(int code, int shifts) {
    return code / PolarFrequencies.TURNS / shifts;
  }

  /** Forgets the pairs, where the grid they lie on is left. */
  public void forgetPairs() {
    Arrays.fill(pairs, new int[0]);
    Arrays.fill(probabilities, new float[0]);
  }
}
