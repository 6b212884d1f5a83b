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
import org.cryoudl.parallel.PieceWork;
import org.cryoudl.statistics.VectorSums;

/**
 * What a {@link GaussNewtonStep} does with particles, wherever it is done.
 *
 * @param average picture of the average of all
 * @param side of the picture
 * @param radius finest detail of the average
 * @param noise variance of a coefficient per shell
 * @param nextRadius finest detail of the averages that are made in the same pass, if any are
 */
record GaussNewtonWork(
    SpectrumSource source,
    float[] average,
    int side,
    int radius,
    double[] noise,
    OptionalInt nextRadius,
    AlignmentPlan.Estimate estimate)
    implements PieceWork<GaussNewtonWork.Piece, GaussNewtonWork.Found> {

  static GaussNewtonWork of(
      SpectrumSource source,
      Averages averages,
      NoiseSpectrum noise,
      OptionalInt nextRadius,
      AlignmentPlan.Estimate estimate) {
    return new GaussNewtonWork(
        source,
        averages.full(),
        averages.side(),
        averages.radius(),
        noise.perShell(),
        nextRadius,
        estimate);
  }

  /**
   * Some particles of the source, whose poses are free.
   *
   * @param from position of the first
   * @param outlier whether each has no part in the averages
   * @param weight how strongly each enters them
   */
  record Piece(int from, Pose[] poses, boolean[] outlier, double[] weight) {}

  /**
   * What was found of the particles of a piece, and their sums.
   *
   * @param figures correlation, scale, error of psi and of the shift, by figure and particle
   * @param averages sums of both halves; none if no averages are made
   */
  record Found(
      Pose[] poses,
      double[][] figures,
      double[] residualPower,
      double turned,
      double moved,
      float[][] averages) {

    /** Writes what was found of the particles. */
    void write(ParticlePoses into, int from) {
      double[][] all = figuresOf(into);
      System.arraycopy(poses, 0, into.poses, from, poses.length);
      for (int f = 0; f < all.length; f++) {
        System.arraycopy(figures[f], 0, all[f], from, poses.length);
      }
    }
  }

  private static double[][] figuresOf(ParticlePoses particles) {
    return new double[][] {
      particles.correlation, particles.scale, particles.psiErrorDegrees, particles.shiftErrorPixels
    };
  }

  @Override
  public Found on(Piece piece) {
    ParticlePoses own = new ParticlePoses(piece.poses.length);
    System.arraycopy(piece.poses, 0, own.poses, 0, own.size());
    System.arraycopy(piece.outlier, 0, own.outlier, 0, own.size());
    System.arraycopy(piece.weight, 0, own.weight, 0, own.size());
    Steps steps = new Sums(this).newSteps();
    for (int n = 0; n < own.size(); n++) {
      steps.take(source.get(piece.from + n), own, n, piece.from + n, GaussNewtonStep.Bounds.FREE);
    }
    return new Found(
        own.poses,
        figuresOf(own),
        steps.refinement.residualPower(),
        steps.turned,
        steps.moved,
        steps.sums.map(Reconstruction.Sums::kept).orElse(new float[0][]));
  }

  /** What all pieces share. */
  static final class Sums {
    private final Band band;
    private final AverageModel model;
    private final AlignmentPlan.Estimate estimate;
    final Optional<Reconstruction.NextAverage> next;

    Sums(GaussNewtonWork work) {
      NoiseSpectrum noise = NoiseSpectrum.of(work.noise);
      band = Band.of(work.source, work.radius, noise);
      model = new AverageModel(work.average, work.side, band.radius());
      estimate = work.estimate;
      next =
          work.nextRadius.isPresent()
              ? Optional.of(
                  new Reconstruction.NextAverage(work.source, work.nextRadius.getAsInt(), noise))
              : Optional.empty();
    }

    Steps newSteps() {
      return new Steps(
          new PoseRefinement(band, model, estimate), next.map(Reconstruction.NextAverage::newSums));
    }
  }

  /** The steps of a piece, and what they add up to. */
  static final class Steps {
    final PoseRefinement refinement;
    final Optional<Reconstruction.Sums> sums;
    double turned;
    double moved;

    Steps(PoseRefinement refinement, Optional<Reconstruction.Sums> sums) {
      this.refinement = refinement;
      this.sums = sums;
    }

    /**
     * Takes a step.
     *
     * @param at position of the particle among {@code particles}
     * @param index position in the source
     */
    void take(
        ParticleSpectrum particle,
        ParticlePoses particles,
        int at,
        int index,
        GaussNewtonStep.Bounds bounds) {
      Pose before = particles.poses[at];
      PoseRefinement.Step step = refinement.step(particle, before);
      Pose after = bounds.within(index, step.pose());
      turned += Math.abs(Angles.wrap(after.psiDegrees() - before.psiDegrees(), 360));
      moved +=
          Math.hypot(
              after.originXPixels() - before.originXPixels(),
              after.originYPixels() - before.originYPixels());
      particles.poses[at] = after;
      sums.ifPresent(own -> own.add(particle, particles, at, index % 2));
      particles.correlation[at] = step.correlation();
      particles.scale[at] = step.scale();
      particles.psiErrorDegrees[at] = step.psiErrorDegrees();
      particles.shiftErrorPixels[at] = step.shiftErrorPixels();
    }

    void merge(Steps other) {
      merge(
          other.refinement.residualPower(),
          other.turned,
          other.moved,
          other.sums.map(Reconstruction.Sums::kept).orElse(new float[0][]));
    }

    void merge(Found other) {
      merge(other.residualPower, other.turned, other.moved, other.averages);
    }

    private void merge(
        double[] residualPower, double theirTurns, double theirMoves, float[][] averages) {
      VectorSums.addInto(refinement.residualPower(), residualPower);
      turned += theirTurns;
      moved += theirMoves;
      sums.ifPresent(own -> own.merge(averages));
    }
  }
}
