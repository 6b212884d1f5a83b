package org.cryoudl.alignment.confidence;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.NormalDistribution;

/**
 * Measures what the errors of the average add to the standard errors of poses: particles are
 * simulated from the average at the poses found, with their own CTF and noise of the measured
 * spectrum, and aligned to each other as the real ones were. Their true poses are known.
 * (Parametric bootstrap; Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 6.)
 */
final class PoseBootstrap {

  private static final int PARTICLES = 300;
  private static final int KNOWN_ROUNDS = 3;
  private static final int JOINT_ROUNDS = 5;
  private static final long SEED = 40709L;

  /**
   * What standard errors against the right average are to be multiplied by.
   *
   * @param psi for the angle
   * @param shift for the shift
   */
  record Factors(double psi, double shift) {

    /**
     * What the errors of the average add to those that a particle has against the right one. They
     * go with one over the number of particles, of which only a {@code share} was simulated.
     */
    private static double joined(double known, double joint, double share) {
      double excess = Math.max(0, joint * joint / (known * known) - 1);
      return Math.sqrt(1 + excess * share);
    }
  }

  private final RefinementState state;
  private final SubsetSource real;
  private final SpectrumSource simulated;
  private final ParticlePoses truth;
  private final double[][] spread;
  private final double maskRadius;
  private final int all;

  /**
   * @param state the particles; they are simulated from its averages and noise
   * @param spread per particle, the variance of psi in square degrees and xx, yy of its origin in
   *     square pixels, from the curvature
   */
  PoseBootstrap(RefinementState state, double[][] spread, double maskRadius) {
    SpectrumSource source = state.source();
    this.state = state;
    this.all = source.size();
    this.real = SubsetSource.spread(source, PARTICLES);
    this.spread = spread;
    this.maskRadius = maskRadius;
    this.truth = new ParticlePoses(real.size());
    Band band = Band.of(source, state.averages().radius(), state.noise());
    AverageModel average = state.averages().model(band.radius());
    ParticleSpectrum[] spectra = new ParticleSpectrum[real.size()];
    ParallelLoop.run(
        real.size(),
        i -> {
          truth.poses[i] = state.particles().poses[real.indices()[i]];
          Optional<float[]> ctf = real.get(i).ctf().map(band::pick);
          spectra[i] = simulate(average, band.disc(), truth.poses[i], ctf, state.noise(), i);
        });
    this.simulated = new SymmetricSource(new Simulated(band.disc(), spectra), source.symmetry());
  }

  private record Simulated(FrequencyDisc disc, ParticleSpectrum[] spectra)
      implements SpectrumSource {

    @Override
    public int size() {
      return spectra.length;
    }

    @Override
    public ParticleSpectrum get(int index) {
      return spectra[index];
    }
  }

  private static ParticleSpectrum simulate(
      AverageModel average,
      FrequencyDisc disc,
      Pose pose,
      Optional<float[]> ctf,
      NoiseSpectrum noise,
      int index) {
    float[] template = new float[2 * disc.size()];
    average.sample(disc, pose.psiDegrees(), template);
    float[] shown = disc.shifted(template, -pose.originXPixels(), -pose.originYPixels());
    SplittableRandom random = new SplittableRandom(SEED + index);
    float[] values = new float[2 * disc.size()];
    float[] transfer = ctf.orElse(null);
    for (int j = 0; j < disc.size(); j++) {
      double deviation = Math.sqrt(noise.variance(disc.shell(j)) / 2);
      float c = transfer == null ? 1 : transfer[j];
      values[2 * j] = (float) (c * shown[2 * j] + deviation * random.nextGaussian());
      values[2 * j + 1] = (float) (c * shown[2 * j + 1] + deviation * random.nextGaussian());
    }
    return new ParticleSpectrum(values, ctf);
  }

  /** Aligns the simulated particles, to the average they came from and to each other. */
  Factors factors() {
    GaussNewtonStep round = new GaussNewtonStep(maskRadius);
    RefinementState known =
        new RefinementState(simulated, atTruth(), state.averages(), state.noise());
    for (int r = 0; r < KNOWN_ROUNDS; r++) {
      round.step(known);
    }
    RefinementState joint =
        new RefinementState(simulated, atTruth(), state.averages(), state.noise());
    int radius = state.averages().radius();
    for (int r = 0; r < JOINT_ROUNDS; r++) {
      joint = joint.averaged(radius, maskRadius);
      radius = GaussNewtonRefinement.radius(simulated.disc(), joint.averages());
      joint = round.step(joint);
    }
    double share = (double) real.size() / all;
    double[] alone = ratios(known.particles());
    double[] together = ratios(joint.particles());
    return new Factors(
        Factors.joined(alone[0], together[0], share), Factors.joined(alone[1], together[1], share));
  }

  private ParticlePoses atTruth() {
    ParticlePoses particles = new ParticlePoses(truth.size());
    System.arraycopy(truth.poses, 0, particles.poses, 0, truth.size());
    return particles;
  }

  /** What the standard errors of psi and shift must be multiplied by, {psi, shift}. */
  private double[] ratios(ParticlePoses found) {
    int size = found.size();
    double[] turn = new double[size];
    double[][] shift = new double[size][];
    double[] mean = new double[3];
    for (int i = 0; i < size; i++) {
      Pose pose = found.poses[i];
      Pose right = truth.poses[i];
      turn[i] = Angles.wrap(pose.psiDegrees() - right.psiDegrees(), 360);
      shift[i] =
          Angles.rotate(
              right.psiDegrees(),
              pose.originXPixels() - right.originXPixels(),
              pose.originYPixels() - right.originYPixels());
      mean[0] += turn[i] / size;
      mean[1] += shift[i][0] / size;
      mean[2] += shift[i][1] / size;
    }
    double[] turnRatio = new double[size];
    double[] shiftRatio = new double[2 * size];
    for (int i = 0; i < size; i++) {
      double[] expected = spread[real.indices()[i]];
      double[] own =
          Angles.rotate(-truth.poses[i].psiDegrees(), shift[i][0] - mean[1], shift[i][1] - mean[2]);
      turnRatio[i] = Math.abs(turn[i] - mean[0]) / Math.sqrt(expected[0]);
      shiftRatio[2 * i] = Math.abs(own[0]) / Math.sqrt(expected[1]);
      shiftRatio[2 * i + 1] = Math.abs(own[1]) / Math.sqrt(expected[2]);
    }
    return new double[] {inside(turnRatio), inside(shiftRatio)};
  }

  private static double inside(double[] ratios) {
    Arrays.sort(ratios);
    return ratios[(int) (NormalDistribution.WITHIN_ONE_DEVIATION * ratios.length)];
  }
}
