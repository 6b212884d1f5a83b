package org.cryoudl.alignment.expectation;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.CentredBatch;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.harmonics.ShiftPhases;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.ParallelLoop;

/**
 * One pass of expectation-maximisation over particles: the posterior of every class, turn and shift
 * of each, and the sums from which the next averages are made (Sigworth, J. Struct. Biol. 122
 * (1998) 328; Scheres et al., J. Mol. Biol. 348 (2005) 139), at polar frequencies.
 *
 * <p>A particle is taken about an origin {@code c} and turned into the frame of the class by psi;
 * there it is compared with the average at shifts {@code o} of a grid. Its origin is {@code c +
 * R(-psi) o}.
 */
public final class ExpectationPass {

  /** About so many scores of a class, in turns of a shift, fit in the caches. */
  private static final int SCORES = 900;

  /** Posterior from which on a class counts as likely. */
  private static final float LIKELY = 1e-3f;

  /** Batches are whole multiples of this, for which the engine's products are twice as fast. */
  private static final int BATCH_STEP = 16;

  private static final int LARGEST_BATCH = 64;

  private final PolarFrequencies frequencies;
  private final ShiftGrid shifts;
  private final ShiftPhases phases;
  private final RingMask mask;
  private final double[] noise;
  private final AveragesPrior averagesPrior;

  /** Passes whose averages are Wiener filtered. */
  public ExpectationPass(
      PolarFrequencies frequencies, ShiftGrid shifts, RingMask mask, double[] noise) {
    this(frequencies, shifts, mask, noise, AveragesPrior.WIENER);
  }

  /**
   * Prepares passes.
   *
   * @param shifts that are tried, about the centre of each particle
   * @param noise variance of a coefficient at each ring
   * @param averagesPrior what is known of averages
   */
  public ExpectationPass(
      PolarFrequencies frequencies,
      ShiftGrid shifts,
      RingMask mask,
      double[] noise,
      AveragesPrior averagesPrior) {
    this.averagesPrior = averagesPrior;
    this.frequencies = frequencies;
    this.shifts = shifts;
    this.phases = new ShiftPhases(frequencies, shifts);
    this.mask = mask;
    this.noise = noise;
  }

  /**
   * What is known before a pass.
   *
   * @param logWeights log of the share of each class
   * @param shiftSigmaPixels standard deviation of the prior on origins, about the centre of the box
   * @param turned whether particles are turned into the frames of their classes already, so that no
   *     other turn is possible
   */
  public record Prior(double[] logWeights, double shiftSigmaPixels, boolean turned) {

    /** All turns are possible. */
    public Prior(double[] logWeights, double shiftSigmaPixels) {
      this(logWeights, shiftSigmaPixels, false);
    }

    /** Classes are equally frequent, and all turns possible. */
    public static Prior ofEqual(int classes, double shiftSigmaPixels) {
      return new Prior(equalLogWeights(classes), shiftSigmaPixels);
    }

    /** Logarithms of the shares of classes that are equally frequent. */
    public static double[] equalLogWeights(int classes) {
      double[] logWeights = new double[classes];
      Arrays.fill(logWeights, -Math.log(classes));
      return logWeights;
    }
  }

  /** The classes that particles are compared with. */
  public enum Candidates {
    /** All. */
    ALL,
    /** Those that the pass before found likely, for a particle or for others like it. */
    LIKELY
  }

  /**
   * What a pass found.
   *
   * @param logEvidence of all particles, against noise alone
   * @param squaredShift sum of posterior means of squared shifts along an axis, in pixels
   */
  public record Outcome(FoldSums sums, double logEvidence, double squaredShift) {}

  /** The averages that the folds are compared with, for one run or several. */
  public FoldEstimates estimates(FoldSums sums) {
    return FoldEstimates.of(sums, frequencies, mask, noise, averagesPrior);
  }

  /**
   * Compares every particle with the averages of the other folds.
   *
   * @param estimates from {@link #estimates}
   * @param posteriors of the pass before, which are written anew
   */
  public Outcome run(
      PolarParticles particles,
      FoldEstimates estimates,
      Prior prior,
      PolarPosteriors posteriors,
      Candidates candidates) {
    FoldSums into = new FoldSums(estimates.classes(), frequencies);
    double logEvidence = 0;
    double squaredShift = 0;
    for (int fold = 0; fold < FoldSums.FOLDS; fold++) {
      int own = fold;
      int[] indices =
          IntStream.range(0, particles.size()).filter(i -> FoldSums.foldOf(i) == own).toArray();
      Round round =
          new Round(
              particles,
              estimates.filter(fold),
              estimates.averages(fold),
              prior,
              posteriors,
              candidates,
              true);
      PassSums found = compare(round, indices, into.fold(fold));
      logEvidence += found.logEvidence;
      squaredShift += found.squaredShift;
    }
    return new Outcome(into, logEvidence, squaredShift);
  }

  /**
   * Compares some particles with averages that were made elsewhere, and adds them up.
   *
   * @param averages by class: by harmonic, real parts ring by ring, then imaginary parts
   * @param some which particles
   * @param posteriors of all particles; those of the some are written anew
   */
  public Compared compare(
      PolarParticles particles,
      float[][] averages,
      int[] some,
      Prior prior,
      PolarPosteriors posteriors) {
    ClassFilter filter = ClassFilter.open(frequencies, mask, noise);
    ClassSums sums = new ClassSums(averages.length, frequencies);
    PassSums found =
        compare(
            new Round(particles, filter, averages, prior, posteriors, Candidates.ALL, true),
            some,
            sums);
    return new Compared(sums, found.logEvidence, found.squaredShift);
  }

  /**
   * What a comparison found.
   *
   * @param logEvidence of the particles, against noise alone
   * @param squaredShift sum of posterior means of squared shifts along an axis, in pixels
   */
  public record Compared(ClassSums sums, double logEvidence, double squaredShift) {}

  /** Places particles in averages that are Wiener filtered. */
  public double place(
      PolarParticles particles, ClassSums sums, Prior prior, PolarPosteriors posteriors) {
    return place(particles, sums, new double[0], prior, posteriors);
  }

  /**
   * Compares particles with averages that they have no part in, and adds them to none.
   *
   * @param confirmed by ring, the share of what the prior on averages adds that counts; none where
   *     it is empty
   * @return log evidence of all particles
   */
  public double place(
      PolarParticles particles,
      ClassSums sums,
      double[] confirmed,
      Prior prior,
      PolarPosteriors posteriors) {
    int[] all = IntStream.range(0, particles.size()).toArray();
    ClassFilter filter = ClassFilter.of(sums, frequencies, mask, noise);
    float[][] averages = filter.averages(sums);
    if (confirmed.length > 0) {
      FoldEstimates.add(averagesPrior.corrections(filter, sums), confirmed, averages);
    }
    Round round = new Round(particles, filter, averages, prior, posteriors, Candidates.ALL, false);
    return compare(round, all, sums.empty()).logEvidence;
  }

  private PassSums compare(Round round, int[] indices, ClassSums into) {
    if (indices.length == 0) {
      return new PassSums(into, shifts.size());
    }
    int steps = (int) Math.round((double) SCORES / shifts.size() / BATCH_STEP);
    int size = Math.min(LARGEST_BATCH, BATCH_STEP * Math.max(1, steps));
    int count = (indices.length + size - 1) / size;
    int[] order = byClass(indices, round.posteriors);
    return TensorEngine.working(
        () -> {
          try (NDManager manager = TensorEngine.start().newBaseManager();
              ComparedClasses compared = round.compared(manager)) {
            PassSums found =
                ParallelLoop.reduce(
                    count,
                    () -> new PassSums(into.empty(), shifts.size()),
                    (to, b) ->
                        round.batch(
                            compared,
                            Arrays.copyOfRange(
                                order, b * size, Math.min(order.length, (b + 1) * size)),
                            to),
                    PassSums::add);
            into.add(found.classes);
            if (found.shifted != null) {
              found.shifted.moveInto(into, phases, manager);
            }
            return found;
          }
        });
  }

  /** Particles of a class come together, so that a batch adds to few classes. */
  private static int[] byClass(int[] indices, PolarPosteriors posteriors) {
    int[][] leading =
        IntStream.of(indices).mapToObj(posteriors::leadingClasses).toArray(int[][]::new);
    return IntStream.range(0, indices.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(n -> leading[n][0])
                .thenComparingInt(n -> leading[n][1]))
        .mapToInt(n -> indices[n])
        .toArray();
  }

  /** One comparison of particles with averages. */
  private final class Round {
    final PolarParticles particles;
    final Prior prior;
    final PolarPosteriors posteriors;

    /** Whether particles are compared with likely classes alone. */
    final boolean likelyOnly;

    /** Whether particles are added to sums. */
    final boolean adds;

    final ClassFilter filter;
    final float[][] averages;
    final float[][] halfNorms;
    final int classes;
    final int grid = shifts.size();
    final int rings = frequencies.rings();

    Round(
        PolarParticles particles,
        ClassFilter filter,
        float[][] averages,
        Prior prior,
        PolarPosteriors posteriors,
        Candidates candidates,
        boolean adds) {
      this.particles = particles;
      this.prior = prior;
      this.posteriors = posteriors;
      this.likelyOnly = candidates == Candidates.LIKELY;
      this.adds = adds;
      this.filter = filter;
      this.averages = averages;
      this.classes = averages.length;
      this.halfNorms = new float[classes][];
      Arrays.setAll(halfNorms, k -> filter.halfNorm(averages[k]));
    }

    ComparedClasses compared(NDManager manager) {
      return new ComparedClasses(
          manager,
          frequencies,
          shifts,
          phases,
          averages,
          filter.ringWeights(),
          prior.shiftSigmaPixels());
    }

    void batch(ComparedClasses compared, int[] batch, PassSums into) {
      int count = batch.length;
      int[] chosen =
          likelyOnly
              ? posteriors.likelyClasses(batch, LIKELY)
              : IntStream.range(0, classes).toArray();
      CentredBatch centred = CentredBatch.of(particles, batch, posteriors.centres, frequencies);
      try (ComparedClasses.Products products = compared.compare(centred)) {
        ClassPosterior posterior =
            new ClassPosterior(
                prior, shifts, into.columns, norms(batch, chosen), centred.centres(), chosen);
        float[][] scores = into.scores(PolarFrequencies.HALF_ANGLES * grid * count);
        for (int k : likelyFirst(batch[0], chosen)) {
          products.compareWith(chosen[k], scores);
          posterior.take(k, scores);
        }
        boolean[] used = new boolean[chosen.length * grid];
        for (int b = 0; b < count; b++) {
          int particle = batch[b];
          posterior.of(b, posteriors.centres[2 * particle], posteriors.centres[2 * particle + 1]);
          posterior.write(posteriors, particle);
          into.logEvidence += posterior.logEvidence();
          if (adds) {
            posterior.mark(used);
            posterior.addTo(into.classes, particles.ctfSquared(particle));
            into.squaredShift += posterior.squaredShift();
          }
        }
        if (adds) {
          addTo(into, products, chosen, used, count);
        }
      }
    }

    /** Halves of the norms of averages as they are in particles: by class, particle. */
    private float[][] norms(int[] batch, int[] chosen) {
      float[][] norms = new float[chosen.length][batch.length];
      for (int b = 0; b < batch.length; b++) {
        float[] squares = particles.ctfSquared(batch[b]);
        for (int k = 0; k < chosen.length; k++) {
          norms[k][b] = dot(squares, halfNorms[chosen[k]]);
        }
      }
      return norms;
    }

    /**
     * Places of the classes in the order in which they are compared: what was likely of a particle
     * of the batch comes first, so that what is unlikely is left out at once.
     */
    private int[] likelyFirst(int particle, int[] chosen) {
      int[] leading = posteriors.leadingClasses(particle);
      return IntStream.range(0, chosen.length)
          .boxed()
          .sorted(
              Comparator.comparingInt(
                  k -> chosen[k] == leading[0] ? 0 : chosen[k] == leading[1] ? 1 : 2))
          .mapToInt(k -> k)
          .toArray();
    }

    private void addTo(
        PassSums into, ComparedClasses.Products products, int[] chosen, boolean[] used, int count) {
      int[] rows = IntStream.range(0, used.length).filter(n -> used[n]).toArray();
      int[] rowOf = new int[used.length];
      Arrays.fill(rowOf, -1);
      for (int n = 0; n < rows.length; n++) {
        rowOf[rows[n]] = n;
      }
      float[][] places = into.places(PolarFrequencies.HALF_ANGLES * rows.length * count);
      into.columns.put(places, rowOf, rows.length);
      int[] numbers = IntStream.of(rows).map(n -> chosen[n / grid] * grid + n % grid).toArray();
      ShiftedSums sums = into.shifted(() -> new ShiftedSums(frequencies, classes, grid));
      products.addTo(sums, numbers, places, into::direct);
    }

    private float dot(float[] squares, float[] weights) {
      float sum = 0;
      for (int r = 0; r < rings; r++) {
        sum += squares[r] * weights[r];
      }
      return sum;
    }
  }
}
