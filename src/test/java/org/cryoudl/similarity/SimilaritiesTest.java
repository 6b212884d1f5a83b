package org.cryoudl.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.grouping.Dendrogram;
import org.cryoudl.similarity.grouping.GroupThreshold;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimilaritiesTest {

  private static Similarities compare(List<Image> images) {
    return Similarities.of(images, SimilarityOptions.DEFAULT, Progress.silent());
  }

  /** Both directions of a pair are tested: the pose of one is the inverse of the other. */
  @Test
  void motionsAreFound() {
    SyntheticViews views = new SyntheticViews(6, 2, 0, 3);
    Similarities found = compare(views.images);
    for (int k = 0; k < 12; k += 2) {
      assertMotion(views, found, k, k + 1);
      assertMotion(views, found, k + 1, k);
    }
  }

  /**
   * A picture moved by M1 and by M2: M1 after the inverse of M2 moves the second onto the first.
   */
  private static void assertMotion(SyntheticViews views, Similarities found, int i, int j) {
    PairPose pose = found.pose(i, j, SyntheticViews.BOX);
    Image moved = pose.apply(views.images.get(j));
    Image still = views.images.get(i);
    double worst = 0;
    float most = 0;
    for (int p = 0; p < still.pixels().length; p++) {
      boolean inside = Math.hypot(p % 96 - 48, p / 96 - 48) < 36;
      most = Math.max(most, still.pixels()[p]);
      worst = inside ? Math.max(worst, Math.abs(still.pixels()[p] - moved.pixels()[p])) : worst;
    }
    assertTrue(worst < 0.05 * most, "off by " + worst + " of " + most);
    assertTrue(found.score(i, j) > 0.95, "score " + found.score(i, j));
    assertEquals(
        views.motions.get(i).mirrored() != views.motions.get(j).mirrored(), pose.mirrored());
    assertEquals(found.score(i, j), found.score(j, i));
  }

  @Test
  void withoutMirrorNoneIsMirrored() {
    SyntheticViews views = new SyntheticViews(2, 4, 0.2, 5);
    Similarities found =
        Similarities.of(views.images, SimilarityOptions.DEFAULT.withoutMirror(), Progress.silent());
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < 8; j++) {
        assertTrue(i == j || !found.pose(i, j, 96).mirrored());
      }
    }
  }

  @Test
  void threadsChangeNothing() {
    SyntheticViews views = new SyntheticViews(4, 3, 0.5, 8);
    Similarities one = Parallelism.of(1).call(() -> compare(views.images));
    Similarities three = Parallelism.of(3).call(() -> compare(views.images));
    for (int i = 0; i < 12; i++) {
      for (int j = i + 1; j < 12; j++) {
        assertEquals(one.score(i, j), three.score(i, j));
        assertEquals(one.pose(i, j, 96), three.pose(i, j, 96));
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.7})
  void groupsAreTheViews(double noise) {
    SyntheticViews views = new SyntheticViews(30, 5, noise, 7);
    Similarities found = compare(views.images);
    Dendrogram tree = Dendrogram.of(found);
    int[] groups = tree.groups(GroupThreshold.of(tree, found));
    double agreement = adjustedRand(views.views, groups);
    assertTrue(agreement >= 0.95, "adjusted Rand index " + agreement);
  }

  /** Hubert and Arabie 1985, from counts of pairs. */
  static double adjustedRand(List<Integer> truth, int[] groups) {
    double both = 0;
    double inTruth = 0;
    double inGroups = 0;
    int n = groups.length;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        boolean first = truth.get(i).equals(truth.get(j));
        boolean second = groups[i] == groups[j];
        both += first && second ? 1 : 0;
        inTruth += first ? 1 : 0;
        inGroups += second ? 1 : 0;
      }
    }
    double expected = inTruth * inGroups / (n * (n - 1) / 2.0);
    return (both - expected) / ((inTruth + inGroups) / 2 - expected);
  }

  /** Real averages, each with a copy that is turned, mirrored, shifted and noisy. */
  @Test
  void plantedPairsAreEachOthersBestMatch() {
    List<Image> originals = new ArrayList<>();
    try (MrcFile file = MrcFile.open(SharedData.file("data/class-averages/mixture_2D.mrcs"))) {
      for (int i = 0; i < file.size(); i++) {
        originals.add(file.read(i));
      }
    }
    int count = originals.size();
    List<Image> all = new ArrayList<>(originals);
    SplittableRandom random = new SplittableRandom(2);
    List<Pose> truth = new ArrayList<>();
    List<Boolean> mirrored = new ArrayList<>();
    for (Image original : originals) {
      PairPose motion =
          new PairPose(
              random.nextBoolean(),
              new Pose(
                  360 * random.nextDouble() - 180,
                  4 * random.nextDouble() - 2,
                  4 * random.nextDouble() - 2));
      all.add(SyntheticViews.noisy(motion.apply(original), 0.3, random));
      truth.add(motion.pose());
      mirrored.add(motion.mirrored());
    }
    Similarities found = compare(all);
    int best = 0;
    List<Double> errors = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      int partner = (i + count) % (2 * count);
      int first = i;
      double score = found.score(i, partner);
      best +=
          IntStream.range(0, 2 * count).noneMatch(j -> j != first && found.score(first, j) > score)
              ? 1
              : 0;
      if (i < count) {
        PairPose pose = found.pose(count + i, i, 96);
        boolean right = pose.mirrored() == mirrored.get(i);
        double turn = pose.pose().psiDegrees() - truth.get(i).psiDegrees();
        errors.add(right ? Math.abs(Angles.wrap(turn, 360)) : 180);
      }
    }
    assertTrue(best >= 0.98 * 2 * count, best + " of " + 2 * count);
    errors.sort(null);
    assertTrue(errors.get(count / 2) <= 0.5, "median " + errors.get(count / 2));
    assertTrue(errors.get(count * 98 / 100) <= 2, "98 % within " + errors.get(count * 98 / 100));
  }
}
