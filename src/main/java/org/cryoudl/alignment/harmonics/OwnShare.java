package org.cryoudl.alignment.harmonics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a particle's own part out of the averages before it is compared with them. Without this a
 * particle agrees with its own noise in the average of the class that it was in, and stays there.
 */
final class OwnShare {

  /** Classes in which a particle has a smaller share are left as they are. */
  private static final float LEAST_SHARE = 0.02f;

  private final ExpectationPass.Start start;
  private final PolarBatch.Engine engine;
  private final float[] ringWeights;
  private final PolarFrequencies frequencies;

  OwnShare(
      ExpectationPass.Start start,
      PolarBatch.Engine engine,
      float[] ringWeights,
      PolarFrequencies frequencies) {
    this.start = start;
    this.engine = engine;
    this.ringWeights = ringWeights;
    this.frequencies = frequencies;
  }

  /** A class that a particle of the batch has a part in. */
  private record Part(int inBatch, int particle, int classNumber) {}

  /**
   * Replaces scores and norms.
   *
   * @param posteriors of the pass before, on the same grid of shifts
   * @param scores by parity: by turn, class, particle, shift
   * @param norms halves of the norms of averages: by particle of the batch, class
   */
  void takeOut(
      ShiftedHarmonics harmonics,
      PolarParticles particles,
      int[] indices,
      int from,
      PolarPosteriors posteriors,
      float[][] scores,
      float[] norms) {
    int classes = start.sums().classes();
    int count = norms.length / classes;
    List<Part> parts = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      int particle = indices[from + b];
      if (posteriors.pairs[particle].length > 0) {
        for (int k = 0; k < classes; k++) {
          if (posteriors.shares[particle][k] >= LEAST_SHARE) {
            parts.add(new Part(b, particle, k));
          }
        }
      }
    }
    if (parts.isEmpty()) {
      return;
    }
    int shifts = harmonics.shifts();
    int width = parts.size() * shifts;
    int even = frequencies.evenHarmonics();
    float[][] products = {
      new float[2 * even * width], new float[2 * (frequencies.harmonics() - even) * width]
    };
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      float[] average =
          averageWithout(part, harmonics, particles.ctfSquared(part.particle()), posteriors);
      if (average.length == 0) {
        continue;
      }
      float[] half = start.filter().halfNorm(average);
      float norm = 0;
      float[] squares = particles.ctfSquared(part.particle());
      for (int r = 0; r < half.length; r++) {
        norm += half[r] * squares[r];
      }
      norms[part.inBatch() * classes + part.classNumber()] = norm;
      for (int j = 0; j < average.length; j++) {
        average[j] *= ringWeights[j % frequencies.rings()];
      }
      harmonics.products(part.inBatch(), average, products, width, p * shifts);
    }
    float[][] own = engine.scores(products, width);
    int columns = count * classes * shifts;
    for (int parity = 0; parity < 2; parity++) {
      for (int p = 0; p < parts.size(); p++) {
        Part part = parts.get(p);
        int column = (part.classNumber() * count + part.inBatch()) * shifts;
        for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
          System.arraycopy(
              own[parity], h * width + p * shifts, scores[parity], h * columns + column, shifts);
        }
      }
    }
  }

  /** The average of a class of all others. */
  private float[] averageWithout(
      Part part, ShiftedHarmonics harmonics, float[] squares, PolarPosteriors posteriors) {
    int[] pairs = posteriors.pairs[part.particle()];
    float[] probabilities = posteriors.probabilities[part.particle()];
    int shifts = harmonics.shifts();
    float share = posteriors.shares[part.particle()][part.classNumber()];
    double known = 0;
    for (int t = 0; t < pairs.length; t++) {
      known +=
          PolarPosteriors.classOf(pairs[t], shifts) == part.classNumber() ? probabilities[t] : 0;
    }
    float[] numerator = start.sums().numerator[part.classNumber()].clone();
    float[] denominator = start.sums().denominator[part.classNumber()].clone();
    for (int r = 0; r < denominator.length; r++) {
      denominator[r] = Math.max(0, denominator[r] - share * squares[r]);
    }
    if (known > 0) {
      // The pairs that were not kept are taken to lie where the kept ones do.
      float scale = (float) (-share / known);
      boolean[] done = new boolean[pairs.length];
      float[] real = new float[frequencies.harmonics()];
      float[] imaginary = new float[frequencies.harmonics()];
      for (int t = 0; t < pairs.length; t++) {
        if (done[t] || PolarPosteriors.classOf(pairs[t], shifts) != part.classNumber()) {
          continue;
        }
        int shift = PolarPosteriors.shiftOf(pairs[t], shifts);
        Arrays.fill(real, 0);
        Arrays.fill(imaginary, 0);
        for (int u = t; u < pairs.length; u++) {
          if (PolarPosteriors.classOf(pairs[u], shifts) == part.classNumber()
              && PolarPosteriors.shiftOf(pairs[u], shifts) == shift) {
            done[u] = true;
            double turn = 2 * Math.PI * PolarPosteriors.turnOf(pairs[u]) / PolarFrequencies.TURNS;
            for (int j = 0; j < real.length; j++) {
              double phase = -frequencies.order(j) * turn;
              real[j] += (float) (scale * probabilities[u] * Math.cos(phase));
              imaginary[j] += (float) (scale * probabilities[u] * Math.sin(phase));
            }
          }
        }
        harmonics.addTurned(part.inBatch(), shift, real, imaginary, numerator);
      }
    }
    return start.filter().average(numerator, denominator);
  }
}
