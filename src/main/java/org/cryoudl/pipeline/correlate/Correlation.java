package org.cryoudl.pipeline.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.montage.LocalContrast;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.Similarities;
import org.cryoudl.similarity.SimilarityOptions;
import org.cryoudl.similarity.grouping.Dendrogram;
import org.cryoudl.similarity.grouping.GroupThreshold;

/**
 * What was found of some averages.
 *
 * @param opened all averages, empty ones too
 * @param compared those that are not empty, in their order; the rows of {@code similarities}
 * @param similarities of all pairs of these
 * @param tree of these
 * @param threshold from which averages are one group
 * @param groups number of the group of each of these, from 1
 */
public record Correlation(
    List<RatedAverage> opened,
    List<RatedAverage> compared,
    Similarities similarities,
    Dendrogram tree,
    double threshold,
    int[] groups) {

  /** Averages that are compared at most: a matrix of all pairs has the square of it. */
  private static final int MOST = 5000;

  /**
   * Compares all averages that are not empty.
   *
   * @param levelled whether local contrast is levelled before
   * @param threshold of the groups; chosen by the scores if empty
   * @throws DataException if there are more averages than can be compared
   */
  public static Correlation of(
      List<OpenedAverage> opened,
      SimilarityOptions options,
      boolean levelled,
      OptionalDouble threshold,
      Progress progress) {
    if (opened.size() > MOST) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the files hold %d averages, but at most %d are compared with each other; name fewer",
              opened.size(),
              MOST));
    }
    RatedAverage[] rated = new RatedAverage[opened.size()];
    ParallelLoop.run(opened.size(), i -> rated[i] = RatedAverage.of(opened.get(i)));
    List<RatedAverage> compared =
        Arrays.stream(rated).filter(each -> !each.average().empty()).toList();
    Similarities similarities = Similarities.of(images(compared, levelled), options, progress);
    Dendrogram tree = Dendrogram.of(similarities);
    double cut =
        threshold.isPresent() ? threshold.getAsDouble() : GroupThreshold.of(tree, similarities);
    return new Correlation(List.of(rated), compared, similarities, tree, cut, tree.groups(cut));
  }

  /** The same with groups of another threshold. */
  public Correlation at(double cut) {
    return new Correlation(opened, compared, similarities, tree, cut, tree.groups(cut));
  }

  private static List<Image> images(List<RatedAverage> averages, boolean levelled) {
    Image[] images = new Image[averages.size()];
    ParallelLoop.run(
        images.length,
        i -> {
          Image image = averages.get(i).average().image();
          images[i] = levelled ? LocalContrast.level(image) : image;
        });
    return List.of(images);
  }

  /** A score that counts less the worse both averages are: times the root of their qualities. */
  public double weighted(int i, int j) {
    return similarities.score(i, j) * Math.sqrt(quality(i) * quality(j));
  }

  private double quality(int index) {
    return compared.get(index).quality().score();
  }

  /** How many groups there are. */
  public int groupCount() {
    int most = 0;
    for (int group : groups) {
      most = Math.max(most, group);
    }
    return most;
  }

  /** Members of a group, in the order of the averages. */
  public List<Integer> members(int group) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] == group) {
        members.add(i);
      }
    }
    return members;
  }
}
