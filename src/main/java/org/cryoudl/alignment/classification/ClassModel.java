package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.AveragesPrior;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.FoldEstimates;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.poses.ClassBalance;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.alignment.sections.Viewed;
import org.cryoudl.alignment.sections.VolumesModel;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;

/** What a search ended with, to place other particles in it. */
public sealed interface ClassModel {

  /**
   * Classes and poses of particles that had no part in the search.
   *
   * @param others with the CTF as it is in the images
   * @param heldPoses of the others, if poses were held in the search
   */
  ClassSearch.Found place(SpectrumSource others, Optional<Pose[]> heldPoses);

  /**
   * Volumes whose views are in groups, and averages beside them.
   *
   * @param comparison how particles are compared with these
   */
  record OfVolumes(VolumesModel volumes, VolumesModel.Comparison comparison) implements ClassModel {

    @Override
    public ClassSearch.Found place(SpectrumSource others, Optional<Pose[]> heldPoses) {
      return found(
          volumes.place(
              PolarParticles.of(others, volumes.rings(), comparison.maskRadius()), comparison));
    }

    /** What was found of particles. */
    ClassSearch.Found found(Viewed.Grouped particles) {
      return new ClassSearch.Found(
          Arrays.stream(particles.shares()).mapToInt(Viewed::likeliest).toArray(),
          particles.shares(),
          particles.poses(),
          particles.turns(),
          Arrays.stream(particles.logEvidence()).sum(),
          this,
          volumes.groups());
    }
  }

  /** The averages of free classes. */
  final class OfAverages implements ClassModel {
    private final ClassSearch.Options options;
    private final ClassSums sums;
    private final PolarFrequencies frequencies;
    private final double[] noise;
    private final double shiftSigmaPixels;

    /** By ring, how much of what the prior on averages adds counts; empty: nothing is added. */
    private final double[] confirmed;

    /**
     * @param folds what particles add up to
     * @param noise variance of a coefficient at each ring
     */
    OfAverages(
        ClassSearch.Options options,
        FoldSums folds,
        PolarFrequencies frequencies,
        double[] noise,
        double shiftSigmaPixels) {
      this.options = options;
      this.sums = folds.total();
      this.frequencies = frequencies;
      this.noise = noise;
      this.shiftSigmaPixels = shiftSigmaPixels;
      AveragesPrior prior = options.course().prior();
      this.confirmed =
          prior == AveragesPrior.WIENER
              ? new double[0]
              : FoldEstimates.of(
                      folds,
                      frequencies,
                      new RingMask(frequencies, options.maskRadius()),
                      noise,
                      prior)
                  .shares();
    }

    /** Over all turns and shifts, or at held poses. */
    @Override
    public ClassSearch.Found place(SpectrumSource others, Optional<Pose[]> heldPoses) {
      PolarParticles polar = PolarParticles.of(others, frequencies.rings(), options.maskRadius());
      PolarParticles particles = heldPoses.map(polar::moved).orElse(polar);
      boolean balanced = options.course().balanced();
      PolarPosteriors posteriors = new PolarPosteriors(others.size(), options.classes(), balanced);
      ExpectationPass pass =
          new ExpectationPass(
              frequencies,
              SearchedShifts.anywhere(frequencies, shiftSigmaPixels, options),
              new RingMask(frequencies, options.maskRadius()),
              noise,
              options.course().prior());
      double[] weights = ExpectationPass.Prior.equalLogWeights(options.classes());
      boolean held = heldPoses.isPresent();
      double logEvidence =
          pass.place(
              particles,
              sums,
              confirmed,
              new ExpectationPass.Prior(weights, shiftSigmaPixels, held),
              posteriors);
      if (balanced) {
        weights = ClassBalance.logWeights(posteriors.peaks(), weights);
        logEvidence =
            pass.place(
                particles,
                sums,
                confirmed,
                new ExpectationPass.Prior(weights, shiftSigmaPixels, held),
                posteriors);
      }
      return found(heldPoses, posteriors, logEvidence, this);
    }
  }

  /** What posteriors show; held poses are what they were. */
  static ClassSearch.Found found(
      Optional<Pose[]> heldPoses,
      PolarPosteriors posteriors,
      double logEvidence,
      ClassModel model) {
    Pose[] poses = heldPoses.orElse(posteriors.poses).clone();
    ClassTurns[] turns = posteriors.turns.clone();
    if (heldPoses.isPresent()) {
      Arrays.setAll(turns, i -> turns[i].turnedBy(poses[i].psiDegrees()));
    }
    return new ClassSearch.Found(
        IntStream.range(0, poses.length).map(posteriors::classOf).toArray(),
        posteriors.shares,
        poses,
        turns,
        logEvidence,
        model,
        List.of());
  }

  /**
   * The noise at each ring. Images have been brought to a mean of zero around the particle, which
   * takes noise away at the coarsest rings.
   */
  static double[] noise(PolarParticles particles) {
    double[] noise = particles.backgroundPower();
    int flat = Math.min(3, noise.length - 1);
    for (int r = 0; r < flat; r++) {
      noise[r] = Math.max(noise[r], noise[flat]);
    }
    return noise;
  }
}
