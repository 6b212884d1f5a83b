package org.cryoudl.alignment.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.ExactAverages;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Particles that had no part in an average, whose truth is known. */
class HeldOutParticlesTest {

  private static final int BOX = 32;
  private static final double NOISE = 400;
  private static final double MAX_SHIFT = 3;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 12);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(7, 1.7);
  private static final GaussianBlobs NOTHING = new GaussianBlobs(new double[][] {{1e-9, 0, 0, 2}});

  /**
   * The exponential of the log evidence is a likelihood ratio, so that noise reaches any value x
   * with a probability of at most 1 / x (Markov's inequality), however the average was made.
   */
  @Test
  void pureNoiseIsNoEvidence() {
    int draws = 60;
    double[] evidence = new double[draws];
    for (int d = 0; d < draws; d++) {
      AnalyticParticles noise = simulate(NOTHING, 40, 100 + d);
      ParticlePoses poses = new ParticlePoses(40);
      // An average that fits the noise of all others: they were turned at will.
      Random random = new Random(d);
      for (int i = 0; i < 40; i++) {
        poses.poses[i] = new Pose(360 * random.nextDouble(), 0, 0);
      }
      HeldOutParticles heldOut = HeldOutParticles.choose(40, OptionalInt.empty());
      for (int i : heldOut.indices()) {
        poses.outlier[i] = true;
      }
      RefinementState state =
          RefinementState.averaged(
              noise, poses, AnalyticParticles.flat(DISC, NOISE), DISC.radius(), 0.43);
      evidence[d] = test(heldOut, state).logEvidence();
    }
    for (double limit : new double[] {3, 10, 100}) {
      double share =
          Arrays.stream(evidence).filter(e -> e > Math.log(limit)).count() / (double) draws;
      double chance = 2 * Math.sqrt(1 / limit / draws);
      assertTrue(share <= 1 / limit + chance, share + " exceed " + limit);
    }
    assertTrue(Arrays.stream(evidence).allMatch(e -> e < HeldOutEvidence.NEEDED));
  }

  /** An average that is twice as strong as in the particles is trusted by half, and so on. */
  @Test
  void trustIsTheStrengthOfTheAverageInTheParticles() {
    AnalyticParticles particles = simulate(VIEW, 30, 7);
    for (double strength : new double[] {1, 2, 1 / 0.7}) {
      HeldOutEvidence found = test(all(30), state(particles, scaled(VIEW, 3 * strength)));
      assertTrue(found.logEvidence() > 10 * HeldOutEvidence.NEEDED, found.toString());
      assertEquals(1 / strength, found.trust(), 0.1, found.toString());
      assertTrue(found.elsewhere() < 0.05, found.toString());
      assertEquals(30, found.count());
    }
  }

  /** Their poses are found without the truth. */
  @Test
  void heldOutParticlesAreAlignedToTheAverage() {
    AnalyticParticles particles = simulate(VIEW, 40, 8);
    RefinementState state = state(particles, scaled(VIEW, 3));
    HeldOutEvidence found = test(all(40), state);
    assertEquals(1, found.halfTurnTrust(), 0.21);
    assertTrue(found.halfTurnCertainty() > 0.95, found.toString());
    for (int i = 0; i < 40; i++) {
      Pose truth = particles.poses()[i];
      Pose pose = state.particles().poses[i];
      assertEquals(0, Angles.wrap(pose.psiDegrees() - truth.psiDegrees(), 360), 6, "turn " + i);
      assertEquals(truth.originXPixels(), pose.originXPixels(), 0.8);
      assertEquals(truth.originYPixels(), pose.originYPixels(), 0.8);
    }
  }

  /** A view that a half-turn leaves as it is, with an average that has noise on one side. */
  @Test
  void aHalfTurnThatOnlyTheAverageHasIsNotConfirmed() {
    GaussianBlobs symmetric =
        new GaussianBlobs(
            new double[][] {{3, 7, 1, 1.7}, {3, -7, -1, 1.7}, {2, 1, 4, 1.7}, {2, -1, -4, 1.7}});
    double[][] more = Arrays.copyOf(symmetric.blobs(), 5);
    more[4] = new double[] {1.2, -3, 6, 1.7};
    AnalyticParticles particles = simulate(symmetric, 60, 9);
    HeldOutEvidence found = test(all(60), state(particles, scaled(new GaussianBlobs(more), 3)));
    assertTrue(found.logEvidence() > HeldOutEvidence.NEEDED);
    assertEquals(0, found.halfTurnTrust(), 0.21, found.toString());
    assertTrue(found.halfTurnCertainty() < 0.7, found.toString());
  }

  /** A likelihood ratio for each of so many classes, of which the average is one. */
  @Test
  void theShareOfAClassCountsAgainstItOncePerParticle() {
    AnalyticParticles particles = simulate(VIEW, 20, 10);
    RefinementState state = state(particles, scaled(VIEW, 3));
    HalfTurnAmbiguity halfTurn = HalfTurnAmbiguity.find(state);
    double whole = all(20).test(state, halfTurn, MAX_SHIFT, false, 1).logEvidence();
    double quarter = all(20).test(state, halfTurn, MAX_SHIFT, false, 0.25).logEvidence();
    assertEquals(20 * Math.log(4), whole - quarter, 1e-6);
  }

  @Test
  void theyAreSpreadEvenlyAndNeverTheReference() {
    int[] found = HeldOutParticles.choose(200, OptionalInt.of(5)).indices();
    assertEquals(20, HeldOutParticles.choose(200, OptionalInt.empty()).indices().length);
    assertTrue(Arrays.stream(found).noneMatch(i -> i == 5));
    int[] all = HeldOutParticles.choose(200, OptionalInt.empty()).indices();
    for (int w = 0; w < all.length; w++) {
      assertEquals(10 * w + 5, all[w], 1, "evenly spread");
    }
    assertEquals(100, HeldOutParticles.choose(100000, OptionalInt.empty()).indices().length);
    assertEquals(0, HeldOutParticles.choose(29, OptionalInt.empty()).indices().length);
    // Of several views: a fifth at most, and none where fewer than 15 show each.
    assertEquals(0, HeldOutParticles.choose(29, 2).indices().length);
    assertEquals(11, HeldOutParticles.choose(59, 2).indices().length);
    assertEquals(24, HeldOutParticles.choose(120, 2).indices().length);
    // At least 40 where a fifth is as many, and a tenth of large sets.
    assertEquals(40, HeldOutParticles.choose(300, 2).indices().length);
    assertEquals(200, HeldOutParticles.choose(2000, 20).indices().length);
    assertEquals(200, HeldOutParticles.choose(100000, 2).indices().length);
    HeldOutParticles some = new HeldOutParticles(new int[] {1, 3});
    assertArrayEquals(new int[] {0, 2, 4}, some.others(5));
  }

  private static HeldOutEvidence test(HeldOutParticles heldOut, RefinementState state) {
    return heldOut.test(state, HalfTurnAmbiguity.find(state), MAX_SHIFT, false, 1);
  }

  private static HeldOutParticles all(int count) {
    return new HeldOutParticles(IntStream.range(0, count).toArray());
  }

  private static RefinementState state(AnalyticParticles particles, GaussianBlobs shown) {
    Averages averages = ExactAverages.of(shown, BOX, DISC.radius());
    return new RefinementState(
        particles,
        new ParticlePoses(particles.size()),
        averages,
        AnalyticParticles.flat(DISC, NOISE));
  }

  private static GaussianBlobs scaled(GaussianBlobs blobs, double factor) {
    return new GaussianBlobs(
        Arrays.stream(blobs.blobs())
            .map(b -> new double[] {factor * b[0], b[1], b[2], b[3]})
            .toArray(double[][]::new));
  }

  private static AnalyticParticles simulate(GaussianBlobs view, int count, long seed) {
    return AnalyticParticles.simulate(
        scaled(view, 3), DISC, count, NOISE, 1.5, AnalyticParticles.NO_CTF, seed);
  }
}
