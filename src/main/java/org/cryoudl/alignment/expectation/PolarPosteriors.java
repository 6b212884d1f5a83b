package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;

/**
 * What the last rounds found of each particle: the posterior of every class and the likeliest pose.
 * Rounds write different particles from different threads.
 */
public final class PolarPosteriors {

  /** Smaller posteriors of classes are rounded, in part to 0. */
  private static final double LEAST_KNOWN = 1e-5;

  /** Posterior of each class, by particle; null where no round has seen the particle. */
  public final float[][] shares;

  /** Likeliest pose in the likeliest class. */
  public final Pose[] poses;

  /** Likeliest turn in each of the classes that matter. */
  public final ClassTurns[] turns;

  /** The origins about which the shifts of a pass lie: x and y of each particle, in pixels. */
  public final double[] centres;

  /** Log evidence of each particle in the last round that saw it. */
  public final double[] logEvidence;

  /** Log of the likeliest pose in each class, by particle; empty unless they are kept. */
  private final float[][] peaks;

  private final int classes;

  public PolarPosteriors(int size, int classes) {
    this(size, classes, false);
  }

  /**
   * @param peaksKept whether {@link #peaks} are wanted
   */
  public PolarPosteriors(int size, int classes, boolean peaksKept) {
    this.classes = classes;
    this.peaks = peaksKept ? new float[size][classes] : new float[0][];
    this.shares = new float[size][];
    this.poses = new Pose[size];
    Arrays.fill(poses, Pose.IDENTITY);
    this.turns = new ClassTurns[size];
    Arrays.fill(turns, ClassTurns.NONE);
    this.centres = new double[2 * size];
    this.logEvidence = new double[size];
  }

  /** What the last rounds found, to be kept; shares the arrays. */
  public record Kept(
      float[][] shares,
      Pose[] poses,
      ClassTurns[] turns,
      double[] centres,
      double[] logEvidence,
      float[][] peaks) {}

  /** What the last rounds found, to be kept. */
  public Kept kept() {
    return new Kept(shares, poses, turns, centres, logEvidence, peaks);
  }

  /** Takes over what rounds found of the same particles in as many classes. */
  public void restore(Kept kept) {
    System.arraycopy(kept.shares, 0, shares, 0, shares.length);
    System.arraycopy(kept.poses, 0, poses, 0, poses.length);
    System.arraycopy(kept.turns, 0, turns, 0, turns.length);
    System.arraycopy(kept.centres, 0, centres, 0, centres.length);
    System.arraycopy(kept.logEvidence, 0, logEvidence, 0, logEvidence.length);
    System.arraycopy(kept.peaks, 0, peaks, 0, peaks.length);
  }

  /**
   * Log of the likelihood of the likeliest pose of a particle in each class, without the share of
   * the class; by particle. None unless they are kept.
   */
  public float[][] peaks() {
    return peaks;
  }

  /** Keeps the log likelihood of the likeliest pose in a class, if it is wanted. */
  void keepPeak(int particle, int k, double logLikelihood) {
    if (peaks.length > 0) {
      peaks[particle][k] = (float) logLikelihood;
    }
  }

  /**
   * The classes that any of some particles may belong to, by the last round that saw them.
   *
   * @param least posterior from which on a class may be a particle's own
   */
  int[] likelyClasses(int[] particles, float least) {
    return IntStream.range(0, classes)
        .filter(
            k -> IntStream.of(particles).anyMatch(i -> shares[i] == null || shares[i][k] >= least))
        .toArray();
  }

  /** The likeliest classes of a particle: the first, and the second; -1 if no round has seen it. */
  int[] leadingClasses(int particle) {
    float[] share = shares[particle];
    int[] leading = {-1, -1};
    for (int k = 0; share != null && k < classes; k++) {
      if (leading[0] < 0 || share[k] > share[leading[0]]) {
        leading[1] = leading[0];
        leading[0] = k;
      } else if (leading[1] < 0 || share[k] > share[leading[1]]) {
        leading[1] = k;
      }
    }
    return leading;
  }

  /**
   * Log likelihood of each class, by particle, up to a constant of the particle: of its posterior
   * where that is large enough to be known well, else of its likeliest pose. Where peaks are kept
   * and a round has seen all particles.
   */
  public float[][] logLikelihoods() {
    float[][] logs = new float[shares.length][classes];
    for (int i = 0; i < logs.length; i++) {
      int best = classOf(i);
      for (int k = 0; k < classes; k++) {
        double share = shares[i][k];
        logs[i][k] =
            (float)
                (share > LEAST_KNOWN
                    ? Math.log(share)
                    : Math.min(
                        Math.log(LEAST_KNOWN),
                        Math.log(shares[i][best]) + peaks[i][k] - peaks[i][best]));
      }
    }
    return logs;
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
}
