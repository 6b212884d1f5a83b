package org.cryoudl.alignment.search;

import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;

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

  /** The averages at the current poses, up to {@code radius}, in pictures no larger than needed. */
  public Averages average(ParticlePoses particles, double[] noise, int radius) {
    FrequencyDisc full = source.disc();
    int reach = Math.min(radius, full.radius());
    return average(particles, noise, reach, Averages.side(full.box(), reach));
  }

  /** The averages at the current poses with all frequencies, in pictures of the particles' box. */
  public Averages fullSize(ParticlePoses particles, double[] noise) {
    FrequencyDisc full = source.disc();
    return average(particles, noise, full.radius(), full.box());
  }

  private Averages average(ParticlePoses particles, double[] noise, int radius, int side) {
    FrequencyDisc full = source.disc();
    FrequencyDisc disc = new FrequencyDisc(full.box(), radius);
    int[] positions = disc.positionsIn(full);
    float[] inverseNoise = NoiseSpectrum.inverseOn(disc, noise);
    Sums sums =
        ParallelLoop.reduce(
            source.size(),
            () -> new Sums(side, disc, source.symmetry()),
            (into, i) ->
                into.add(source.get(i), particles, i, disc, positions, inverseNoise, i % 2),
            Sums::merge);
    return Averages.of(sums.halves, side, disc.radius(), maskRadius);
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
      double[] noise, double meanTurnDegrees, double meanMovePixels, Optional<Averages> averages) {}

  /**
   * One step for every particle; updates all of {@code particles} but the confidence.
   *
   * @param noise variance of a coefficient per shell; shells beyond the average's keep theirs
   */
  public Outcome step(ParticlePoses particles, Averages averages, double[] noise) {
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
      double[] noise,
      int nextRadius,
      Bounds bounds) {
    return step(particles, averages, noise, OptionalInt.of(nextRadius), bounds);
  }

  private Outcome step(
      ParticlePoses particles,
      Averages averages,
      double[] noise,
      OptionalInt nextRadius,
      Bounds bounds) {
    FrequencyDisc full = source.disc();
    FrequencyDisc disc = new FrequencyDisc(full.box(), averages.radius());
    int[] positions = disc.positionsIn(full);
    AverageModel model = new AverageModel(averages.full(), averages.side(), disc.radius());
    float[] inverseNoise = NoiseSpectrum.inverseOn(disc, noise);
    Optional<NextAverage> next =
        nextRadius.isPresent()
            ? Optional.of(new NextAverage(source, nextRadius.getAsInt(), noise))
            : Optional.empty();
    Steps steps =
        ParallelLoop.reduce(
            source.size(),
            () ->
                new Steps(
                    new PoseRefinement(disc, model, inverseNoise, estimate),
                    next.map(NextAverage::newSums)),
            (into, i) -> {
              ParticleSpectrum particle = source.get(i);
              Pose before = particles.poses[i];
              PoseRefinement.Step step = into.refinement.step(particle, positions, before);
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
    double[] updated = noise.clone();
    double[] residual =
        NoiseSpectrum.perCoefficient(disc, steps.refinement.residualPower(), source.size());
    System.arraycopy(residual, 0, updated, 0, residual.length);
    return new Outcome(
        updated,
        steps.turned / source.size(),
        steps.moved / source.size(),
        next.map(average -> average.of(steps.sums.orElseThrow(), maskRadius)));
  }

  /** What the averages after a step need. */
  private static final class NextAverage {
    private final CyclicSymmetry symmetry;
    private final FrequencyDisc disc;
    private final int[] positions;
    private final float[] inverseNoise;
    private final int side;

    NextAverage(SpectrumSource source, int radius, double[] noise) {
      FrequencyDisc full = source.disc();
      symmetry = source.symmetry();
      disc = new FrequencyDisc(full.box(), Math.min(radius, full.radius()));
      positions = disc.positionsIn(full);
      inverseNoise = NoiseSpectrum.inverseOn(disc, noise);
      side = Averages.side(full.box(), disc.radius());
    }

    Sums newSums() {
      return new Sums(side, disc, symmetry);
    }

    void add(ParticleSpectrum particle, ParticlePoses particles, int index, Sums sums) {
      sums.add(particle, particles, index, disc, positions, inverseNoise, index % 2);
    }

    Averages of(Sums sums, double maskRadius) {
      return Averages.of(sums.halves, side, disc.radius(), maskRadius);
    }
  }

  private static final class Steps {
    final PoseRefinement refinement;
    final Optional<Sums> sums;
    double turned;
    double moved;

    Steps(PoseRefinement refinement, Optional<Sums> sums) {
      this.refinement = refinement;
      this.sums = sums;
    }

    public void merge(Steps other) {
      NoiseSpectrum.addInto(refinement.residualPower(), other.refinement.residualPower());
      turned += other.turned;
      moved += other.moved;
      sums.ifPresent(own -> own.merge(other.sums.orElseThrow()));
    }
  }

  /** Accumulators of one piece of the loop, and its scratch space. */
  public static final class Sums {
    public final AverageAccumulator[] halves;
    private final float[] cos;
    private final float[] sin;
    private final float[] values;
    private final float[] weights;

    public Sums(int side, FrequencyDisc disc, CyclicSymmetry symmetry) {
      halves =
          new AverageAccumulator[] {
            new AverageAccumulator(side, disc.radius(), symmetry),
            new AverageAccumulator(side, disc.radius(), symmetry)
          };
      cos = new float[disc.size()];
      sin = new float[disc.size()];
      values = new float[2 * disc.size()];
      weights = new float[disc.size()];
    }

    /** Adds a particle as strongly as it shows the average, unless it is an outlier. */
    public void add(
        ParticleSpectrum particle,
        ParticlePoses particles,
        int index,
        FrequencyDisc disc,
        int[] positions,
        float[] inverseNoise,
        int half) {
      if (!particles.outlier[index]) {
        float weight = (float) particles.weight[index];
        add(particle, particles.poses[index], weight, disc, positions, inverseNoise, half);
      }
    }

    /** Adds a particle as it is. */
    public void add(
        ParticleSpectrum particle,
        Pose pose,
        FrequencyDisc disc,
        int[] positions,
        float[] inverseNoise,
        int half) {
      add(particle, pose, 1, disc, positions, inverseNoise, half);
    }

    private void add(
        ParticleSpectrum particle,
        Pose pose,
        float weight,
        FrequencyDisc disc,
        int[] positions,
        float[] inverseNoise,
        int half) {
      float[] x = particle.values();
      float[] ctf = particle.ctf().orElse(null);
      disc.shiftPhases(pose.originXPixels(), pose.originYPixels(), cos, sin);
      for (int j = 0; j < weights.length; j++) {
        int from = positions[j];
        float c = weight * (ctf == null ? 1 : ctf[from]);
        float w = c * inverseNoise[j];
        values[2 * j] = w * (x[2 * from] * cos[j] - x[2 * from + 1] * sin[j]);
        values[2 * j + 1] = w * (x[2 * from] * sin[j] + x[2 * from + 1] * cos[j]);
        weights[j] = c * w;
      }
      halves[half].add(disc, values, weights, pose.psiDegrees());
    }

    public void merge(Sums other) {
      halves[0].merge(other.halves[0]);
      halves[1].merge(other.halves[1]);
    }
  }
}
