package org.cryoudl.alignment.search;

import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/** One round of {@link PoseRefinement}: average at the current poses, then one step each. */
public final class GaussNewtonStep {

  private final SpectrumSource source;
  private final double maskRadius;
  private final AlignmentPlan.Estimate estimate;

  public GaussNewtonStep(SpectrumSource source, double maskRadius) {
    this(source, maskRadius, AlignmentPlan.Estimate.ALL);
  }

  GaussNewtonStep(SpectrumSource source, double maskRadius, AlignmentPlan.Estimate estimate) {
    this.source = source;
    this.maskRadius = maskRadius;
    this.estimate = estimate;
  }

  /**
   * What the steps of a round tell.
   *
   * @param noise variance of a coefficient of the residuals per shell
   * @param meanTurnDegrees mean absolute turn of a step
   * @param meanMovePixels mean length of the move of a step
   * @param averages those at the poses after the steps, if they were asked for
   */
  public record Outcome(
      NoiseSpectrum noise,
      double meanTurnDegrees,
      double meanMovePixels,
      Optional<Averages> averages) {}

  /**
   * One step for every particle; updates all of {@code particles} but the confidence.
   *
   * @param noise variance of a coefficient per shell; shells beyond the average's keep theirs
   */
  public Outcome step(ParticlePoses particles, Averages averages, NoiseSpectrum noise) {
    return step(particles, averages, noise, OptionalInt.empty(), (i, pose) -> pose);
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
  public Outcome stepAndAverage(
      ParticlePoses particles,
      Averages averages,
      NoiseSpectrum noise,
      int nextRadius,
      Bounds bounds) {
    return step(particles, averages, noise, OptionalInt.of(nextRadius), bounds);
  }

  private Outcome step(
      ParticlePoses particles,
      Averages averages,
      NoiseSpectrum noise,
      OptionalInt nextRadius,
      Bounds bounds) {
    Band band = Band.of(source, averages.radius(), noise);
    AverageModel model = averages.model(band.radius());
    Optional<Reconstruction.NextAverage> next =
        nextRadius.isPresent()
            ? Optional.of(new Reconstruction.NextAverage(source, nextRadius.getAsInt(), noise))
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
    return new Outcome(
        noise.updatedBy(steps.refinement.residualNoise(source.size())),
        steps.turned / source.size(),
        steps.moved / source.size(),
        next.map(average -> average.of(steps.sums.orElseThrow(), maskRadius)));
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
