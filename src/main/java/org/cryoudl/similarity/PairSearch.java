package org.cryoudl.similarity;

import java.util.Arrays;
import java.util.List;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Both stages over all pairs: poses from {@link PolarSearch}; the measures at these poses; then,
 * for the pairs that are most alike, finer poses from {@link PairRefinement}, and the measures
 * again.
 */
final class PairSearch {

  /** Side at which averages are compared. */
  private static final int SIDE = 64;

  /** Width of the Gaussian that smooths averages, in pixels of that side. */
  private static final double SMOOTHING = 1.2;

  /** How many partners of each average are refined. */
  private static final int PARTNERS = 10;

  /** Pairs of few averages are all refined. */
  private static final int FEW = 40;

  private final SimilarityOptions options;
  private final int count;
  private final DiscAverages averages;

  PairSearch(List<Image> originals, SimilarityOptions options) {
    this.options = options;
    this.count = originals.size();
    this.averages = DiscAverages.of(originals, SIDE, SMOOTHING);
  }

  Similarities run(Progress progress) {
    PolarAverages polar = PolarAverages.of(averages, options.maxShiftShare() * averages.side());
    CoarsePoses poses = new PolarSearch(polar, options.mirror()).run(progress);
    Similarities result = new Similarities(count, options.blend());
    PairMeasuring measuring = new PairMeasuring(averages);
    measureAll(poses, result, measuring, progress);
    refine(poses, result, measuring, progress);
    return result;
  }

  private void measureAll(
      CoarsePoses poses, Similarities result, PairMeasuring measuring, Progress progress) {
    try (Progress.Stage stage = progress.start("measuring pairs", count)) {
      ParallelLoop.run(
          count,
          i -> {
            PairMeasuring.With with = measuring.new With(i);
            float[] moved = new float[averages.disc().size()];
            for (int j = i + 1; j < count; j++) {
              int pair = PairIndex.of(i, j, count);
              PairPose pose = poses.best(pair);
              averages.move(j, pose, moved);
              result.set(pair, with.measure(moved), pose.scaled(1.0 / averages.side()), false);
            }
            stage.advance(1);
          });
    }
  }

  private void refine(
      CoarsePoses poses, Similarities result, PairMeasuring measuring, Progress progress) {
    boolean[] chosen = chosen(result, poses);
    try (Progress.Stage stage = progress.start("refining pairs", count)) {
      ParallelLoop.run(
          count,
          i -> {
            PairMeasuring.With with = measuring.new With(i);
            PairRefinement refinement = new PairRefinement(averages, i);
            float[] moved = new float[averages.disc().size()];
            for (int j = i + 1; j < count; j++) {
              int pair = PairIndex.of(i, j, count);
              if (chosen[pair]) {
                PairPose pose = refined(refinement, j, poses.best(pair), poses.second(pair));
                averages.move(j, pose, moved);
                PairMeasures measures = with.measure(moved);
                if (measures.ncc() >= result.measures(i, j).ncc()) {
                  result.set(pair, measures, pose.scaled(1.0 / averages.side()), true);
                }
              }
            }
            stage.advance(1);
          });
    }
  }

  private static PairPose refined(
      PairRefinement refinement, int index, PairPose best, PairPose second) {
    PairRefinement.Found first = refinement.refine(index, best);
    PairRefinement.Found other = refinement.refine(index, second);
    return other.ncc() > first.ncc() ? other.pose() : first.pose();
  }

  /** Pairs that are worth a finer pose: those of each average with its most promising partners. */
  private boolean[] chosen(Similarities result, CoarsePoses poses) {
    boolean[] chosen = new boolean[PairIndex.pairs(count)];
    if (count <= FEW) {
      Arrays.fill(chosen, true);
      return chosen;
    }
    double[] promise = new double[count];
    double[] sorted = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        promise[j] = i == j ? Double.NEGATIVE_INFINITY : promise(result, poses, i, j);
      }
      System.arraycopy(promise, 0, sorted, 0, count);
      Arrays.sort(sorted);
      double least = sorted[count - PARTNERS];
      for (int j = 0; j < count; j++) {
        if (j != i && promise[j] >= least) {
          chosen[PairIndex.of(i, j, count)] = true;
        }
      }
    }
    return chosen;
  }

  private double promise(Similarities result, CoarsePoses poses, int i, int j) {
    return Math.max(result.measures(i, j).ncc(), poses.correlation(PairIndex.of(i, j, count)));
  }
}
