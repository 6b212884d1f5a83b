package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.SymmetryAxis;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.protocol.CrossValidatedAlignment;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Averages that are given a rotational symmetry, and alignments to them. */
class ViewSymmetryTest {

  private static final int BOX = 33;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 14);

  /** A quarter of a turn is exact on pixels, so the plain average of turned images can be made. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anAverageIsThatOfAllTurnedCopies(int order) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(7, 1.8);
    float[] plain = accumulate(blobs, CyclicSymmetry.NONE);
    float[] symmetric = accumulate(blobs, new CyclicSymmetry(order));
    for (int y = 0; y < BOX; y++) {
      for (int x = 0; x < BOX; x++) {
        double sum = 0;
        int cx = x - BOX / 2;
        int cy = y - BOX / 2;
        for (int n = 0; n < 4; n++) {
          sum += n % (4 / order) == 0 ? plain[(cy + BOX / 2) * BOX + cx + BOX / 2] : 0;
          int turned = -cy;
          cy = cx;
          cx = turned;
        }
        assertEquals(sum / order, symmetric[y * BOX + x], 1e-4, x + ", " + y);
      }
    }
  }

  /** The closed form: blobs in all equivalent places. */
  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void anAverageOfBlobsIsBlobsInAllEquivalentPlaces(int order) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(7, 1.8);
    float[] symmetric = accumulate(blobs, new CyclicSymmetry(order));
    double[] expected = new double[21 * 21];
    double[] found = new double[21 * 21];
    for (int i = 0; i < expected.length; i++) {
      int x = i % 21 - 10;
      int y = i / 21 - 10;
      for (int n = 0; n < order; n++) {
        expected[i] += blobs.turned(360.0 * n / order).at(x, y) / order;
      }
      found[i] = symmetric[(y + BOX / 2) * BOX + x + BOX / 2];
    }
    // The disc holds no mean.
    double level = Arrays.stream(found).sum() - Arrays.stream(expected).sum();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i] - level / expected.length, 0.01);
    }
  }

  private static float[] accumulate(GaussianBlobs blobs, CyclicSymmetry symmetry) {
    AverageAccumulator sum = new AverageAccumulator(BOX, DISC.radius(), symmetry);
    float[] weights = new float[DISC.size()];
    Arrays.fill(weights, 1);
    // Many turns fill the plane, so that no cell rests on the floor of its weight.
    for (int i = 0; i < 60; i++) {
      double psi = 6.1 * i;
      sum.add(DISC, AnalyticParticles.coefficients(blobs.turned(-psi), DISC), weights, psi);
    }
    return sum.average(new double[DISC.radius() + 1]);
  }

  @ParameterizedTest
  @CsvSource({"2, 1.3, -2.2", "3, -2.4, 0.6", "6, 1.7, 1.1", "7, -0.4, -1.9"})
  void theAxisIsFound(int order, double x, double y) {
    CyclicSymmetry symmetry = new CyclicSymmetry(order);
    AnalyticParticles particles = simulate(order, 80, 20, 5, x, y);
    SymmetryAxis axis = SymmetryAxis.find(averaged(particles), symmetry);
    assertEquals(x, axis.xPixels(), 0.1);
    assertEquals(y, axis.yPixels(), 0.1);
    assertTrue(axis.evidence().similarity() > 0.95, "similarity " + axis.evidence());
    assertTrue(axis.evidence().imposed());
    assertEquals(order, axis.evidence().order());
  }

  /** A three-fold view is not six-fold, and a two-fold one not four-fold: the particles tell. */
  @ParameterizedTest
  @CsvSource({"3, 6", "2, 4", "1, 5"})
  void aWrongSymmetryIsContradicted(int order, int claimed) {
    AnalyticParticles particles = simulate(order, 80, 20, 5, 0.5, 0.5);
    RotationalSymmetry evidence =
        SymmetryAxis.find(averaged(particles), new CyclicSymmetry(claimed)).evidence();
    assertTrue(evidence.similarity() < 0.7, "similarity " + evidence);
    assertTrue(evidence.undecidedShare() < 0.01, "undecided " + evidence);
  }

  /** Six times as many views make a better average, which matters where there is much noise. */
  @Tag("slow")
  @Test
  void knowingTheSymmetryLowersTheErrors() {
    double noise = 250;
    double without = 0;
    double with = 0;
    for (int draw = 0; draw < 4; draw++) {
      AnalyticParticles particles = simulate(6, 30, noise, 11 + draw, 0, 0);
      without += meanError(particles, align(particles, CyclicSymmetry.NONE), 60) / 4;
      with += meanError(particles, align(particles, new CyclicSymmetry(6)), 60) / 4;
    }
    assertTrue(with < 0.9 * without, "with " + with + ", without " + without);
  }

  /** Particles, average and confidence of an alignment in which the symmetry is right. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void aSymmetricAlignmentIsRight(int order) {
    CyclicSymmetry symmetry = new CyclicSymmetry(order);
    AnalyticParticles particles = simulate(order, 60, 60, 3, 1, -1.5);
    Refined refined = align(particles, symmetry);
    assertTrue(meanError(particles, refined, 360.0 / order) < 2);
    assertTrue(refined.particles().symmetry.imposed());
    // The axis stands in the centre: turning the average by a period changes nothing.
    float[] average = refined.averages().unfiltered();
    AverageModel model = new AverageModel(refined.averages().full(), refined.averages().side(), 10);
    FrequencyDisc disc = new FrequencyDisc(BOX, 10);
    float[] here = new float[2 * disc.size()];
    float[] turned = new float[2 * disc.size()];
    model.sample(disc, 20, here);
    model.sample(disc, 20 + symmetry.periodDegrees(), turned);
    assertTrue(correlation(here, turned) > 0.99, "the average is not symmetric");
    assertEquals(BOX * BOX, average.length);
    // The true axis of every particle lands there too.
    double off = 0;
    for (int i = 0; i < particles.size(); i++) {
      double[] inParticle = particles.poses()[i].applyInverse(1, -1.5);
      double[] lands = refined.particles().poses[i].apply(inParticle[0], inParticle[1]);
      off += Math.hypot(lands[0], lands[1]) / particles.size();
    }
    assertTrue(off < 0.6, "axes lie " + off + " px off the centre");
    double confidence = Arrays.stream(refined.particles().confidence).average().orElseThrow();
    assertTrue(confidence > 0.9, "confidence " + confidence);
  }

  private static Refined align(AnalyticParticles particles, CyclicSymmetry symmetry) {
    Random random = new Random(2);
    double[] psi = new double[particles.size()];
    double[] quality = new double[particles.size()];
    for (int i = 0; i < psi.length; i++) {
      double truth = particles.poses()[i].psiDegrees();
      psi[i] = Angles.wrap(truth + 40 + 3 * random.nextGaussian(), 180);
      quality[i] = random.nextDouble();
    }
    RefinementOptions options = RefinementOptionsOf.unknownView(0.43, 5, CtfPhases.UNFLIPPED);
    return new CrossValidatedAlignment(
            new SymmetricSource(particles, symmetry), options, Progress.silent())
        .oneView(psi, quality, new Reference.Auto())
        .views()
        .get(0)
        .orElseThrow();
  }

  private static double meanError(AnalyticParticles particles, Refined refined, double period) {
    Pose[] found = refined.particles().poses;
    double re = 0;
    double im = 0;
    for (int i = 0; i < found.length; i++) {
      double turn = found[i].psiDegrees() - particles.poses()[i].psiDegrees();
      re += Math.cos(2 * Math.PI * turn / period);
      im += Math.sin(2 * Math.PI * turn / period);
    }
    double common = Math.atan2(im, re) * period / (2 * Math.PI);
    double sum = 0;
    for (int i = 0; i < found.length; i++) {
      double turn = found[i].psiDegrees() - particles.poses()[i].psiDegrees() - common;
      sum += Math.abs(Angles.wrap(turn, period)) / found.length;
    }
    return sum;
  }

  /** Particles of a view that is symmetric about a point of the average. */
  private static AnalyticParticles simulate(
      int order, int count, double noise, long seed, double x, double y) {
    double[][] blobs = new double[3 * order][];
    for (int n = 0; n < order; n++) {
      double[] a = Angles.rotate(360.0 * n / order, 6, 1);
      double[] b = Angles.rotate(360.0 * n / order, 3.2, 2.4);
      double[] c = Angles.rotate(360.0 * n / order, 8, -2.6);
      blobs[3 * n] = new double[] {3.0 / order, x + a[0], y + a[1], 1.6};
      blobs[3 * n + 1] = new double[] {-2.0 / order, x + b[0], y + b[1], 1.2};
      blobs[3 * n + 2] = new double[] {2.5 / order, x + c[0], y + c[1], 1.2};
    }
    return AnalyticParticles.simulate(
        new GaussianBlobs(blobs), DISC, count, noise, 2, AnalyticParticles.NO_CTF, seed);
  }

  private static RefinementState averaged(AnalyticParticles particles) {
    return RefinementState.averaged(particles, particles.atTruth(), flat(20), DISC.radius(), 0.45);
  }

  private static NoiseSpectrum flat(double noise) {
    return AnalyticParticles.flat(DISC, noise);
  }

  private static double correlation(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
