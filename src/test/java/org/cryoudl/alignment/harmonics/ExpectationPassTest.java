package org.cryoudl.alignment.harmonics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** A pass over particles in closed form, against posteriors and sums worked out one by one. */
class ExpectationPassTest {

  private static final int BOX = 48;
  private static final int RINGS = 7;
  private static final double MASK = 0.42;
  private static final double NOISE = 900;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 20);
  private static final int EACH = 12;
  private static final int CLASSES = 2;
  private static final double[] SPEED = {0.003, 0.005, 0.007};

  private final GaussianBlobs[] molecules = {
    GaussianBlobs.asymmetric(9, 2.5),
    new GaussianBlobs(new double[][] {{1.2, -8, 2, 2.5}, {0.9, 7, 5, 3}, {0.8, 2, -9, 2.5}})
  };
  private final AnalyticParticles source = mixed();
  private final PolarParticles particles = PolarParticles.of(source, RINGS, MASK);
  private final PolarFrequencies frequencies = new PolarFrequencies(BOX, RINGS, MASK);
  private final ShiftGrid grid = ShiftGrid.within(3.1, 1.5);
  private final RingMask mask = new RingMask(frequencies, MASK);
  private final double[] noise = new double[RINGS];
  private final int[] all = IntStream.range(0, CLASSES * EACH).toArray();

  ExpectationPassTest() {
    Arrays.fill(noise, NOISE);
  }

  /** Samples on rings are the closed form, times the CTF, where no noise was added. */
  @Test
  void ringsHoldTheTransformTimesTheCtf() {
    AnalyticParticles clean =
        AnalyticParticles.simulate(molecules[0], DISC, 3, 0, 2, i -> Optional.of(slow(i)), 8);
    PolarParticles polar = PolarParticles.of(clean, RINGS, MASK);
    // The CTF of the source multiplies once, that of the sampling once more.
    for (int i = 0; i < 3; i++) {
      double[] worst = new double[2];
      for (int r = 0; r < RINGS; r++) {
        double squares = 0;
        for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
          double angle = Math.PI * h / PolarFrequencies.HALF_ANGLES;
          double kx = (r + 1) * Math.cos(angle);
          double ky = (r + 1) * Math.sin(angle);
          double ctf = Math.sin(0.2 + SPEED[i] * (kx * kx + ky * ky));
          squares += ctf * ctf / PolarFrequencies.HALF_ANGLES;
          Pose pose = clean.poses()[i];
          double turn = Math.toRadians(pose.psiDegrees());
          double[] f =
              molecules[0].transform(
                  (Math.cos(turn) * kx - Math.sin(turn) * ky) / BOX,
                  (Math.sin(turn) * kx + Math.cos(turn) * ky) / BOX);
          double phase =
              2 * Math.PI * (kx * pose.originXPixels() + ky * pose.originYPixels()) / BOX;
          double re = (f[0] * Math.cos(phase) - f[1] * Math.sin(phase)) * ctf * ctf;
          float found = polar.values(i)[r * PolarFrequencies.HALF_ANGLES + h];
          worst[0] = Math.max(worst[0], Math.abs(re - found));
          worst[1] = Math.max(worst[1], Math.abs(re));
        }
        assertEquals(squares, polar.ctfSquared(i)[r], 0.005);
      }
      assertTrue(worst[0] < 0.02 * worst[1], worst[0] + " of " + worst[1]);
    }
  }

  private static float[] slow(int particle) {
    float[] ctf = new float[DISC.size()];
    for (int j = 0; j < ctf.length; j++) {
      double squared = DISC.kx(j) * DISC.kx(j) + DISC.ky(j) * DISC.ky(j);
      ctf[j] = (float) Math.sin(0.2 + SPEED[particle] * squared);
    }
    return ctf;
  }

  /** Scores of all classes, shifts and turns, one by one from aligned harmonics. */
  @Test
  void posteriorsAndSumsAreThoseOfPlainLoops() {
    ClassSums sums = truthSums();
    ClassFilter filter = ClassFilter.of(sums, frequencies, mask, noise);
    PolarPosteriors posteriors = new PolarPosteriors(all.length, CLASSES);
    double[] weights = {Math.log(0.3), Math.log(0.7)};
    double sigma = 1.7;
    ExpectationPass.Outcome outcome = pass(sums, filter, weights, sigma, posteriors);

    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    float[][] averages = filter.averages(sums);
    float[] ring = filter.ringWeights();
    ClassSums expected = new ClassSums(CLASSES, frequencies);
    double evidence = 0;
    for (int i : all) {
      double[][][] log = new double[CLASSES][grid.size()][PolarFrequencies.TURNS];
      double[] prior = grid.logPrior(0, 0, sigma);
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < CLASSES; k++) {
        float[] half = filter.halfNorm(averages[k]);
        double norm = 0;
        for (int r = 0; r < RINGS; r++) {
          norm += half[r] * particles.ctfSquared(i)[r];
        }
        for (int o = 0; o < grid.size(); o++) {
          for (int t = 0; t < PolarFrequencies.TURNS; t++) {
            float[] own = aligned.of(i, pose(o, t));
            double product = 0;
            for (int n = 0; n < own.length; n++) {
              product +=
                  ring[n % RINGS]
                      * frequencies.multiplicity(n / (2 * RINGS))
                      * own[n]
                      * averages[k][n];
            }
            log[k][o][t] = weights[k] + prior[o] + product - norm;
            best = Math.max(best, log[k][o][t]);
          }
        }
      }
      double total = 0;
      double[] share = new double[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        for (double[] turns : log[k]) {
          for (double value : turns) {
            share[k] += Math.exp(value - best);
          }
        }
        total += share[k];
      }
      evidence += best + Math.log(total / PolarFrequencies.TURNS);
      for (int k = 0; k < CLASSES; k++) {
        assertEquals(share[k] / total, posteriors.shares[i][k], 2e-3, "particle " + i);
        for (int o = 0; o < grid.size(); o++) {
          for (int t = 0; t < PolarFrequencies.TURNS; t++) {
            double p = Math.exp(log[k][o][t] - best) / total;
            if (p > 1e-4) {
              float[] own = aligned.of(i, pose(o, t));
              for (int n = 0; n < own.length; n++) {
                expected.numerator[k][n] += (float) (p * own[n]);
              }
            }
          }
        }
      }
    }
    assertEquals(evidence, outcome.logEvidence(), 1e-3 * Math.abs(evidence));
    for (int k = 0; k < CLASSES; k++) {
      double scale = 0;
      for (float v : expected.numerator[k]) {
        scale = Math.max(scale, Math.abs(v));
      }
      for (int n = 0; n < expected.numerator[k].length; n++) {
        assertEquals(expected.numerator[k][n], outcome.sums().numerator[k][n], 0.01 * scale);
      }
    }
  }

  /** With its own part known, a particle meets the average of all others. */
  @Test
  void aParticleMeetsTheAverageOfTheOthers() {
    ClassSums sums = truthSums();
    PolarPosteriors marked = new PolarPosteriors(all.length, CLASSES);
    int turn = 5;
    int shift = grid.nearest(0, 0);
    int chosen = 3;
    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    ClassSums with = sums.beyond(sums, 0);
    with.add(0, aligned.of(chosen, pose(shift, turn)), particles.ctfSquared(chosen));
    marked.put(chosen, 0, PolarPosteriors.code(0, shift, turn, grid.size()));
    // One filter for both, as the pass holds it: that of all particles.
    ClassFilter filter = ClassFilter.of(with, frequencies, mask, noise);
    double[] weights = {Math.log(0.5), Math.log(0.5)};
    PolarPosteriors plain = new PolarPosteriors(all.length, CLASSES);
    pass(with, filter, weights, 2, marked);
    pass(sums, filter, weights, 2, plain);
    assertEquals(plain.logEvidence[chosen], marked.logEvidence[chosen], 1e-2);
    assertTrue(Math.abs(plain.logEvidence[4] - marked.logEvidence[4]) > 1e-2, "others see it");
  }

  @Test
  void exponentialsAreRightToFiveDigits() {
    for (float x = -19.9f; x < 1; x += 0.013f) {
      assertEquals(1, ClassPosterior.exp(x) / Math.exp(x), 5e-6, "at " + x);
    }
    assertEquals(0, ClassPosterior.exp(-50));
  }

  private ExpectationPass.Outcome pass(
      ClassSums sums, ClassFilter filter, double[] weights, double sigma, PolarPosteriors into) {
    return new ExpectationPass(particles, new PolarBatch(frequencies, grid))
        .run(new ExpectationPass.Start(sums, filter, weights, sigma), all, into);
  }

  private Pose pose(int shift, int turn) {
    return new Pose(PolarFrequencies.turnDegrees(turn), grid.xPixels[shift], grid.yPixels[shift]);
  }

  /** Sums of all particles at their true poses. */
  private ClassSums truthSums() {
    ClassSums sums = new ClassSums(CLASSES, frequencies);
    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    for (int i : all) {
      sums.add(i / EACH, aligned.of(i, source.poses()[i]), particles.ctfSquared(i));
    }
    return sums;
  }

  private AnalyticParticles mixed() {
    ParticleSpectrum[] spectra = new ParticleSpectrum[CLASSES * EACH];
    Pose[] poses = new Pose[spectra.length];
    for (int k = 0; k < CLASSES; k++) {
      AnalyticParticles part =
          AnalyticParticles.simulate(
              molecules[k],
              DISC,
              EACH,
              NOISE,
              2,
              i -> Optional.of(AnalyticParticles.oscillation(DISC, i)),
              11 + k);
      for (int i = 0; i < EACH; i++) {
        spectra[k * EACH + i] = part.get(i);
        poses[k * EACH + i] = part.poses()[i];
      }
    }
    return new AnalyticParticles(DISC, spectra, poses);
  }
}
