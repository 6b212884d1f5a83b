package org.cryoudl.alignment.search;

import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * One round of {@link PoseRefinement}: one step of every particle against the present averages.
 *
 * @param maskRadius radius of the mask around new averages, as a share of the box
 * @param estimate what is looked for
 */
public record GaussNewtonStep(double maskRadius, AlignmentPlan.Estimate estimate) {

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
    return step(state, OptionalInt.empty(), (i, pose) -> pose).state();
  }

  /** Decides where a particle may go. */
  public interface Bounds {

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
    ParticlePoses particles = state.particles();
    Band band = Band.of(source, state.averages().radius(), state.noise());
    AverageModel model = state.averages().model(band.radius());
    Optional<Reconstruction.NextAverage> next =
        nextRadius.isPresent()
            ? Optional.of(
                new Reconstruction.NextAverage(source, nextRadius.getAsInt(), state.noise()))
            : Optional.empty();
    Steps steps =
        ParallelLoop.reduce(
            source.size(),
            () ->
                new Steps(
                    new PoseRefinement(band, model, estimate),
                    next.map(Reconstruction.NextAverage::newSums)),
            (into, i) -> {
              ParticleSpectrum particle = source.get(i);
              Pose before = particles.poses[i];
              PoseRefinement.Step step = into.refinement.step(particle, before);
              Pose after = bounds.within(i, step.pose());
              into.turned += Math.abs(Angles.wrap(after.psiDegrees() - before.psiDegrees(), 360));
              into.moved +=
                  Math.hypot(
                      after.originXPixels() - before.originXPixels(),
                      after.originYPixels() - before.originYPixels());
              particles.poses[i] = after;
              next.ifPresent(
                  average -> average.add(particle, particles, i, into.sums.orElseThrow()));
              particles.correlation[i] = step.correlation();
              particles.scale[i] = step.scale();
              particles.psiErrorDegrees[i] = step.psiErrorDegrees();
              particles.shiftErrorPixels[i] = step.shiftErrorPixels();
            },
            Steps::merge);
    RefinementState after =
        state.with(state.noise().updatedBy(steps.refinement.residualNoise(source.size())));
    return new Outcome(
        next.map(average -> after.with(average.of(steps.sums.orElseThrow(), maskRadius)))
            .orElse(after),
        steps.turned / source.size(),
        steps.moved / source.size());
  }

  private static final class Steps {
    final PoseRefinement refinement;
    final Optional<Reconstruction.Sums> sums;
    double turned;
    double moved;

    Steps(PoseRefinement refinement, Optional<Reconstruction.Sums> sums) {
      this.refinement = refinement;
      this.sums = sums;
    }

    public void merge(Steps other) {
      VectorSums.addInto(refinement.residualPower(), other.refinement.residualPower());
      turned += other.turned;
      moved += other.moved;
      sums.ifPresent(own -> own.merge(other.sums.orElseThrow()));
    }
  }
}
