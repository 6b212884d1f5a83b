package org.cryoudl.alignment.harmonics;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.ParallelLoop;

/**
 * One pass of expectation-maximisation over particles: the posterior of every class, turn and shift
 * of each, and the sums from which the next averages are made (Sigworth, J. Struct. Biol. 122
 * (1998) 328; Scheres et al., J. Mol. Biol. 348 (2005) 139), at polar frequencies. Before a
 * particle is compared with a class that it is part of, its own part is taken out of the average.
 */
public final class ExpectationPass {

  /** Scores of a batch that are held at a time. */
  private static final int COLUMNS = 8192;

  private static final int LARGEST_BATCH = 64;

  private final PolarParticles particles;
  private final PolarBatch batches;
  private final PolarFrequencies frequencies;

  public ExpectationPass(PolarParticles particles, PolarBatch batches) {
    this.particles = particles;
    this.batches = batches;
    this.frequencies = batches.frequencies();
  }

  /**
   * What a pass starts from.
   *
   * @param sums of the pass before, from which averages are made
   * @param logWeights log of the share of each class
   * @param shiftSigmaPixels standard deviation of the prior on origins, about the centre of the box
   */
  public record Start(
      ClassSums sums, ClassFilter filter, double[] logWeights, double shiftSigmaPixels) {}

  /**
   * What a pass found.
   *
   * @param logEvidence of all particles, against noise alone
   * @param squaredShift sum of posterior means of squared shifts along an axis, in pixels
   */
  public record Outcome(ClassSums sums, double logEvidence, double squaredShift) {}

  /**
   * Runs a pass.
   *
   * @param indices which particles
   * @param posteriors of the pass before, which are written anew
   */
  public Outcome run(Start start, int[] indices, PolarPosteriors posteriors) {
    int classes = start.sums().classes();
    float[][] averages = start.filter().averages(start.sums());
    float[] ringWeights = start.filter().ringWeights();
    float[][] weighted = new float[classes][];
    float[][] halfNorms = new float[classes][];
    for (int k = 0; k < classes; k++) {
      weighted[k] = weighted(averages[k], ringWeights);
      halfNorms[k] = start.filter().halfNorm(averages[k]);
    }
    int size = Math.max(1, Math.min(LARGEST_BATCH, COLUMNS / (classes * batches.shifts().size())));
    int count = (indices.length + size - 1) / size;
    return TensorEngine.working(
        () -> {
          try (NDManager manager = TensorEngine.start().newBaseManager();
              PolarBatch.Engine engine = batches.new Engine(manager, weighted)) {
            Round round = new Round(start, engine, halfNorms, ringWeights, posteriors);
            Sums sums =
                ParallelLoop.reduce(
                    count,
                    () -> new Sums(new ClassSums(classes, frequencies)),
                    (into, b) ->
                        round.batch(
                            indices, b * size, Math.min(size, indices.length - b * size), into),
                    Sums::add);
            return new Outcome(sums.classes, sums.logEvidence, sums.squaredShift);
          }
        });
  }

  private float[] weighted(float[] average, float[] ringWeights) {
    int rings = frequencies.rings();
    float[] weighted = new float[average.length];
    for (int j = 0; j < average.length; j++) {
      weighted[j] = average[j] * ringWeights[j % rings];
    }
    return weighted;
  }

  /** What a piece of a pass adds up. */
  private static final class Sums {
    final ClassSums classes;
    double logEvidence;
    double squaredShift;

    Sums(ClassSums classes) {
      this.classes = classes;
    }

    void add(Sums other) {
      classes.add(other.classes);
      logEvidence += other.logEvidence;
      squaredShift += other.squaredShift;
    }
  }

  /** One pass under way. */
  private final class Round {
    final Start start;
    final PolarBatch.Engine engine;
    final float[][] halfNorms;
    final float[] ringWeights;
    final PolarPosteriors posteriors;
    final int grid = batches.shifts().size();
    final int rings = frequencies.rings();
    final int classes;

    Round(
        Start start,
        PolarBatch.Engine engine,
        float[][] halfNorms,
        float[] ringWeights,
        PolarPosteriors posteriors) {
      this.start = start;
      this.engine = engine;
      this.halfNorms = halfNorms;
      this.ringWeights = ringWeights;
      this.posteriors = posteriors;
      this.classes = halfNorms.length;
    }

    void batch(int[] indices, int from, int count, Sums into) {
      float[][] shifted = batches.shifted(particles, posteriors.centres, indices, from, count);
      try (PolarBatch.Products products = engine.compare(shifted, count * grid)) {
        float[] norms = new float[count * classes];
        for (int b = 0; b < count; b++) {
          float[] squares = particles.ctfSquared(indices[from + b]);
          for (int k = 0; k < classes; k++) {
            norms[b * classes + k] = dot(squares, halfNorms[k]);
          }
        }
        float[][] scores = products.scores();
        ShiftedHarmonics harmonics =
            new ShiftedHarmonics(frequencies, products.harmonics(), count, grid);
        new OwnShare(start, engine, ringWeights, frequencies)
            .takeOut(harmonics, particles, indices, from, posteriors, scores, norms);
        float[] peaks = peaks(scores, count * classes * grid);
        ClassPosterior posterior =
            new ClassPosterior(start, batches.shifts(), scores, peaks, norms, count);
        float[][] places = {new float[scores[0].length], new float[scores[1].length]};
        for (int b = 0; b < count; b++) {
          int particle = indices[from + b];
          posterior.of(b, posteriors.centres[2 * particle], posteriors.centres[2 * particle + 1]);
          posterior.write(posteriors, particle);
          posterior.put(places, b);
          posterior.addTo(into.classes, particles.ctfSquared(particle));
          into.logEvidence += posterior.logEvidence();
          into.squaredShift += posterior.squaredShift();
        }
        products.addTo(into.classes.numerator, places);
      }
    }

    private float dot(float[] squares, float[] weights) {
      float sum = 0;
      for (int r = 0; r < rings; r++) {
        sum += squares[r] * weights[r];
      }
      return sum;
    }
  }

  /** The largest score over all turns, by column. */
  private static float[] peaks(float[][] scores, int columns) {
    float[] peaks = new float[columns];
    Arrays.fill(peaks, Float.NEGATIVE_INFINITY);
    for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
      float[] even = scores[0];
      float[] odd = scores[1];
      int row = h * columns;
      for (int c = 0; c < columns; c++) {
        peaks[c] = Math.max(peaks[c], even[row + c] + Math.abs(odd[row + c]));
      }
    }
    return peaks;
  }
}
