package org.cryoudl.similarity.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cryoudl.similarity.Similarities;

/**
 * Averages joined into ever larger groups by average linkage (UPGMA; Sokal and Michener 1958): the
 * two groups whose members are on average most alike are joined first.
 *
 * @param count of averages
 * @param joints in the order of falling similarity, one less than averages
 */
public record Dendrogram(int count, List<Joint> joints) {

  /**
   * Two groups become one. Groups 0 to count - 1 are single averages; group count + k is what joint
   * k made.
   *
   * @param left one group
   * @param right the other
   * @param similarity mean score between their members
   */
  public record Joint(int left, int right, double similarity) {}

  public Dendrogram {
    joints = List.copyOf(joints);
  }

  /** Joins averages by their scores. */
  public static Dendrogram of(Similarities similarities) {
    int count = similarities.count();
    float[][] score = new float[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        score[i][j] = (float) similarities.score(i, j);
        score[j][i] = score[i][j];
      }
    }
    return new Dendrogram(count, count == 0 ? List.of() : ordered(chained(score), count));
  }

  /** Joints by chains of nearest neighbours (Murtagh 1983), named by their first members. */
  private static List<Joint> chained(float[][] score) {
    int count = score.length;
    int[] size = new int[count];
    Arrays.fill(size, 1);
    boolean[] gone = new boolean[count];
    int[] chain = new int[count];
    int length = 0;
    List<Joint> joints = new ArrayList<>();
    while (joints.size() < count - 1) {
      if (length == 0) {
        int start = 0;
        while (gone[start]) {
          start++;
        }
        chain[length++] = start;
      }
      int end = chain[length - 1];
      int previous = length > 1 ? chain[length - 2] : -1;
      int nearest = previous;
      for (int k = 0; k < count; k++) {
        if (k != end && !gone[k] && (nearest < 0 || score[end][k] > score[end][nearest])) {
          nearest = k;
        }
      }
      if (nearest != previous) {
        chain[length++] = nearest;
        continue;
      }
      length -= 2;
      int kept = Math.min(end, nearest);
      int lost = Math.max(end, nearest);
      joints.add(new Joint(kept, lost, score[end][nearest]));
      for (int k = 0; k < count; k++) {
        score[kept][k] =
            (size[kept] * score[kept][k] + size[lost] * score[lost][k]) / (size[kept] + size[lost]);
        score[k][kept] = score[kept][k];
      }
      size[kept] += size[lost];
      gone[lost] = true;
    }
    return joints;
  }

  /** The same joints by falling similarity, with the numbers of the groups they join. */
  private static List<Joint> ordered(List<Joint> chained, int count) {
    List<Joint> sorted = new ArrayList<>(chained);
    sorted.sort(Comparator.comparingDouble(joint -> -joint.similarity()));
    int[] group = new int[count];
    int[] parent = new int[count];
    Arrays.setAll(group, i -> i);
    Arrays.setAll(parent, i -> i);
    List<Joint> joints = new ArrayList<>();
    for (Joint joint : sorted) {
      int left = root(parent, joint.left());
      int right = root(parent, joint.right());
      joints.add(new Joint(group[left], group[right], joint.similarity()));
      parent[right] = left;
      group[left] = count + joints.size() - 1;
    }
    return joints;
  }

  private static int root(int[] parent, int member) {
    int at = member;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** The averages in the order of the leaves, so that similar ones are neighbours. */
  public int[] leafOrder() {
    int[] order = new int[count];
    int filled = 0;
    int[] stack = new int[2 * count + 1];
    int depth = 0;
    if (count > 0) {
      stack[depth++] = count == 1 ? 0 : 2 * count - 2;
    }
    while (depth > 0) {
      int group = stack[--depth];
      if (group < count) {
        order[filled++] = group;
      } else {
        stack[depth++] = joints.get(group - count).right();
        stack[depth++] = joints.get(group - count).left();
      }
    }
    return order;
  }

  /**
   * Groups whose joints are at least as similar as a threshold.
   *
   * @return the number of each average's group, from 1; large groups first, equally large ones by
   *     their first average
   */
  public int[] groups(double threshold) {
    int[] parent = new int[count];
    Arrays.setAll(parent, i -> i);
    int[] member = new int[count + joints.size()];
    Arrays.setAll(member, i -> i);
    for (int k = 0; k < joints.size(); k++) {
      Joint joint = joints.get(k);
      int left = member[joint.left()];
      int right = member[joint.right()];
      member[count + k] = left;
      if (joint.similarity() >= threshold) {
        parent[root(parent, right)] = root(parent, left);
      }
    }
    return numbered(parent);
  }

  private int[] numbered(int[] parent) {
    int[] size = new int[count];
    int[] first = new int[count];
    Arrays.fill(first, count);
    for (int i = 0; i < count; i++) {
      int root = root(parent, i);
      size[root]++;
      first[root] = Math.min(first[root], i);
    }
    List<Integer> roots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (root(parent, i) == i) {
        roots.add(i);
      }
    }
    roots.sort(
        Comparator.comparingInt((Integer root) -> -size[root])
            .thenComparingInt(root -> first[root]));
    int[] number = new int[count];
    for (int g = 0; g < roots.size(); g++) {
      number[roots.get(g)] = g + 1;
    }
    int[] groups = new int[count];
    for (int i = 0; i < count; i++) {
      groups[i] = number[root(parent, i)];
    }
    return groups;
  }
}
