package org.cryoudl.alignment.averages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AverageAccumulatorTest {

  @ParameterizedTest
  @CsvSource({"32, false", "33, false", "32, true", "33, true"})
  void turnedCopiesAverageBackToTheParticle(int box, boolean withCtf) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(0.25 * box, 1.8);
    FrequencyDisc disc = new FrequencyDisc(box, (box - 1) / 2);
    AverageAccumulator sum = new AverageAccumulator(box, disc.radius());
    AnalyticParticles particles = particles(blobs, disc, withCtf, 150);
    for (int i = 0; i < particles.size(); i++) {
      // Weights differ from particle to particle, but must cancel.
      add(sum, particles, i, 0.5f + i % 3);
    }
    double[] open = new double[disc.radius() + 1];
    float[] average = sum.average(open);
    float[] expected = blobs.image(box);
    double mean = 0;
    for (float v : expected) {
      mean += v / expected.length;
    }
    double difference = 0;
    double norm = 0;
    double foundMean = 0;
    for (float v : average) {
      foundMean += v / average.length;
    }
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        if (Math.hypot(row - box / 2, column - box / 2) < 0.42 * box) {
          int p = row * box + column;
          // The zero frequency is no part of the disc.
          difference += Math.pow(average[p] - foundMean - expected[p] + mean, 2);
          norm += Math.pow(expected[p] - mean, 2);
        }
      }
    }
    double error = Math.sqrt(difference / norm);
    assertTrue(error < 0.05, "error " + error);
  }

  @Test
  void precisionIsTheWeightACoefficientCollects() {
    int box = 33;
    FrequencyDisc disc = new FrequencyDisc(box, 14);
    AverageAccumulator sum = new AverageAccumulator(box, disc.radius());
    AnalyticParticles particles = particles(GaussianBlobs.asymmetric(6, 2), disc, false, 300);
    for (int i = 0; i < particles.size(); i++) {
      add(sum, particles, i, 2);
    }
    double[] precision = sum.precisionPerShell();
    double mean = 0;
    for (int s = 4; s < 13; s++) {
      // Points of a lattice do not lie evenly in rings.
      assertEquals(600, precision[s], 0.08 * 600, "shell " + s);
      mean += precision[s] / 9;
    }
    assertEquals(600, mean, 0.015 * 600);
  }

  @ParameterizedTest
  @CsvSource({"24, 1", "24, 3", "15, 1"})
  void particlesOfOneTurnAreTurnedTogether(int turns, int order) {
    int box = 24;
    FrequencyDisc disc = new FrequencyDisc(box, 9);
    AnalyticParticles particles = particles(GaussianBlobs.asymmetric(5, 2), disc, true, 40);
    CyclicSymmetry symmetry = CyclicSymmetry.named("C" + order);
    AverageAccumulator[] each = new AverageAccumulator[2];
    AverageAccumulator[] together = new AverageAccumulator[2];
    for (int half = 0; half < 2; half++) {
      each[half] = new AverageAccumulator(box, 9, symmetry);
      together[half] = new AverageAccumulator(box, 9, symmetry);
    }
    for (int i = 0; i < particles.size(); i++) {
      float[] values = particles.get(i).values();
      float[] weights = new float[disc.size()];
      Arrays.fill(weights, 1 + i % 3);
      int turn = 7 * i % turns;
      each[i % 2].add(disc, values, weights, 360.0 * turn / turns);
      together[i % 2].add(disc, values, weights, turn, turns);
    }
    double[] open = new double[10];
    assertArrayEquals(each[0].precisionPerShell(), together[0].precisionPerShell(), 1e-3);
    assertArrayEquals(each[1].average(open), together[1].average(open), 1e-5f);
    each[0].merge(each[1]);
    together[0].merge(together[1]);
    assertArrayEquals(each[0].average(open), together[0].average(open), 1e-5f);
  }

  @Test
  void mergingIsAddingToOne() {
    int box = 24;
    FrequencyDisc disc = new FrequencyDisc(box, 9);
    AnalyticParticles particles = particles(GaussianBlobs.asymmetric(5, 2), disc, true, 12);
    AverageAccumulator all = new AverageAccumulator(box, 9);
    AverageAccumulator first = new AverageAccumulator(box, 9);
    AverageAccumulator second = new AverageAccumulator(box, 9);
    for (int i = 0; i < particles.size(); i++) {
      add(all, particles, i, 1);
      add(i < 5 ? first : second, particles, i, 1);
    }
    first.merge(second);
    double[] open = new double[10];
    assertArrayEquals(all.average(open), first.average(open), 1e-5f);
    assertArrayEquals(all.precisionPerShell(), first.precisionPerShell(), 1e-3);
  }

  @Test
  void penaltiesScaleShellsAndInfiniteOnesLeaveThemOut() {
    int box = 24;
    FrequencyDisc disc = new FrequencyDisc(box, 9);
    AnalyticParticles particles = particles(GaussianBlobs.asymmetric(5, 2), disc, false, 40);
    AverageAccumulator sum = new AverageAccumulator(box, 9);
    for (int i = 0; i < particles.size(); i++) {
      add(sum, particles, i, 1);
    }
    float[] open = sum.average(constant(0));
    float[] quarter = sum.average(constant(3));
    for (int p = 0; p < open.length; p++) {
      assertEquals(open[p] / 4, quarter[p], 1e-5);
    }
    float[] none = sum.average(constant(Double.POSITIVE_INFINITY));
    assertArrayEquals(new float[box * box], none);
  }

  private static double[] constant(double penalty) {
    double[] all = new double[10];
    Arrays.fill(all, penalty);
    return all;
  }

  private static AnalyticParticles particles(
      GaussianBlobs blobs, FrequencyDisc disc, boolean withCtf, int count) {
    return AnalyticParticles.simulate(
        blobs,
        disc,
        count,
        0,
        0,
        i -> withCtf ? Optional.of(AnalyticParticles.oscillation(disc, i)) : Optional.empty(),
        5);
  }

  private static void add(AverageAccumulator sum, AnalyticParticles particles, int i, float w) {
    FrequencyDisc disc = particles.disc();
    float[] values = particles.get(i).values().clone();
    float[] weights = new float[disc.size()];
    for (int j = 0; j < weights.length; j++) {
      float c = particles.get(i).ctf().isPresent() ? particles.get(i).ctf().get()[j] : 1;
      values[2 * j] *= w * c;
      values[2 * j + 1] *= w * c;
      weights[j] = w * c * c;
    }
    sum.add(disc, values, weights, particles.poses()[i].psiDegrees());
  }
}
