package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;

/**
 * Groups of views of volumes, and beside them free classes that these do not explain, as one model:
 * all groups and classes are equally frequent, and each particle belongs to a volume or class as
 * far as its evidence says.
 */
public final class BesideClasses {

  private final List<Viewed.Grouped> volumes;
  private final Optional<Free> free;

  /** Behind which groups those of each volume come; and the number of all groups. */
  private final int[] from;

  private final int classes;

  /**
   * Free classes.
   *
   * @param posteriors of particles in all of them
   * @param classes how many these are
   * @param kept those of them that stay, behind the groups
   */
  public record Free(PolarPosteriors posteriors, int classes, int[] kept) {}

  private BesideClasses(List<Viewed.Grouped> volumes, Optional<Free> free) {
    this.volumes = volumes;
    this.free = free;
    this.from = new int[volumes.size() + 1];
    for (int v = 0; v < volumes.size(); v++) {
      from[v + 1] = from[v] + groups(volumes.get(v));
    }
    this.classes = from[volumes.size()] + free.map(other -> other.kept.length).orElse(0);
  }

  private static int groups(Viewed.Grouped volume) {
    return volume.shares().length == 0 ? 0 : volume.shares()[0].length;
  }

  /**
   * Puts both together.
   *
   * @param volumes the same particles in the groups of each volume, at least one
   * @param free and in free classes, if some stay
   */
  public static Viewed.Grouped of(List<Viewed.Grouped> volumes, Optional<Free> free) {
    if (volumes.size() == 1 && free.isEmpty()) {
      return volumes.get(0);
    }
    return new BesideClasses(volumes, free).merged();
  }

  private Viewed.Grouped merged() {
    int size = volumes.get(0).poses().length;
    float[][] shares = new float[size][classes];
    Pose[] poses = new Pose[size];
    ClassTurns[] turns = new ClassTurns[size];
    double[] logEvidence = new double[size];
    for (int i = 0; i < size; i++) {
      logEvidence[i] = share(i, shares[i]);
      turns[i] = turns(i, shares[i]);
      int best = Viewed.likeliest(shares[i]);
      poses[i] = Viewed.turned(pose(i, best), turns[i].in(best));
    }
    return new Viewed.Grouped(shares, poses, turns, logEvidence);
  }

  /** Writes the posterior of a particle and returns its log evidence. */
  private double share(int i, float[] into) {
    int count = volumes.size();
    int[] kept = free.map(Free::kept).orElse(new int[0]);
    double[] logWeights = new double[count + kept.length];
    for (int v = 0; v < count; v++) {
      logWeights[v] =
          volumes.get(v).logEvidence()[i] + Math.log((double) (from[v + 1] - from[v]) / classes);
    }
    for (int n = 0; n < kept.length; n++) {
      logWeights[count + n] =
          free.get().posteriors.logEvidence[i]
              + Math.log(free.get().posteriors.shares[i][kept[n]])
              + Math.log((double) free.get().classes / classes);
    }
    double most = Arrays.stream(logWeights).max().orElseThrow();
    double sum = Arrays.stream(logWeights).map(w -> Math.exp(w - most)).sum();
    for (int v = 0; v < count; v++) {
      double ofVolume = Math.exp(logWeights[v] - most) / sum;
      for (int g = from[v]; g < from[v + 1]; g++) {
        into[g] = (float) (ofVolume * volumes.get(v).shares()[i][g - from[v]]);
      }
    }
    for (int n = 0; n < kept.length; n++) {
      into[from[count] + n] = (float) (Math.exp(logWeights[count + n] - most) / sum);
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
    int v = volumeOf(k);
    return v < volumes.size()
        ? volumes.get(v).turns()[i].in(k - from[v])
        : free.orElseThrow().posteriors.turns[i].in(free.get().kept[k - from[v]]);
  }

  private Pose pose(int i, int k) {
    int v = volumeOf(k);
    return v < volumes.size() ? volumes.get(v).poses()[i] : free.orElseThrow().posteriors.poses[i];
  }

  /** The volume of a group; the number of volumes for a free class. */
  private int volumeOf(int k) {
    int v = 0;
    while (v < volumes.size() && k >= from[v + 1]) {
      v++;
    }
    return v;
  }
}
