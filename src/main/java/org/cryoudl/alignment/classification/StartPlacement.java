package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.AlignedHarmonics;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;

/**
 * Places particles in given averages, whose scale and sign are not known: other programs normalise
 * particles in other ways, and averages may be white or dark. Those are tried that make some of the
 * particles most likely.
 */
final class StartPlacement {

  /** Particles that scale and sign are found with. */
  private static final int TRIED = 300;

  /** Weight of a given average beside the filter's penalty: it is not filtered again. */
  private static final float CERTAIN = 1e6f;

  /** Scales that are tried, in steps of the square root of 2 from the one that fits in power. */
  private static final int STEPS = 8;

  private final PolarParticles particles;
  private final PolarFrequencies frequencies;
  private final double[] noise;
  private final float[][] averages;
  private final double powerScale;

  /**
   * @param averages at the same rings as the particles, or finer ones
   */
  StartPlacement(
      PolarParticles particles,
      PolarFrequencies frequencies,
      double[] noise,
      PolarParticles averages) {
    this.particles = particles;
    this.frequencies = frequencies;
    this.noise = noise;
    AlignedHarmonics harmonics = new AlignedHarmonics(averages, frequencies);
    this.averages = new float[averages.size()][];
    Arrays.setAll(this.averages, k -> harmonics.of(k, Pose.IDENTITY));
    this.powerScale = powerScale(averages);
  }

  /**
   * Where the particles lie.
   *
   * @param start classes and poses of all particles
   * @param inverted whether the averages have another contrast than the particles
   */
  record Placed(SearchStart.AtPoses start, boolean inverted) {}

  /**
   * Places all particles of a search in averages.
   *
   * @param noise variance of a coefficient at each ring
   */
  static Placed of(
      SearchStart.InAverages given,
      PolarParticles particles,
      ClassSearch.Options options,
      double[] noise,
      ExpectationPass.Prior prior) {
    int rings = Math.min(particles.rings(), SearchStage.GROWING_RINGS);
    PolarFrequencies frequencies =
        new PolarFrequencies(particles.box(), rings, options.maskRadius());
    StartPlacement placement =
        new StartPlacement(
            particles,
            frequencies,
            Arrays.copyOf(noise, rings),
            PolarParticles.of(given.averages(), particles.rings(), options.maskRadius()));
    return placement.run(
        SearchedShifts.anywhere(frequencies, prior.shiftSigmaPixels(), options),
        new RingMask(frequencies, options.maskRadius()),
        prior);
  }

  /** Places all particles. */
  Placed run(ShiftGrid grid, RingMask mask, ExpectationPass.Prior prior) {
    int classes = averages.length;
    ExpectationPass pass = new ExpectationPass(frequencies, grid, mask, noise);
    PolarParticles some = particles.some(spread());
    double scale = powerScale;
    double best = Double.NEGATIVE_INFINITY;
    for (int sign = 1; sign >= -1; sign -= 2) {
      for (int step = 0; step <= STEPS; step++) {
        double tried = sign * powerScale * Math.pow(2, (2 - step) / 2.0);
        PolarPosteriors found = new PolarPosteriors(some.size(), classes);
        double logEvidence = pass.place(some, sums(tried), prior, found);
        if (logEvidence > best) {
          best = logEvidence;
          scale = tried;
        }
      }
    }
    PolarPosteriors all = new PolarPosteriors(particles.size(), classes);
    pass.place(particles, sums(scale), prior, all);
    return new Placed(
        new SearchStart.AtPoses(
            classes, IntStream.range(0, particles.size()).map(all::classOf).toArray(), all.poses),
        scale < 0);
  }

  private int[] spread() {
    return SubsetSource.evenly(particles.size(), TRIED);
  }

  /** Sums whose averages are the given ones times a scale. */
  private ClassSums sums(double scale) {
    ClassSums sums = new ClassSums(averages.length, frequencies);
    for (int k = 0; k < averages.length; k++) {
      for (int j = 0; j < averages[k].length; j++) {
        sums.numerator[k][j] = (float) (CERTAIN * scale * averages[k][j]);
      }
      Arrays.fill(sums.denominator[k], CERTAIN);
      sums.weight[k] = CERTAIN;
    }
    return sums;
  }

  /**
   * The scale at which the averages are as strong as the particles are beyond their noise, weighted
   * by ring as the likelihood does.
   */
  private double powerScale(PolarParticles given) {
    double signal = 0;
    double power = 0;
    for (int r = 0; r < frequencies.rings(); r++) {
      double weight = PolarFrequencies.coefficients(r) / noise[r];
      double squares = 0;
      double fourths = 0;
      double own = 0;
      for (int i = 0; i < particles.size(); i++) {
        float square = particles.ctfSquared(i)[r];
        squares += square;
        fourths += square * square;
        own += particles.ringPower(i, r);
      }
      double average = 0;
      for (int k = 0; k < given.size(); k++) {
        average += given.ringPower(k, r) / given.size();
      }
      signal += weight * Math.max(0, own - squares * noise[r]);
      power += weight * fourths * average;
    }
    return signal > 0 && power > 0 ? Math.sqrt(signal / power) : Math.sqrt(1 / power);
  }
}
