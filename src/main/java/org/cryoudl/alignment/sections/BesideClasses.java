package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;

/**
 * Groups of views of one volume, and beside them free classes that it does not explain, as one
 * model: all groups and classes are equally frequent, and each particle belongs to either side as
 * far as its evidence says.
 */
public final class BesideClasses {

  private final Viewed.Grouped views;
  private final double[] inVolume;
  private final PolarPosteriors free;
  private final int[] kept;
  private final int groups;
  private final int classes;
  private final double shareOfVolume;

  private BesideClasses(
      Viewed.Grouped views, double[] inVolume, PolarPosteriors free, int freeClasses, int[] kept) {
    this.views = views;
    this.inVolume = inVolume;
    this.free = free;
    this.kept = kept;
    this.groups = views.groups();
    this.classes = groups + kept.length;
    // Free posteriors are of freeClasses classes, as many as groups and kept ones are together.
    this.shareOfVolume = (double) groups / freeClasses;
  }

  /**
   * Puts both together.
   *
   * @param views the groups, fewer than the free classes were by as many as are kept
   * @param inVolume log evidence of each particle in the volume
   * @param free what was found of the particles in free classes
   * @param freeClasses how many these were
   * @param kept those of them that stay, behind the groups
   */
  public static Viewed.Grouped of(
      Viewed.Grouped views, double[] inVolume, PolarPosteriors free, int freeClasses, int[] kept) {
    if (kept.length == 0) {
      return views;
    }
    return new BesideClasses(views, inVolume, free, freeClasses, kept).merged();
  }

  private Viewed.Grouped merged() {
    int size = inVolume.length;
    float[][] shares = new float[size][classes];
    Pose[] poses = new Pose[size];
    ClassTurns[] turns = new ClassTurns[size];
    double logEvidence = 0;
    for (int i = 0; i < size; i++) {
      logEvidence += share(i, shares[i]);
      turns[i] = turns(i, shares[i]);
      int best = Viewed.likeliest(shares[i]);
      poses[i] = Viewed.turned(best < groups ? views.poses()[i] : free.poses[i], turns[i].in(best));
    }
    return new Viewed.Grouped(shares, poses, turns, logEvidence, views.shiftSigmaPixels(), groups);
  }

  /** Writes the posterior of a particle and returns its log evidence. */
  private double share(int i, float[] into) {
    double[] logWeights = new double[1 + kept.length];
    logWeights[0] = inVolume[i] + Math.log(shareOfVolume);
    for (int n = 0; n < kept.length; n++) {
      logWeights[1 + n] = free.logEvidence[i] + Math.log(free.shares[i][kept[n]]);
    }
    double most = Arrays.stream(logWeights).max().orElseThrow();
    double sum = Arrays.stream(logWeights).map(w -> Math.exp(w - most)).sum();
    double ofVolume = Math.exp(logWeights[0] - most) / sum;
    for (int g = 0; g < groups; g++) {
      into[g] = (float) (ofVolume * views.shares()[i][g]);
    }
    for (int n = 0; n < kept.length; n++) {
      into[groups + n] = (float) (Math.exp(logWeights[1 + n] - most) / sum);
    }
    return most + Math.log(sum);
  }

  /** The turns in groups and kept classes that matter. */
  private ClassTurns turns(int i, float[] shares) {
    int[] chosen =
        IntStream.range(0, classes)
            .filter(k -> shares[k] >= Viewed.LEAST_SHARE && !Float.isNaN(turn(i, k)))
            .toArray();
    float[] psi = new float[chosen.length];
    for (int n = 0; n < psi.length; n++) {
      psi[n] = turn(i, chosen[n]);
    }
    return new ClassTurns(chosen, psi);
  }

  private float turn(int i, int k) {
    return k < groups ? views.turns()[i].in(k) : free.turns[i].in(kept[k - groups]);
  }
}
