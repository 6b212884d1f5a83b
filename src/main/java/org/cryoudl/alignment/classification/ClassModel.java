package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.spectra.SpectrumSource;

/** The averages that a search ended with, to place other particles in them. */
public final class ClassModel {

  private final ClassSearch.Options options;
  private final ClassSums sums;
  private final PolarFrequencies frequencies;
  private final double[] noise;
  private final double shiftSigmaPixels;

  ClassModel(
      ClassSearch.Options options,
      ClassSums sums,
      PolarFrequencies frequencies,
      double[] noise,
      double shiftSigmaPixels) {
    this.options = options;
    this.sums = sums;
    this.frequencies = frequencies;
    this.noise = noise;
    this.shiftSigmaPixels = shiftSigmaPixels;
  }

  /**
   * Classes and poses of particles that had no part in the averages, over all turns and shifts.
   *
   * @param others with the CTF as it is in the images
   */
  public ClassSearch.Found place(SpectrumSource others) {
    PolarParticles particles = PolarParticles.of(others, frequencies.rings(), options.maskRadius());
    ShiftGrid grid = ClassPasses.anywhere(frequencies, shiftSigmaPixels, options.maxShiftPixels());
    PolarPosteriors posteriors = new PolarPosteriors(others.size(), options.classes());
    double logEvidence =
        new ExpectationPass(
                particles,
                frequencies,
                grid,
                new RingMask(frequencies, options.maskRadius()),
                noise)
            .place(
                sums,
                new ExpectationPass.Prior(equalWeights(options.classes()), shiftSigmaPixels),
                posteriors);
    return new ClassSearch.Found(
        IntStream.range(0, others.size()).map(posteriors::classOf).toArray(),
        posteriors.shares,
        posteriors.poses,
        posteriors.turns,
        logEvidence,
        this);
  }

  /** Logarithms of weights of classes that are equally frequent. */
  static double[] equalWeights(int classes) {
    double[] logWeights = new double[classes];
    Arrays.fill(logWeights, -Math.log(classes));
    return logWeights;
  }
}
