package org.cryoudl.similarity.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.similarity.Similarities;

/**
 * The threshold that groups have by default. Noise lowers all scores, so no single number suits all
 * averages; instead the cut through the tree is taken whose groups are most compact compared with
 * their distance from the next group: the largest mean silhouette (Rousseeuw 1987), or the finest
 * of those that are nearly as large. Averages that are alone in their group count 0.
 */
public final class GroupThreshold {

  /** Where nothing can be compared. */
  static final double OTHERWISE = 0.7;

  /** Averages less alike than this are never one group. */
  private static final double LEAST = 0.8;

  /** Silhouettes of this share of the largest are nearly as large. */
  private static final double NEARLY = 0.9;

  /** Cuts that are tried at most. */
  private static final int CUTS = 120;

  private GroupThreshold() {}

  /** The threshold for a tree. */
  public static double of(Dendrogram tree, Similarities similarities) {
    List<Double> cuts = cuts(tree);
    double[] silhouettes =
        cuts.stream().mapToDouble(cut -> silhouette(tree.groups(cut), similarities)).toArray();
    double best = Arrays.stream(silhouettes).max().orElse(0);
    for (int k = 0; k < silhouettes.length && best > 0; k++) {
      if (silhouettes[k] >= NEARLY * best && isPeak(silhouettes, k)) {
        return cuts.get(k);
      }
    }
    return Math.max(OTHERWISE, highest(tree));
  }

  private static boolean isPeak(double[] values, int at) {
    for (int k = Math.max(0, at - 2); k <= Math.min(values.length - 1, at + 2); k++) {
      if (values[k] > values[at]) {
        return false;
      }
    }
    return true;
  }

  private static double highest(Dendrogram tree) {
    return tree.joints().isEmpty() ? 0 : Math.min(1, tree.joints().get(0).similarity() + 0.01);
  }

  /** Thresholds half-way between joints that follow each other. */
  private static List<Double> cuts(Dendrogram tree) {
    List<Double> cuts = new ArrayList<>();
    List<Dendrogram.Joint> joints = tree.joints();
    int step = Math.max(1, joints.size() / CUTS);
    for (int k = 0; k + 1 < joints.size() && joints.get(k).similarity() >= LEAST; k += step) {
      double between = (joints.get(k).similarity() + joints.get(k + 1).similarity()) / 2;
      cuts.add(Math.max(LEAST, between));
    }
    return cuts;
  }

  /** The mean silhouette of averages with distances of 1 less the score. */
  static double silhouette(int[] groups, Similarities similarities) {
    int count = groups.length;
    int most = Arrays.stream(groups).max().orElse(0);
    int[] size = new int[most + 1];
    for (int group : groups) {
      size[group]++;
    }
    double total = 0;
    double[] sums = new double[most + 1];
    for (int i = 0; i < count; i++) {
      if (size[groups[i]] < 2) {
        continue;
      }
      Arrays.fill(sums, 0);
      for (int j = 0; j < count; j++) {
        sums[groups[j]] += 1 - similarities.score(i, j);
      }
      double within = sums[groups[i]] / (size[groups[i]] - 1);
      double next = Double.POSITIVE_INFINITY;
      for (int g = 1; g <= most; g++) {
        next = g == groups[i] ? next : Math.min(next, sums[g] / size[g]);
      }
      double larger = Math.max(within, next);
      total += Double.isInfinite(next) || larger == 0 ? 0 : (next - within) / larger;
    }
    return count == 0 ? 0 : total / count;
  }
}
