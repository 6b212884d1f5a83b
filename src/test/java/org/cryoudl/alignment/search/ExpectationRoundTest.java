package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A round of two classes against one that works out every posterior by the definition of the
 * likelihood, and adds every particle with each of its poses.
 */
class ExpectationRoundTest {

  private static final int BOX = 26;
  private static final int COUNT = 6;
  private static final int TURNS = 18;
  private static final double STEP_PIXELS = 0.8;
  private static final double SIGMA = 3;
  private static final double NOISE = 900;
  private static final double MASK = 0.45;
  private static final double[] SHARES = {0.35, 0.65};
  private static final FrequencyDisc FULL = new FrequencyDisc(BOX, 12);
  private static final FrequencyDisc COMPARED = new FrequencyDisc(BOX, 5);

  private static final GaussianBlobs FIRST = GaussianBlobs.asymmetric(6, 1.7);
  private static final GaussianBlobs SECOND =
      new GaussianBlobs(new double[][] {{1.4, 4, 1, 1.8}, {1.1, -4, 0.5, 2}, {0.8, 0, -5, 1.6}});

  /** By class and half; the halves differ, so that taking the wrong one is noticed. */
  private static final GaussianBlobs[][] SHOWN = {
    {FIRST, FIRST.turned(12)}, {SECOND, SECOND.turned(-9)}
  };

  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(
          FIRST,
          FULL,
          COUNT,
          NOISE / 3,
          1,
          i -> Optional.of(AnalyticParticles.oscillation(FULL, i)),
          3);

  private final ParticlePoses poses = new ParticlePoses(COUNT);
  private final ClassMembership membership = new ClassMembership(COUNT, 2);
  private final Plain plain = new Plain();
  private ExpectationRound.Outcome outcome;

  @BeforeEach
  void runBoth() {
    for (int i = 0; i < COUNT; i++) {
      poses.poses[i] = start(i);
    }
    ExpectationRound round =
        new ExpectationRound(COMPARED.radius(), 360.0 / TURNS, 180, 1.6, STEP_PIXELS);
    float[][][] halves = new float[2][2][];
    for (int k = 0; k < 2; k++) {
      for (int h = 0; h < 2; h++) {
        halves[k][h] = SHOWN[k][h].image(BOX);
      }
    }
    outcome =
        round.run(
            PARTICLES,
            poses,
            Optional.of(membership),
            new ExpectationRound.Start(
                halves,
                BOX,
                SHARES,
                AnalyticParticles.flat(FULL, NOISE),
                i -> new double[][] {{0}, {0}},
                SIGMA,
                MASK,
                PoseSearch.Scale.LIKELIHOOD));
  }

  private static Pose start(int i) {
    return new Pose(0, 0.2 * i - 0.5, 0.3 - 0.1 * i);
  }

  @Test
  void evidenceAndSharesAreThoseOfTheDefinition() {
    assertEquals(plain.logEvidence, outcome.logEvidence(), 0.05);
    for (int k = 0; k < 2; k++) {
      assertEquals(plain.share[k] / COUNT, outcome.weights()[k], 2e-3);
    }
    boolean undecided = false;
    for (int i = 0; i < COUNT; i++) {
      assertEquals(plain.classShare[i][1] > 0.5 ? 1 : 0, membership.classIndex[i]);
      undecided |= plain.classShare[i][0] > 0.02 && plain.classShare[i][0] < 0.98;
    }
    assertTrue(undecided, "no particle is between the classes");
  }

  @Test
  void posesAreTheMostProbableOnesOfTheOtherHalf() {
    double squares = 0;
    for (int i = 0; i < COUNT; i++) {
      Pose found = poses.poses[i];
      Pose best = plain.best[i];
      // Between grid points, at most half a step away.
      double turn = Angles.wrap(found.psiDegrees() - best.psiDegrees(), 360);
      assertEquals(0, turn, 180.0 / TURNS + 1e-3, "particle " + i);
      assertEquals(best.originXPixels(), found.originXPixels(), STEP_PIXELS / 2 + 1e-3);
      assertEquals(best.originYPixels(), found.originYPixels(), STEP_PIXELS / 2 + 1e-3);
      assertEquals(plain.confidence[i], poses.confidence[i], 5e-3);
      squares += Math.pow(found.originXPixels(), 2) + Math.pow(found.originYPixels(), 2);
    }
    assertEquals(Math.max(2, Math.sqrt(squares / COUNT / 2)), outcome.shiftSigmaPixels(), 1e-9);
  }

  @Test
  void averagesHoldEveryParticleWithEachOfItsPoses() {
    for (int k = 0; k < 2; k++) {
      Averages expected = plain.averages(k);
      Averages found = outcome.classes()[k];
      assertEquals(expected.side(), found.side());
      assertTrue(
          difference(expected.unfiltered(), found.unfiltered()) < 0.05,
          "class " + k + " differs by " + difference(expected.unfiltered(), found.unfiltered()));
    }
  }

  private static double difference(float[] expected, float[] found) {
    double difference = 0;
    double norm = 0;
    for (int p = 0; p < expected.length; p++) {
      difference += Math.pow(expected[p] - found[p], 2);
      norm += Math.pow(expected[p], 2);
    }
    return Math.sqrt(difference / norm);
  }

  /** Every posterior over 2 classes, 18 turns and 5 x 5 shifts. */
  private static final class Plain {
    final AverageAccumulator[][] sums = new AverageAccumulator[2][2];
    final double[] share = new double[2];
    final double[][] classShare = new double[COUNT][2];
    final double[] confidence = new double[COUNT];
    final Pose[] best = new Pose[COUNT];
    final FrequencyDisc added = new FrequencyDisc(BOX, 12);
    final int side = Averages.side(BOX, 12);
    double logEvidence;

    Plain() {
      for (AverageAccumulator[] half : sums) {
        half[0] = new AverageAccumulator(side, added.radius());
        half[1] = new AverageAccumulator(side, added.radius());
      }
      for (int i = 0; i < COUNT; i++) {
        particle(i);
      }
    }

    Averages averages(int k) {
      return Averages.of(
          new AverageAccumulator[] {sums[0][k], sums[1][k]}, side, added.radius(), MASK);
    }

    private void particle(int i) {
      int poseCount = 2 * TURNS * 25;
      Pose[] candidates = new Pose[poseCount];
      double[] scores = new double[poseCount];
      double top = Double.NEGATIVE_INFINITY;
      int highest = 0;
      for (int n = 0; n < poseCount; n++) {
        int k = n / (TURNS * 25);
        candidates[n] =
            new Pose(
                n / 25 % TURNS * 360.0 / TURNS,
                start(i).originXPixels() - (n % 5 - 2) * STEP_PIXELS,
                start(i).originYPixels() - (n / 5 % 5 - 2) * STEP_PIXELS);
        scores[n] = score(i, SHOWN[k][1 - i % 2], candidates[n]) + Math.log(SHARES[k]);
        if (scores[n] > top) {
          top = scores[n];
        }
      }
      double total = 0;
      for (double score : scores) {
        total += Math.exp(score - top);
      }
      logEvidence += top + Math.log(total);
      for (int n = 0; n < poseCount; n++) {
        double p = Math.exp(scores[n] - top) / total;
        int k = n / (TURNS * 25);
        classShare[i][k] += p;
        share[k] += p;
        add(sums[i % 2][k], i, candidates[n], p);
      }
      int likely = classShare[i][1] > classShare[i][0] ? 1 : 0;
      highest = likely * TURNS * 25;
      for (int n = highest; n < (likely + 1) * TURNS * 25; n++) {
        highest = scores[n] > scores[highest] ? n : highest;
      }
      best[i] = candidates[highest];
      for (int n = likely * TURNS * 25; n < (likely + 1) * TURNS * 25; n++) {
        double apart = Angles.wrap(candidates[n].psiDegrees() - best[i].psiDegrees(), 360);
        confidence[i] += Math.abs(apart) < 361.0 / TURNS ? Math.exp(scores[n] - top) / total : 0;
      }
    }

    private static double score(int i, GaussianBlobs shown, Pose pose) {
      float[] template =
          AnalyticParticles.coefficients(shown.moved(AnalyticParticles.inverse(pose)), COMPARED);
      float[] x = PARTICLES.get(i).values();
      float[] ctf = PARTICLES.get(i).ctf().orElseThrow();
      int[] positions = COMPARED.positionsIn(FULL);
      double sum = 0;
      for (int j = 0; j < template.length; j++) {
        int p = positions[j / 2];
        double t = ctf[p] * template[j];
        double own = x[2 * p + j % 2];
        sum += own * own - (own - t) * (own - t);
      }
      double squared = Math.pow(pose.originXPixels(), 2) + Math.pow(pose.originYPixels(), 2);
      return sum / NOISE - 0.5 * squared / (SIGMA * SIGMA);
    }

    private void add(AverageAccumulator sum, int i, Pose pose, double p) {
      int[] positions = added.positionsIn(FULL);
      float[] values = new float[2 * added.size()];
      float[] weights = new float[added.size()];
      float[] x = PARTICLES.get(i).values();
      float[] ctf = PARTICLES.get(i).ctf().orElseThrow();
      for (int j = 0; j < added.size(); j++) {
        int from = positions[j];
        double w = p * ctf[from] / NOISE;
        double angle =
            -2
                * Math.PI
                * (added.kx(j) * pose.originXPixels() + added.ky(j) * pose.originYPixels())
                / BOX;
        values[2 * j] =
            (float) (w * (x[2 * from] * Math.cos(angle) - x[2 * from + 1] * Math.sin(angle)));
        values[2 * j + 1] =
            (float) (w * (x[2 * from] * Math.sin(angle) + x[2 * from + 1] * Math.cos(angle)));
        weights[j] = (float) (w * ctf[from]);
      }
      sum.add(added, values, weights, pose.psiDegrees());
    }
  }
}
