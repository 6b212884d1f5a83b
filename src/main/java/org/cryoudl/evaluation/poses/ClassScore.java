package org.cryoudl.evaluation.poses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Pose;

/**
 * How well particles were sorted into classes, and how well each class was aligned.
 *
 * @param particles number of particles
 * @param confusion number of particles by found class, then true class
 * @param purity share of the particles whose true class is the commonest of their found class
 * @param poses for each found class the score of the particles of its commonest true class, each
 *     class with its own free frame, angles modulo the symmetry of the true class ({@code mod360}
 *     holds them); empty for a class without particles
 */
public record ClassScore(
    int particles, int[][] confusion, double purity, List<Optional<AlignmentScore>> poses) {

  /**
   * Scores.
   *
   * @param found class of each particle, counted from 1
   * @param truth true class of each particle, counted from 1
   * @param foundPoses poses found
   * @param truePoses true poses
   * @param symmetry order of the rotational symmetry of each true class; 1 for those beyond its end
   */
  public static ClassScore of(
      int[] found, int[] truth, Pose[] foundPoses, Pose[] truePoses, int[] symmetry) {
    int[][] confusion =
        new int[Arrays.stream(found).max().orElse(0)][Arrays.stream(truth).max().orElse(0)];
    for (int i = 0; i < found.length; i++) {
      confusion[found[i] - 1][truth[i] - 1]++;
    }
    int pure = 0;
    List<Optional<AlignmentScore>> scores = new ArrayList<>();
    for (int k = 0; k < confusion.length; k++) {
      int commonest = commonest(confusion[k]);
      int number = k + 1;
      int[] members =
          IntStream.range(0, found.length)
              .filter(i -> found[i] == number && truth[i] == commonest + 1)
              .toArray();
      pure += members.length;
      int order = commonest < symmetry.length ? symmetry[commonest] : 1;
      scores.add(
          members.length == 0
              ? Optional.empty()
              : Optional.of(score(members, foundPoses, truePoses, order)));
    }
    return new ClassScore(found.length, confusion, (double) pure / found.length, scores);
  }

  /** The position of the largest count. */
  private static int commonest(int[] counts) {
    int best = 0;
    for (int c = 1; c < counts.length; c++) {
      best = counts[c] > counts[best] ? c : best;
    }
    return best;
  }

  private static AlignmentScore score(int[] members, Pose[] found, Pose[] truth, int order) {
    double period = 360.0 / order;
    double[] differences = new double[members.length];
    Pose[] expected = new Pose[members.length];
    for (int m = 0; m < members.length; m++) {
      expected[m] = truth[members[m]];
      differences[m] = found[members[m]].psiDegrees() - expected[m].psiDegrees();
    }
    double frame = AlignmentScore.offset(differences, period);
    Pose[] reduced = new Pose[members.length];
    for (int m = 0; m < members.length; m++) {
      // Poses that symmetry makes equal to the true one count as that one.
      double turns = Math.rint((differences[m] - frame) / period);
      reduced[m] = found[members[m]].thenMove(-turns * period, 0, 0).normalised();
    }
    return AlignmentScore.of(reduced, expected, 0);
  }
}
