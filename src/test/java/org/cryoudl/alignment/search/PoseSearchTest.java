package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.poses.PoseFound;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a search that evaluates the likelihood of every pose by its definition. */
class PoseSearchTest {

  private static final int BOX = 20;
  private static final int TURNS = 36;
  private static final double RANGE = 2;
  private static final double STEP = 0.5;
  private static final double SIGMA = 3;
  private static final FrequencyDisc FULL = new FrequencyDisc(BOX, 9);
  private static final FrequencyDisc ADDED = new FrequencyDisc(BOX, 8);
  private static final FrequencyDisc COMPARED = new FrequencyDisc(BOX, 6);
  private static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(5, 1.6);
  private static final GaussianBlobs SECOND =
      new GaussianBlobs(new double[][] {{1, 3, 1, 1.8}, {0.9, -3, 0.5, 2}, {-0.5, 0, -3, 1.5}});
  private static final NoiseSpectrum NOISE = noise();

  private final AverageModel model = new AverageModel(BLOBS.image(BOX), BOX, COMPARED.radius());
  private final AverageModel other =
      new AverageModel(BLOBS.turned(70).image(BOX), BOX, COMPARED.radius());

  private double[][] plainScores(ParticleSpectrum particle, Pose start, boolean[] allowed) {
    return plainScores(model, particle, start, allowed);
  }

  /** Log likelihood plus log prior for each turn and shift. */
  private static double[][] plainScores(
      AverageModel model, ParticleSpectrum particle, Pose start, boolean[] allowed) {
    int side = 9;
    double[][] scores = new double[TURNS][];
    float[] template = new float[2 * COMPARED.size()];
    int[] positions = COMPARED.positionsIn(FULL);
    for (int t = 0; t < TURNS; t++) {
      if (!allowed[t]) {
        continue;
      }
      model.sample(COMPARED, 10 * t, template);
      scores[t] = new double[side * side];
      for (int s = 0; s < side * side; s++) {
        double ox = start.originXPixels() - (s % side - 4) * STEP;
        double oy = start.originYPixels() - (s / side - 4) * STEP;
        double sum = -0.5 * (ox * ox + oy * oy) / (SIGMA * SIGMA);
        for (int j = 0; j < COMPARED.size(); j++) {
          double angle = 2 * Math.PI * (COMPARED.kx(j) * ox + COMPARED.ky(j) * oy) / BOX;
          int p = positions[j];
          double c = particle.ctf().isPresent() ? particle.ctf().get()[p] : 1;
          double tr =
              c * (template[2 * j] * Math.cos(angle) - template[2 * j + 1] * Math.sin(angle));
          double ti =
              c * (template[2 * j] * Math.sin(angle) + template[2 * j + 1] * Math.cos(angle));
          double xr = particle.values()[2 * p];
          double xi = particle.values()[2 * p + 1];
          double misfit = Math.pow(xr - tr, 2) + Math.pow(xi - ti, 2);
          // The particle's own power is the same for every pose and left out.
          sum -= (misfit - xr * xr - xi * xi) / NOISE.variance(COMPARED.shell(j));
        }
        scores[t][s] = sum;
      }
    }
    return scores;
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true", "3, true"})
  void posteriorIsThatOfThePlainLikelihood(int seed, boolean withCtf) {
    AnalyticParticles particles = particles(seed, withCtf, 20000);
    for (int i = 0; i < 4; i++) {
      boolean[] all = new boolean[TURNS];
      Arrays.fill(all, true);
      Pose start = new Pose(0, 0.3, -0.4);
      double[][] scores = plainScores(particles.get(i), start, all);
      Plain plain = new Plain(scores);
      PoseSearch search = search(PoseSearch.Scale.LIKELIHOOD);
      PoseFound found =
          search.search(particles.get(i), 0, candidates(start, 180, 0), search.newWork(), null);
      assertEquals(plain.logEvidence, found.logEvidence(), 1e-2);
      assertEquals(plain.confidence, found.confidence(), 2e-3);
      // The pose is moved from the grid point by at most half a step.
      assertEquals(0, Angles.wrap(found.pose().psiDegrees() - 10 * plain.turn, 360), 5.001);
      double ox = start.originXPixels() - (plain.shift % 9 - 4) * STEP;
      double oy = start.originYPixels() - (plain.shift / 9 - 4) * STEP;
      assertEquals(ox, found.pose().originXPixels(), STEP / 2 + 1e-6);
      assertEquals(oy, found.pose().originYPixels(), STEP / 2 + 1e-6);
    }
  }

  @Test
  void onlyTurnsAboutTheCentresAreTried() {
    AnalyticParticles particles = particles(7, true, 20000);
    boolean[] allowed = new boolean[TURNS];
    for (int t : new int[] {34, 35, 0, 1, 2, 16, 17, 18, 19, 20}) {
      allowed[t] = true;
    }
    double[][] scores = plainScores(particles.get(0), Pose.IDENTITY, allowed);
    Plain plain = new Plain(scores);
    PoseSearch search = search(PoseSearch.Scale.LIKELIHOOD);
    PoseFound found =
        search.search(
            particles.get(0), 0, candidates(Pose.IDENTITY, 20, 362, 178), search.newWork(), null);
    assertEquals(plain.logEvidence, found.logEvidence(), 1e-2);
    assertEquals(plain.confidence, found.confidence(), 2e-3);
  }

  @Test
  void eachHalfHasItsOwnAverage() {
    AnalyticParticles particles = particles(4, false, 100);
    PoseSearch search = search(PoseSearch.Scale.LIKELIHOOD);
    PoseSearch.Work work = search.newWork();
    for (int i = 0; i < 4; i++) {
      PoseSearch.Candidates everything = candidates(Pose.IDENTITY, 180, 0);
      Pose first = search.search(particles.get(i), 0, everything, work, null).pose();
      Pose second = search.search(particles.get(i), 1, everything, work, null).pose();
      Pose truth = particles.poses()[i];
      // The other average is turned by 70 degrees, and so is what is brought onto it.
      assertEquals(0, Angles.wrap(first.psiDegrees() - truth.psiDegrees(), 360), 2.5);
      assertEquals(70, Angles.wrap(second.psiDegrees() - truth.psiDegrees(), 360), 2.5);
      assertEquals(truth.originXPixels(), first.originXPixels(), 0.1);
      assertEquals(truth.originYPixels(), second.originYPixels(), 0.1);
    }
  }

  @Test
  void standardisedScoresDoNotDependOnTheScaleOfTheAverage() {
    AnalyticParticles particles = particles(5, false, 20000);
    boolean[] all = new boolean[TURNS];
    Arrays.fill(all, true);
    double[][] scores = plainScores(particles.get(1), Pose.IDENTITY, all);
    double mean = 0;
    double squares = 0;
    int count = TURNS * 81;
    for (double[] line : scores) {
      for (double s : line) {
        mean += s / count;
        squares += s * s / count;
      }
    }
    double deviation = Math.sqrt(squares - mean * mean);
    for (double[] line : scores) {
      for (int s = 0; s < line.length; s++) {
        line[s] = 3 * (line[s] - mean) / deviation;
      }
    }
    Plain plain = new Plain(scores);
    PoseSearch search = search(PoseSearch.Scale.STANDARDISED);
    PoseFound found =
        search.search(
            particles.get(1), 0, candidates(Pose.IDENTITY, 180, 0), search.newWork(), null);
    assertEquals(plain.logEvidence, found.logEvidence(), 1e-2);
    assertEquals(plain.confidence, found.confidence(), 2e-3);
  }

  /** Two classes with unequal shares: every posterior by its definition. */
  @Test
  void classSharesAreThoseOfThePlainLikelihood() {
    AnalyticParticles particles = particles(8, true, 120000);
    AverageModel second = new AverageModel(SECOND.image(BOX), BOX, COMPARED.radius());
    double[] logWeights = {Math.log(0.3), Math.log(0.7)};
    PoseSearch search =
        new PoseSearch(
            Band.of(FULL, ADDED.radius(), NOISE),
            COMPARED.radius(),
            new AverageModel[][] {{model, model}, {second, second}, null},
            new double[] {logWeights[0], logWeights[1], Double.NEGATIVE_INFINITY},
            TURNS,
            RANGE,
            STEP,
            PoseSearch.Scale.LIKELIHOOD);
    boolean[] all = new boolean[TURNS];
    Arrays.fill(all, true);
    boolean undecided = false;
    for (int i = 0; i < 4; i++) {
      Pose start = new Pose(0, 0.2, -0.1);
      Plain first = new Plain(plainScores(model, particles.get(i), start, all));
      Plain other = new Plain(plainScores(second, particles.get(i), start, all));
      double a = logWeights[0] + first.logEvidence;
      double b = logWeights[1] + other.logEvidence;
      double expected = 1 / (1 + Math.exp(b - a));
      PoseFound found =
          search.search(
              particles.get(i),
              0,
              new PoseSearch.Candidates(new double[][] {{0}, {0}, {0}}, 180, start, SIGMA),
              search.newWork(),
              null);
      assertEquals(expected, found.classShares()[0], 1e-3);
      assertEquals(1 - expected, found.classShares()[1], 1e-3);
      assertEquals(0, found.classShares()[2]);
      assertEquals(expected > 0.5 ? 0 : 1, found.classIndex());
      assertEquals(a + Math.log1p(Math.exp(b - a)), found.logEvidence(), 1e-2);
      assertEquals(10.0 * first.turn, found.classDegrees()[0], 1e-9);
      assertEquals(10.0 * other.turn, found.classDegrees()[1], 1e-9);
      assertTrue(Double.isNaN(found.classDegrees()[2]));
      Plain likely = expected > 0.5 ? first : other;
      assertEquals(0, Angles.wrap(found.pose().psiDegrees() - 10 * likely.turn, 360), 5.001);
      undecided |= expected > 0.02 && expected < 0.98;
    }
    assertTrue(undecided, "no particle is between the classes");
  }

  /** Adding a particle spread over its posterior is adding it with every pose. */
  @Test
  void particleEntersTheAverageWithEveryPose() {
    AnalyticParticles particles = particles(6, true, 60000);
    ParticleSpectrum particle = particles.get(2);
    Pose start = new Pose(0, -0.2, 0.1);
    PoseSearch search = search(PoseSearch.Scale.LIKELIHOOD);
    AverageAccumulator found = new AverageAccumulator(BOX, ADDED.radius());
    search.search(
        particle, 0, candidates(start, 180, 0), search.newWork(), new AverageAccumulator[] {found});
    boolean[] all = new boolean[TURNS];
    Arrays.fill(all, true);
    Plain plain = new Plain(plainScores(particle, start, all));
    AverageAccumulator expected = new AverageAccumulator(BOX, ADDED.radius());
    int[] positions = ADDED.positionsIn(FULL);
    float[] ctf = particle.ctf().orElseThrow();
    float[] values = new float[2 * ADDED.size()];
    float[] weights = new float[ADDED.size()];
    for (int t = 0; t < TURNS; t++) {
      for (int s = 0; s < 81; s++) {
        double p = plain.posterior(t, s);
        if (p < 1e-7) {
          continue;
        }
        double ox = start.originXPixels() - (s % 9 - 4) * STEP;
        double oy = start.originYPixels() - (s / 9 - 4) * STEP;
        for (int j = 0; j < weights.length; j++) {
          int at = positions[j];
          double w = p * ctf[at] / NOISE.variance(ADDED.shell(j));
          double angle = -2 * Math.PI * (ADDED.kx(j) * ox + ADDED.ky(j) * oy) / BOX;
          double re = particle.values()[2 * at];
          double im = particle.values()[2 * at + 1];
          values[2 * j] = (float) (w * (re * Math.cos(angle) - im * Math.sin(angle)));
          values[2 * j + 1] = (float) (w * (re * Math.sin(angle) + im * Math.cos(angle)));
          weights[j] = (float) (w * ctf[at]);
        }
        expected.add(ADDED, values, weights, 10.0 * t);
      }
    }
    assertTrue(plain.confidence < 0.9, "the posterior is too narrow to test: " + plain.confidence);
    // Turns of negligible posterior are left out, which costs at most a per cent.
    double[] precision = expected.precisionPerShell();
    double[] foundPrecision = found.precisionPerShell();
    for (int s = 1; s < precision.length; s++) {
      assertEquals(1, foundPrecision[s] / precision[s], 0.01);
    }
    float[] a = expected.average(new double[ADDED.radius() + 1]);
    float[] b = found.average(new double[ADDED.radius() + 1]);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length; i++) {
      difference += Math.pow(a[i] - b[i], 2);
      norm += Math.pow(a[i], 2);
    }
    double error = Math.sqrt(difference / norm);
    assertTrue(error < 0.05, "relative difference " + error);
  }

  /** Best pose, evidence and confidence of a table of scores, by definition. */
  private static final class Plain {
    final double[][] scores;
    final double logEvidence;
    final double confidence;
    int turn;
    int shift;

    Plain(double[][] scores) {
      this.scores = scores;
      double best = Double.NEGATIVE_INFINITY;
      for (int t = 0; t < TURNS; t++) {
        for (int s = 0; scores[t] != null && s < scores[t].length; s++) {
          if (scores[t][s] > best) {
            best = scores[t][s];
            turn = t;
            shift = s;
          }
        }
      }
      double total = 0;
      double near = 0;
      for (int t = 0; t < TURNS; t++) {
        for (int s = 0; scores[t] != null && s < scores[t].length; s++) {
          double p = Math.exp(scores[t][s] - best);
          total += p;
          near += Math.abs(Angles.wrap(10 * (t - turn), 360)) < 11 ? p : 0;
        }
      }
      logEvidence = best + Math.log(total);
      confidence = near / total;
    }

    double posterior(int t, int s) {
      return Math.exp(scores[t][s] - logEvidence);
    }
  }

  private PoseSearch search(PoseSearch.Scale scale) {
    return new PoseSearch(
        Band.of(FULL, ADDED.radius(), NOISE),
        COMPARED.radius(),
        new AverageModel[][] {{model, other}},
        new double[1],
        TURNS,
        RANGE,
        STEP,
        scale);
  }

  private static PoseSearch.Candidates candidates(Pose start, double window, double... centres) {
    return new PoseSearch.Candidates(new double[][] {centres}, window, start, SIGMA);
  }

  private static AnalyticParticles particles(int seed, boolean withCtf, double noise) {
    return AnalyticParticles.simulate(
        BLOBS,
        FULL,
        4,
        noise / 100,
        1,
        i -> withCtf ? Optional.of(AnalyticParticles.oscillation(FULL, i)) : Optional.empty(),
        seed);
  }

  /** Falls with frequency, so that weights matter. */
  private static NoiseSpectrum noise() {
    double[] noise = new double[FULL.radius() + 1];
    for (int s = 0; s < noise.length; s++) {
      noise[s] = 200.0 / (1 + 0.1 * s);
    }
    return NoiseSpectrum.of(noise);
  }
}
