package org.cryoudl.alignment;

import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;

/**
 * One round of soft assignment: every particle is compared with the average of the other half of
 * the set (so that none meets its own noise) over a grid of poses, and enters the new average with
 * each of them in proportion to its posterior.
 *
 * @param radius frequencies compared, in cycles per box
 * @param stepDegrees grid of turns
 * @param windowDegrees turns tried about each candidate; 180 or more tries all
 * @param rangePixels largest shift tried about the current one
 * @param stepPixels grid of shifts
 */
record SoftRound(
    int radius, double stepDegrees, double windowDegrees, double rangePixels, double stepPixels) {

  /** The new average is kept to finer detail than was compared, for the next round to use. */
  private static final int EXTRA_SHELLS = 8;

  /** What a round yields beside the poses. */
  record Outcome(Averages averages, double logEvidence, double shiftSigmaPixels) {}

  /** What a round starts from, beside the particles. */
  record Start(
      float[][] halves,
      int side,
      double[] noise,
      double[][] centreDegrees,
      double shiftSigmaPixels,
      double maskRadius,
      PoseSearch.Scale scale) {}

  /** Runs the round; poses and confidences of {@code particles} are updated. */
  Outcome run(SpectrumSource source, AlignedParticles particles, Start start) {
    FrequencyDisc full = source.disc();
    int box = full.box();
    FrequencyDisc disc = new FrequencyDisc(box, Math.min(radius, full.radius()));
    FrequencyDisc addDisc = new FrequencyDisc(box, Math.min(radius + EXTRA_SHELLS, full.radius()));
    int side = Averages.side(box, addDisc.radius());
    AverageModel[] models = {
      new AverageModel(start.halves()[1], start.side(), disc.radius()),
      new AverageModel(start.halves()[0], start.side(), disc.radius())
    };
    int turns = (int) Math.round(360 / stepDegrees);
    PoseSearch search =
        new PoseSearch(
            full,
            disc,
            addDisc,
            models,
            start.noise(),
            turns,
            rangePixels,
            stepPixels,
            start.scale());
    Sums sums =
        ParallelLoop.reduce(
            source.size(),
            () -> new Sums(search, side, addDisc.radius()),
            (into, i) -> {
              PoseSearch.Candidates candidates =
                  new PoseSearch.Candidates(
                      start.centreDegrees()[i],
                      windowDegrees,
                      particles.poses[i],
                      start.shiftSigmaPixels());
              PoseSearch.Found found =
                  search.search(source.get(i), i % 2, candidates, into.work, into.halves[i % 2]);
              particles.poses[i] = found.pose();
              particles.confidence[i] = found.confidence();
              into.logEvidence += found.logEvidence();
              into.squaredShifts += squaredShift(found.pose());
            },
            Sums::merge);
    Averages averages = Averages.of(sums.halves, side, addDisc.radius(), start.maskRadius());
    double sigma = Math.sqrt(sums.squaredShifts / source.size() / 2);
    return new Outcome(averages, sums.logEvidence, Math.max(2, sigma));
  }

  private static double squaredShift(Pose pose) {
    return pose.originXPixels() * pose.originXPixels()
        + pose.originYPixels() * pose.originYPixels();
  }

  /** What one piece of the loop adds up. */
  private static final class Sums {
    final AverageAccumulator[] halves;
    final PoseSearch.Work work;
    double logEvidence;
    double squaredShifts;

    Sums(PoseSearch search, int side, int radius) {
      halves =
          new AverageAccumulator[] {
            new AverageAccumulator(side, radius), new AverageAccumulator(side, radius)
          };
      work = search.newWork();
    }

    void merge(Sums other) {
      halves[0].merge(other.halves[0]);
      halves[1].merge(other.halves[1]);
      logEvidence += other.logEvidence;
      squaredShifts += other.squaredShifts;
    }
  }
}
