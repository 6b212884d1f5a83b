package org.cryoudl.alignment.expectation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.AlignedHarmonics;
import org.cryoudl.alignment.harmonics.HalfCircle;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
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
  private static final double STEP = 1.5;
  private static final double SIGMA = 1.7;
  private static final double[] WEIGHTS = {Math.log(0.3), Math.log(0.7)};
  private static final double[] SPEED = {0.003, 0.005, 0.007};

  private final GaussianBlobs[] molecules = {
    GaussianBlobs.asymmetric(9, 2.5),
    new GaussianBlobs(new double[][] {{1.2, -8, 2, 2.5}, {0.9, 7, 5, 3}, {0.8, 2, -9, 2.5}})
  };
  private final AnalyticParticles source = mixed();
  private final PolarParticles particles = PolarParticles.of(source, RINGS, MASK);
  private final PolarFrequencies frequencies = new PolarFrequencies(BOX, RINGS, MASK);
  private final ShiftGrid grid = ShiftGrid.within(3.1, STEP);
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
    FoldSums sums = truthSums();
    PolarPosteriors posteriors = new PolarPosteriors(all.length, CLASSES);
    for (int i : all) {
      posteriors.centres[2 * i] = 0.4 * (i % 4);
      posteriors.centres[2 * i + 1] = 1.1 - 0.3 * (i % 5);
    }
    ExpectationPass.Outcome outcome =
        pass()
            .run(
                particles,
                pass().estimates(sums),
                new ExpectationPass.Prior(WEIGHTS, SIGMA),
                posteriors,
                ExpectationPass.Candidates.ALL);

    FoldSums expected = new FoldSums(CLASSES, frequencies);
    double evidence = 0;
    double squared = 0;
    for (int i : all) {
      Plain plain = new Plain(sums.without(FoldSums.foldOf(i)), i, posteriors.centres);
      evidence += plain.evidence;
      for (int k = 0; k < CLASSES; k++) {
        assertEquals(plain.share[k], posteriors.shares[i][k], 2e-3, "particle " + i);
        float psiDegrees = posteriors.turns[i].in(k);
        if (plain.share[k] > 0.02 || k == posteriors.classOf(i)) {
          assertEquals(plain.psiDegrees(k), psiDegrees, "particle " + i + ", class " + k);
        } else if (plain.share[k] < 0.005) {
          assertTrue(Float.isNaN(psiDegrees), "particle " + i + ", class " + k);
        }
      }
      squared += plain.addTo(expected.fold(FoldSums.foldOf(i)));
    }
    assertEquals(evidence, outcome.logEvidence(), 1e-3 * Math.abs(evidence));
    assertEquals(squared, outcome.squaredShift(), 2e-3 * squared);
    // Finer harmonics than fit into the mask are cut before the shift or after it; averages lack
    // them anyway.
    ClassFilter filter = ClassFilter.of(expected.total(), frequencies, mask, noise);
    float[][] whole = filter.averages(expected.total());
    for (int fold = 0; fold < FoldSums.FOLDS; fold++) {
      float[][] wanted = filter.averages(expected.fold(fold));
      float[][] found = filter.averages(outcome.sums().fold(fold));
      for (int k = 0; k < CLASSES; k++) {
        double scale = 0;
        for (float v : whole[k]) {
          scale = Math.max(scale, Math.abs(v));
        }
        for (int n = 0; n < wanted[k].length; n++) {
          assertEquals(wanted[k][n], found[k][n], 0.01 * scale);
        }
      }
    }
  }

  /** Posterior of one particle over classes, shifts and turns, from poses and averages alone. */
  private final class Plain {
    final double[] share = new double[CLASSES];
    final double evidence;
    private final int particle;
    private final double[][][] log = new double[CLASSES][grid.size()][PolarFrequencies.TURNS];
    private final Pose[][] poses = new Pose[grid.size()][PolarFrequencies.TURNS];
    private final AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    private double best = Double.NEGATIVE_INFINITY;
    private double total;

    Plain(ClassSums others, int particle, double[] centres) {
      this.particle = particle;
      ClassFilter filter = ClassFilter.of(others, frequencies, mask, noise);
      float[][] averages = filter.averages(others);
      for (int o = 0; o < grid.size(); o++) {
        for (int t = 0; t < PolarFrequencies.TURNS; t++) {
          poses[o][t] = pose(o, t, centres[2 * particle], centres[2 * particle + 1]);
        }
      }
      for (int k = 0; k < CLASSES; k++) {
        score(k, averages[k], filter);
      }
      for (int k = 0; k < CLASSES; k++) {
        for (double[] turns : log[k]) {
          for (double value : turns) {
            share[k] += Math.exp(value - best);
          }
        }
        total += share[k];
      }
      for (int k = 0; k < CLASSES; k++) {
        share[k] /= total;
      }
      evidence = best + Math.log(total / PolarFrequencies.TURNS);
    }

    private void score(int k, float[] average, ClassFilter filter) {
      float[] ring = filter.ringWeights();
      float[] half = filter.halfNorm(average);
      double norm = 0;
      for (int r = 0; r < RINGS; r++) {
        norm += half[r] * particles.ctfSquared(particle)[r];
      }
      for (int o = 0; o < grid.size(); o++) {
        for (int t = 0; t < PolarFrequencies.TURNS; t++) {
          float[] own = aligned.of(particle, poses[o][t]);
          double product = 0;
          for (int n = 0; n < own.length; n++) {
            product +=
                ring[n % RINGS] * frequencies.multiplicity(n / (2 * RINGS)) * own[n] * average[n];
          }
          double x = poses[o][t].originXPixels();
          double y = poses[o][t].originYPixels();
          double prior =
              Math.log(STEP * STEP / (2 * Math.PI * SIGMA * SIGMA))
                  - (x * x + y * y) / (2 * SIGMA * SIGMA);
          log[k][o][t] = WEIGHTS[k] + prior + product - norm;
          best = Math.max(best, log[k][o][t]);
        }
      }
    }

    /** The likeliest turn in a class. */
    double psiDegrees(int k) {
      double most = Double.NEGATIVE_INFINITY;
      int turn = 0;
      for (double[] turns : log[k]) {
        for (int t = 0; t < turns.length; t++) {
          if (turns[t] > most) {
            most = turns[t];
            turn = t;
          }
        }
      }
      return PolarFrequencies.turnDegrees(turn);
    }

    /** Adds what counts; returns the posterior mean of the squared origin along an axis. */
    double addTo(ClassSums sums) {
      double squared = 0;
      for (int k = 0; k < CLASSES; k++) {
        for (int o = 0; o < grid.size(); o++) {
          for (int t = 0; t < PolarFrequencies.TURNS; t++) {
            double p = Math.exp(log[k][o][t] - best) / total;
            double x = poses[o][t].originXPixels();
            double y = poses[o][t].originYPixels();
            squared += 0.5 * p * (x * x + y * y);
            if (p > 1e-5) {
              float[] own = aligned.of(particle, poses[o][t]);
              for (int n = 0; n < own.length; n++) {
                sums.numerator[k][n] += (float) (p * own[n]);
              }
            }
          }
        }
      }
      return squared;
    }
  }

  /** What a particle adds to its own fold does not reach it; the others see it. */
  @Test
  void aParticleMeetsTheAverageOfTheOtherFolds() {
    FoldSums sums = truthSums();
    FoldSums with = sums.beyond(sums, 0);
    int chosen = 3;
    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    with.fold(FoldSums.foldOf(chosen))
        .add(0, aligned.of(chosen, pose(0, 5, 0, 0)), particles.ctfSquared(chosen));
    PolarPosteriors marked = new PolarPosteriors(all.length, CLASSES);
    PolarPosteriors plain = new PolarPosteriors(all.length, CLASSES);
    ExpectationPass.Prior prior = new ExpectationPass.Prior(WEIGHTS, SIGMA);
    pass().run(particles, pass().estimates(with), prior, marked, ExpectationPass.Candidates.ALL);
    pass().run(particles, pass().estimates(sums), prior, plain, ExpectationPass.Candidates.ALL);
    assertEquals(plain.logEvidence[chosen], marked.logEvidence[chosen], 1e-6);
    assertTrue(Math.abs(plain.logEvidence[4] - marked.logEvidence[4]) > 1e-2, "others see it");
  }

  /** Where one class is likely, particles are compared with it alone, and belong to no other. */
  @Test
  void likelyClassesAreComparedAlone() {
    FoldSums sums = truthSums();
    PolarPosteriors posteriors = new PolarPosteriors(all.length, CLASSES);
    for (int i : all) {
      posteriors.shares[i] = new float[] {5e-4f, 0.9995f};
    }
    ExpectationPass.Prior prior = new ExpectationPass.Prior(WEIGHTS, SIGMA);
    ExpectationPass.Outcome outcome =
        pass()
            .run(
                particles,
                pass().estimates(sums),
                prior,
                posteriors,
                ExpectationPass.Candidates.LIKELY);
    for (int i : all) {
      Plain plain = new Plain(sums.without(FoldSums.foldOf(i)), i, posteriors.centres);
      double expected = plain.evidence + Math.log(plain.share[1]);
      assertEquals(expected, posteriors.logEvidence[i], 0.01, "particle " + i);
      assertArrayEquals(new float[] {0, 1}, posteriors.shares[i], 1e-5f);
      assertTrue(Float.isNaN(posteriors.turns[i].in(0)));
      assertEquals(plain.psiDegrees(1), posteriors.turns[i].in(1), "particle " + i);
    }
    assertEquals(0, outcome.sums().total().weight[0]);
    assertEquals(all.length, outcome.sums().total().weight[1], 1e-3);
  }

  /** If any particle may belong to a class, all that come with it are compared with it. */
  @Test
  void likelyClassesOfSomeAreThoseOfAnyOfThem() {
    PolarPosteriors posteriors = new PolarPosteriors(4, 3);
    posteriors.shares[0] = new float[] {0.2f, 0, 0.8f};
    posteriors.shares[1] = new float[] {0, 0.001f, 0.999f};
    posteriors.shares[2] = new float[] {0.0009f, 0, 0.9991f};
    assertArrayEquals(new int[] {0, 2}, posteriors.likelyClasses(new int[] {0, 2}, 0.001f));
    assertArrayEquals(new int[] {1, 2}, posteriors.likelyClasses(new int[] {1, 2}, 0.001f));
    assertArrayEquals(new int[] {2}, posteriors.likelyClasses(new int[] {2}, 0.001f));
    assertArrayEquals(new int[] {0, 1, 2}, posteriors.likelyClasses(new int[] {2, 3}, 0.001f));
    assertArrayEquals(new int[] {2, 0}, posteriors.leadingClasses(0));
    assertArrayEquals(new int[] {-1, -1}, posteriors.leadingClasses(3));
  }

  /** Particles of another set meet the average of all folds. */
  @Test
  void otherParticlesMeetTheAverageOfAll() {
    ClassSums sums = truthSums().total();
    PolarPosteriors posteriors = new PolarPosteriors(all.length, CLASSES);
    double evidence =
        pass().place(particles, sums, new ExpectationPass.Prior(WEIGHTS, SIGMA), posteriors);
    double expected = 0;
    for (int i : all) {
      expected += new Plain(sums, i, posteriors.centres).evidence;
    }
    assertEquals(expected, evidence, 1e-3 * Math.abs(expected));
  }

  /** Between harmonics and samples there and back. */
  @Test
  void samplesUndoTheAnalysis() {
    float[] harmonics = new float[2 * RINGS * frequencies.harmonics()];
    for (int n = 2 * RINGS; n < harmonics.length; n++) {
      harmonics[n] = (float) Math.sin(1.7 * n);
    }
    float[] ones = new float[RINGS];
    Arrays.fill(ones, 1);
    HalfCircle circle = new HalfCircle(frequencies);
    float[] back = new float[harmonics.length];
    circle.addHarmonics(circle.samples(harmonics, ones), back);
    assertArrayEquals(harmonics, back, 1e-5f);
  }

  @Test
  void exponentialsAreRightToFiveDigitsWhereTheyCount() {
    for (float x = -5; x < 1; x += 0.013f) {
      assertEquals(1, ClassPosterior.exp(x) / Math.exp(x), 1e-5, "at " + x);
    }
    for (float x = -25; x < -5; x += 0.013f) {
      assertEquals(Math.exp(x), ClassPosterior.exp(x), 3e-3 * Math.exp(x) + 3e-9, "at " + x);
    }
    assertEquals(0, ClassPosterior.exp(-20.1f));
    assertEquals(0, ClassPosterior.exp(Float.NEGATIVE_INFINITY));
  }

  private ExpectationPass pass() {
    return new ExpectationPass(frequencies, grid, mask, noise);
  }

  /** The pose at a shift and turn: the shift lies in the frame of the class. */
  private Pose pose(int shift, int turn, double centreX, double centreY) {
    double psi = Math.toRadians(PolarFrequencies.turnDegrees(turn));
    double x = grid.xPixels[shift];
    double y = grid.yPixels[shift];
    return new Pose(
        PolarFrequencies.turnDegrees(turn),
        centreX + Math.cos(psi) * x + Math.sin(psi) * y,
        centreY - Math.sin(psi) * x + Math.cos(psi) * y);
  }

  /** Sums of all particles at their true poses. */
  private FoldSums truthSums() {
    FoldSums sums = new FoldSums(CLASSES, frequencies);
    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    for (int i : all) {
      sums.fold(FoldSums.foldOf(i))
          .add(i / EACH, aligned.of(i, source.poses()[i]), particles.ctfSquared(i));
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
