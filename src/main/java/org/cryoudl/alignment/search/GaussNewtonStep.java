package org.cryoudl.alignment.search;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Pieces;

/**
 * One round of {@link PoseRefinement}: one step of every particle against the present averages.
 *
 * @param maskRadius radius of the mask around new averages, as a share of the box
 * @param estimate what is looked for
 */
public record GaussNewtonStep(double maskRadius, AlignmentPlan.Estimate estimate) {

  /** Larger sets than sixteen times this are split further, for many cores to have a part. */
  private static final int LARGE_PIECE = 8192;

  /**
   * A step of angles and shifts.
   *
   * @param maskRadius radius of the mask around new averages, as a share of the box
   */
  public GaussNewtonStep(double maskRadius) {
    this(maskRadius, AlignmentPlan.Estimate.ALL);
  }

  /**
   * What a round leaves.
   *
   * @param state the noise as the residuals have it, and new averages if there are any
   * @param meanTurnDegrees mean absolute turn of a step
   * @param meanMovePixels mean length of the move of a step
   */
  public record Outcome(RefinementState state, double meanTurnDegrees, double meanMovePixels) {}

  /**
   * One step for every particle; updates all that is known of them but the confidence. The averages
   * stay; shells of the noise beyond theirs do so too.
   */
  public RefinementState step(RefinementState state) {
    return step(state, OptionalInt.empty(), Bounds.FREE).state();
  }

  /** Decides where a particle may go. */
  public interface Bounds {

    /** A particle may go anywhere. */
    Bounds FREE = (i, pose) -> pose;

    /** The pose nearest to a pose that particle {@code index} may take. */
    Pose within(int index, Pose pose);
  }

  /**
   * One step for every particle, and in the same pass the averages at the poses after it: a set
   * that does not fit the memory is read once a round. The averages are weighted by the noise as it
   * was before the step.
   *
   * @param nextRadius finest detail of the new averages
   */
  public Outcome stepAndAverage(RefinementState state, int nextRadius, Bounds bounds) {
    return step(state, OptionalInt.of(nextRadius), bounds);
  }

  private Outcome step(RefinementState state, OptionalInt nextRadius, Bounds bounds) {
    SpectrumSource source = state.source();
    GaussNewtonWork work =
        GaussNewtonWork.of(source, state.averages(), state.noise(), nextRadius, estimate);
    GaussNewtonWork.Sums shared = new GaussNewtonWork.Sums(work);
    Pieces pieces = Pieces.of(source.size(), 1, LARGE_PIECE);
    boolean others = bounds == Bounds.FREE && source.workforce().takes(source.size());
    GaussNewtonWork.Steps steps =
        others
            ? byOthers(work, shared, pieces, state.particles())
            : ParallelLoop.reduce(
                pieces,
                shared::newSteps,
                (into, i) -> into.take(source.get(i), state.particles(), i, i, bounds),
                GaussNewtonWork.Steps::merge);
    RefinementState after =
        state.with(state.noise().updatedBy(steps.refinement.residualNoise(source.size())));
    return new Outcome(
        shared
            .next
            .map(average -> after.with(average.of(steps.sums.orElseThrow(), maskRadius)))
            .orElse(after),
        steps.turned / source.size(),
        steps.moved / source.size());
  }

  /** Has others do the work. */
  private static GaussNewtonWork.Steps byOthers(
      GaussNewtonWork work, GaussNewtonWork.Sums shared, Pieces pieces, ParticlePoses particles) {
    List<GaussNewtonWork.Piece> given =
        IntStream.range(0, pieces.number())
            .mapToObj(
                p -> {
                  int from = pieces.from(p);
                  int to = pieces.from(p + 1);
                  return new GaussNewtonWork.Piece(
                      from,
                      Arrays.copyOfRange(particles.poses, from, to),
                      Arrays.copyOfRange(particles.outlier, from, to),
                      Arrays.copyOfRange(particles.weight, from, to));
                })
            .toList();
    GaussNewtonWork.Steps steps = shared.newSteps();
    Iterator<GaussNewtonWork.Found> results = work.source().workforce().results(work, given);
    for (GaussNewtonWork.Piece piece : given) {
      GaussNewtonWork.Found found = results.next();
      found.write(particles, piece.from());
      steps.merge(found);
    }
    return steps;
  }
}
