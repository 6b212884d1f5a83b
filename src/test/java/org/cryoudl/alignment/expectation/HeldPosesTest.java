package org.cryoudl.alignment.expectation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.AlignedHarmonics;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** A pass over particles that keep their poses, against likelihoods at these poses alone. */
class HeldPosesTest {

  private static final int BOX = 48;
  private static final int RINGS = 7;
  private static final double MASK = 0.42;
  private static final double NOISE = 30000;
  private static final int COUNT = 40;

  private final AnalyticParticles source =
      AnalyticParticles.simulate(
          GaussianBlobs.asymmetric(9, 2.5),
          new FrequencyDisc(BOX, 20),
          COUNT,
          NOISE,
          2,
          AnalyticParticles.NO_CTF,
          5);
  private final PolarFrequencies frequencies = new PolarFrequencies(BOX, RINGS, MASK);
  private final PolarParticles particles = PolarParticles.of(source, RINGS, MASK);
  private final PolarParticles moved = particles.moved(source.poses());
  private final AlignedHarmonics before = new AlignedHarmonics(particles, frequencies);
  private final AlignedHarmonics after = new AlignedHarmonics(moved, frequencies);

  /** What a particle adds to an average at its pose, it adds at no pose once it was moved. */
  @Test
  void movedParticlesLieInTheFrameOfTheClass() {
    for (int i = 0; i < COUNT; i++) {
      float[] expected = before.of(i, source.poses()[i]);
      double largest = 0;
      for (float v : expected) {
        largest = Math.max(largest, Math.abs(v));
      }
      assertArrayEquals(
          expected, after.of(i, Pose.IDENTITY), (float) (1e-4 * largest), "particle " + i);
    }
  }

  /** Posteriors of two classes follow from the two likelihoods; sums from the posteriors. */
  @Test
  void noOtherPoseIsTried() {
    double[] noise = new double[RINGS];
    Arrays.fill(noise, NOISE);
    RingMask mask = new RingMask(frequencies, MASK);
    double[] logWeights = {Math.log(0.25), Math.log(0.75)};
    ClassSums sums = new ClassSums(2, frequencies);
    for (int i = 0; i < COUNT; i++) {
      // The second class is one of wrong poses.
      Pose pose = i % 2 == 0 ? source.poses()[i] : new Pose(40.0 * i, 0, 0);
      sums.add(i % 2, before.of(i, pose), particles.ctfSquared(i));
    }
    PolarPosteriors posteriors = new PolarPosteriors(COUNT, 2, true);
    double logEvidence =
        new ExpectationPass(frequencies, ShiftGrid.within(0, 1), mask, noise)
            .place(moved, sums, new ExpectationPass.Prior(logWeights, 1, true), posteriors);

    ClassFilter filter = ClassFilter.of(sums, frequencies, mask, noise);
    float[][] averages = filter.averages(sums);
    double prior = -Math.log(2 * Math.PI);
    double expected = 0;
    for (int i = 0; i < COUNT; i++) {
      double[] log = new double[2];
      for (int k = 0; k < 2; k++) {
        log[k] = logLikelihood(i, averages[k], filter) + prior;
        assertEquals(log[k], posteriors.peaks()[i][k], 1e-3 * Math.max(10, Math.abs(log[k])));
      }
      double sum = Math.exp(logWeights[0] + log[0]) + Math.exp(logWeights[1] + log[1]);
      expected += Math.log(sum);
      assertEquals(Math.exp(logWeights[0] + log[0]) / sum, posteriors.shares[i][0], 2e-3);
      assertEquals(Pose.IDENTITY, posteriors.poses[i]);
    }
    assertEquals(expected, logEvidence, 1e-3 * Math.abs(expected));
    assertEquals(
        COUNT, IntStream.range(0, COUNT).filter(i -> posteriors.shares[i] != null).count());
  }

  private double logLikelihood(int particle, float[] average, ClassFilter filter) {
    float[] own = before.of(particle, source.poses()[particle]);
    float[] rings = filter.ringWeights();
    float[] half = filter.halfNorm(average);
    double log = 0;
    for (int n = 0; n < own.length; n++) {
      log += rings[n % RINGS] * frequencies.multiplicity(n / (2 * RINGS)) * own[n] * average[n];
    }
    for (int r = 0; r < RINGS; r++) {
      log -= half[r] * particles.ctfSquared(particle)[r];
    }
    return log;
  }
}
