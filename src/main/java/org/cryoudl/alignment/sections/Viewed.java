package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;
import org.cryoudl.geometry.Vectors;

/**
 * Where particles lie in one volume.
 *
 * @param posteriors with one class a view; none of particles that were not compared
 * @param shiftSigmaPixels standard deviation of origins along an axis
 * @param rings largest frequency that was compared
 * @param sections of the volume that all its particles make, one a view
 */
public record Viewed(
    ViewGrid views,
    PolarPosteriors posteriors,
    double shiftSigmaPixels,
    int rings,
    float[][] sections) {

  /** The turn in a class of less of a particle is not kept. */
  static final float LEAST_SHARE = 0.01f;

  /**
   * Particles in groups of neighbouring views, and perhaps in other classes beside these.
   *
   * @param shares posterior of each group and class, by particle
   * @param poses in the likeliest one
   * @param turns in that one and others that come near
   * @param logEvidence of each particle, against noise
   */
  public record Grouped(float[][] shares, Pose[] poses, ClassTurns[] turns, double[] logEvidence) {}

  /**
   * Puts the views into groups.
   *
   * @param count of groups
   */
  public InVolumes grouped(int count, long seed) {
    double[] masses = new double[views.size()];
    for (float[] shares : posteriors.shares) {
      for (int v = 0; v < masses.length; v++) {
        masses[v] += shares[v];
      }
    }
    ViewGroups groups = ViewGroups.of(views, masses, count, seed);
    SectionModel model =
        new SectionModel(views.size(), sections, rings, shiftSigmaPixels, groups.kept());
    return new InVolumes(
        grouped(posteriors, groups), new VolumesModel(List.of(model), Optional.empty()));
  }

  /**
   * How well it is known from where particles are seen: the mean over some of them of the squared
   * length of the mean direction of a particle by its posterior. That is what the cosine between
   * its direction and one drawn from its posterior is expected to be: 1 if every direction is
   * known, 0 if none is.
   */
  public double certainty(int[] members) {
    double sum = 0;
    for (int i : members) {
      double[] mean = new double[3];
      for (int v = 0; v < views.size(); v++) {
        double share = posteriors.shares[i][v];
        double[] frame = views.frame(v);
        for (int n = 0; n < 3; n++) {
          mean[n] += share * frame[6 + n];
        }
      }
      sum += Vectors.dot(mean, mean);
    }
    return sum / Math.max(1, members.length);
  }

  /** Particles of which the posterior of each view is known, in groups of views. */
  static Grouped grouped(PolarPosteriors posteriors, ViewGroups groups) {
    int size = posteriors.shares.length;
    float[][] shares = new float[size][groups.count()];
    Pose[] poses = new Pose[size];
    ClassTurns[] turns = new ClassTurns[size];
    for (int i = 0; i < size; i++) {
      for (int v = 0; v < posteriors.shares[i].length; v++) {
        shares[i][groups.groupOf(v)] += posteriors.shares[i][v];
      }
      turns[i] = turns(posteriors, i, groups, shares[i]);
      poses[i] = turned(posteriors.poses[i], turns[i].in(likeliest(shares[i])));
    }
    return new Grouped(shares, poses, turns, posteriors.logEvidence);
  }

  /** The largest of some shares; the first of equal ones. */
  public static int likeliest(float[] shares) {
    int best = 0;
    for (int k = 1; k < shares.length; k++) {
      best = shares[k] > shares[best] ? k : best;
    }
    return best;
  }

  /** A pose at another turn, if that is known. */
  static Pose turned(Pose pose, float psiDegrees) {
    return Float.isNaN(psiDegrees)
        ? pose
        : new Pose(psiDegrees, pose.originXPixels(), pose.originYPixels());
  }

  /** In each group that matters, the turn onto its likeliest view. */
  private static ClassTurns turns(
      PolarPosteriors posteriors, int particle, ViewGroups groups, float[] shares) {
    ClassTurns ofViews = posteriors.turns[particle];
    int[] best = new int[shares.length];
    Arrays.fill(best, -1);
    for (int n = 0; n < ofViews.classes().length; n++) {
      int g = groups.groupOf(ofViews.classes()[n]);
      float share = posteriors.shares[particle][ofViews.classes()[n]];
      if (best[g] < 0 || share > posteriors.shares[particle][ofViews.classes()[best[g]]]) {
        best[g] = n;
      }
    }
    int[] chosen =
        IntStream.range(0, shares.length)
            .filter(g -> best[g] >= 0 && shares[g] >= LEAST_SHARE)
            .toArray();
    float[] psi = new float[chosen.length];
    for (int n = 0; n < chosen.length; n++) {
      int at = best[chosen[n]];
      double turned = ofViews.psiDegrees()[at] + groups.turnDegrees(ofViews.classes()[at]);
      psi[n] = (float) (turned - 360 * Math.floor(turned / 360));
    }
    return new ClassTurns(chosen, psi);
  }
}
