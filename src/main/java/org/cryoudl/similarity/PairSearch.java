package org.cryoudl.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Both stages over all pairs: poses from {@link PolarSearch}; the measures at these poses; then,
 * for the pairs that are most alike, finer poses from {@link PairRefinement}, and the measures
 * again.
 */
final class PairSearch {

  /** Side at which all pairs are compared. */
  private static final int COARSE = 64;

  /** Side at which poses are refined. */
  private static final int FINE = 96;

  /** Width of the Gaussian that smooths averages at either side, in pixels. */
  private static final double SMOOTHING = 1.2;

  /** How many partners of each average are refined. */
  private static final int PARTNERS = 10;

  /** Pairs of few averages are all refined. */
  private static final int FEW = 40;

  private static final Warp BILINEAR = new Warp(Warp.Interpolation.BILINEAR, Warp.Outside.EDGE);
  private static final Warp SPLINE = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);

  private final SimilarityOptions options;
  private final int count;
  private final PreparedAverages coarse;
  private final PreparedAverages fine;

  PairSearch(List<Image> averages, SimilarityOptions options) {
    this.options = options;
    this.count = averages.size();
    this.coarse = PreparedAverages.of(averages, COARSE, SMOOTHING);
    this.fine = PreparedAverages.of(averages, FINE, SMOOTHING);
  }

  Similarities run(Progress progress) {
    PolarAverages polar =
        PolarAverages.of(coarse.images(), options.maxShiftShare() * coarse.side());
    CoarsePoses poses = new PolarSearch(polar, options.mirror()).run(progress);
    Similarities result = new Similarities(count, options.blend());
    PairMeasuring measuring = new PairMeasuring(coarse);
    Moving moving = new Moving(BILINEAR, coarse);
    measureAll(poses, result, measuring, moving, progress);
    refine(poses, result, measuring, moving, progress);
    return result;
  }

  /** Averages ready to be moved, as they are and mirrored. */
  private static final class Moving {

    private final Warp.Prepared[] direct;
    private final Warp.Prepared[] mirrored;

    Moving(Warp warp, PreparedAverages averages) {
      int count = averages.images().size();
      direct = new Warp.Prepared[count];
      mirrored = new Warp.Prepared[count];
      ParallelLoop.run(
          count,
          i -> {
            Image image = averages.images().get(i);
            direct[i] = warp.prepare(image.pixels(), averages.side());
            mirrored[i] = warp.prepare(PairPose.mirrored(image).pixels(), averages.side());
          });
    }

    Warp.Prepared of(int index, boolean isMirrored) {
      return isMirrored ? mirrored[index] : direct[index];
    }
  }

  private void measureAll(
      CoarsePoses poses,
      Similarities result,
      PairMeasuring measuring,
      Moving moving,
      Progress progress) {
    try (Progress.Stage stage = progress.start("measuring pairs", count)) {
      ParallelLoop.run(
          count,
          i -> {
            float[] moved = new float[coarse.side() * coarse.side()];
            for (int j = i + 1; j < count; j++) {
              int pair = PairIndex.of(i, j, count);
              PairPose pose = poses.best(pair);
              moving.of(j, pose.mirrored()).apply(pose.pose(), moved);
              PairMeasures measures = measuring.measure(i, moved);
              result.set(pair, measures, pose.scaled(1.0 / coarse.side()), false);
            }
            stage.advance(1);
          });
    }
  }

  private void refine(
      CoarsePoses poses,
      Similarities result,
      PairMeasuring measuring,
      Moving coarseMoving,
      Progress progress) {
    List<List<Integer>> partners = partners(result, poses);
    Moving moving = new Moving(SPLINE, fine);
    double up = (double) fine.side() / coarse.side();
    int reach = (int) Math.ceil(2 * up);
    try (Progress.Stage stage = progress.start("refining pairs", count)) {
      ParallelLoop.run(
          count,
          i -> {
            if (!partners.get(i).isEmpty()) {
              PairRefinement refinement =
                  new PairRefinement(fine.images().get(i), fine.disc(), reach);
              for (int j : partners.get(i)) {
                int pair = PairIndex.of(i, j, count);
                PairRefinement.Found found =
                    refined(refinement, moving, j, poses.best(pair), poses.second(pair), up);
                float[] moved = new float[coarse.side() * coarse.side()];
                PairPose small = found.pose().scaled(1 / up);
                coarseMoving.of(j, small.mirrored()).apply(small.pose(), moved);
                PairMeasures measures = measuring.measure(i, moved);
                if (measures.ncc() >= result.measures(i, j).ncc()) {
                  result.set(pair, measures, small.scaled(1.0 / coarse.side()), true);
                }
              }
            }
            stage.advance(1);
          });
    }
  }

  private static PairRefinement.Found refined(
      PairRefinement refinement,
      Moving moving,
      int index,
      PairPose best,
      PairPose second,
      double up) {
    PairRefinement.Found first =
        refinement.refine(moving.of(index, best.mirrored()), best.scaled(up));
    PairRefinement.Found other =
        refinement.refine(moving.of(index, second.mirrored()), second.scaled(up));
    return other.ncc() > first.ncc() ? other : first;
  }

  /** For each average those behind it in the list with which it is worth a finer pose. */
  private List<List<Integer>> partners(Similarities result, CoarsePoses poses) {
    boolean[] chosen = new boolean[PairIndex.pairs(count)];
    if (count <= FEW) {
      Arrays.fill(chosen, true);
    } else {
      for (int i = 0; i < count; i++) {
        int first = i;
        IntStream.range(0, count)
            .filter(j -> j != first)
            .boxed()
            .sorted(
                (a, b) ->
                    Double.compare(
                        promise(result, poses, first, b), promise(result, poses, first, a)))
            .limit(PARTNERS)
            .forEach(j -> chosen[PairIndex.of(first, j, count)] = true);
      }
    }
    List<List<Integer>> partners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> behind = new ArrayList<>();
      for (int j = i + 1; j < count; j++) {
        if (chosen[PairIndex.of(i, j, count)]) {
          behind.add(j);
        }
      }
      partners.add(behind);
    }
    return partners;
  }

  private double promise(Similarities result, CoarsePoses poses, int i, int j) {
    return Math.max(result.measures(i, j).ncc(), poses.correlation(PairIndex.of(i, j, count)));
  }
}
