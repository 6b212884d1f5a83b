package org.cryoudl.alignment.diagnostics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.AlignedHarmonics;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.PrincipalComponent;

/**
 * Divides a class in two along the strongest pattern in what its average leaves of its particles at
 * their present poses: probabilistic principal components with CTF and noise (Tipping and Bishop,
 * J. R. Stat. Soc. B 61 (1999) 611), by turns of the pattern and of each particle's share of it.
 */
public final class ClassDivision {

  private static final int ROUNDS = 12;

  /** Particles that the pattern is worked out from; the others only take their share of it. */
  private static final int PATTERN_PARTICLES = 2000;

  private final AlignedHarmonics aligned;
  private final PolarParticles particles;
  private final PolarFrequencies frequencies;
  private final RingMask mask;

  /** What products of harmonics count, by harmonic and ring. */
  private final float[] weights;

  public ClassDivision(
      PolarParticles particles, PolarFrequencies frequencies, RingMask mask, double[] noise) {
    this.aligned = new AlignedHarmonics(particles, frequencies);
    this.particles = particles;
    this.frequencies = frequencies;
    this.mask = mask;
    int rings = frequencies.rings();
    this.weights = new float[aligned.size()];
    for (int i = 0; i < weights.length; i++) {
      int ring = i % rings;
      weights[i] =
          (float)
              (frequencies.multiplicity(i / (2 * rings))
                  * PolarFrequencies.coefficients(ring)
                  / noise[ring]);
    }
  }

  /**
   * A class that is divided.
   *
   * @param members particles of the class
   * @param leaving those of them on the one side of the pattern
   * @param gain by how much the pattern raises the log likelihood of all members
   */
  record Parts(int[] members, int[] leaving, double gain) {}

  /**
   * Divides a class by each member's share of the pattern, as far as noise lets it be known: those
   * above the median share leave. A class of fewer than two particles is not divided.
   *
   * @param poses of all particles
   */
  Parts of(int[] members, Pose[] poses, long seed) {
    if (members.length < 2) {
      return new Parts(members, new int[0], 0);
    }
    int count = Math.min(PATTERN_PARTICLES, members.length);
    int[] some =
        IntStream.range(0, count)
            .map(m -> members[(int) ((long) m * members.length / count)])
            .toArray();
    float[][] residuals = new float[some.length][];
    ParallelLoop.run(some.length, m -> residuals[m] = aligned.of(some[m], poses[some[m]]));
    float[] average = average(residuals, some);
    ParallelLoop.run(some.length, m -> subtract(residuals[m], average, some[m]));
    double[] shares = PrincipalComponent.start(some.length, seed);
    float[] pattern = pattern(residuals, some, standardised(shares));
    for (int round = 1; round < ROUNDS; round++) {
      float[] last = pattern;
      ParallelLoop.run(some.length, m -> shares[m] = share(last, residuals[m], some[m]));
      pattern = pattern(residuals, some, standardised(shares));
    }
    float[] strongest = pattern;
    double[] all = new double[members.length];
    double[] gains = new double[members.length];
    ParallelLoop.run(
        members.length,
        m -> {
          float[] own = aligned.of(members[m], poses[members[m]]);
          subtract(own, average, members[m]);
          double norm = norm(strongest, members[m]);
          all[m] = product(strongest, own) / (norm + 1);
          // Of a Gaussian share with a variance of one, whose mean was found.
          gains[m] = 0.5 * all[m] * all[m] * (norm + 1) - 0.5 * Math.log1p(norm);
        });
    double middle = middle(all);
    int[] leaving =
        IntStream.range(0, members.length)
            .filter(m -> all[m] > middle)
            .map(m -> members[m])
            .toArray();
    return new Parts(members, leaving, Arrays.stream(gains).sum());
  }

  private static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private float[] average(float[][] values, int[] of) {
    float[] sum = new float[aligned.size()];
    float[] denominator = new float[frequencies.rings()];
    for (int m = 0; m < of.length; m++) {
      float[] squares = particles.ctfSquared(of[m]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[m][i];
      }
      for (int r = 0; r < denominator.length; r++) {
        denominator[r] += squares[r];
      }
    }
    return divided(sum, denominator);
  }

  private static float[] divided(float[] sum, float[] denominator) {
    for (int i = 0; i < sum.length; i++) {
      float d = denominator[i % denominator.length];
      sum[i] = d > 0 ? sum[i] / d : 0;
    }
    return sum;
  }

  private void subtract(float[] values, float[] average, int particle) {
    float[] squares = particles.ctfSquared(particle);
    int rings = frequencies.rings();
    for (int i = 0; i < values.length; i++) {
      values[i] -= squares[i % rings] * average[i];
    }
  }

  private static double[] standardised(double[] shares) {
    double mean = 0;
    for (double share : shares) {
      mean += share / shares.length;
    }
    double square = 0;
    for (double share : shares) {
      square += (share - mean) * (share - mean) / shares.length;
    }
    double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    double centre = mean;
    return Arrays.stream(shares).map(share -> (share - centre) * scale).toArray();
  }

  private float[] pattern(float[][] residuals, int[] of, double[] shares) {
    float[] sum = new float[aligned.size()];
    float[] denominator = new float[frequencies.rings()];
    for (int m = 0; m < of.length; m++) {
      float share = (float) shares[m];
      float[] squares = particles.ctfSquared(of[m]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += share * residuals[m][i];
      }
      for (int r = 0; r < denominator.length; r++) {
        denominator[r] += share * share * squares[r];
      }
    }
    float[] open = divided(sum, denominator);
    float[] masked = new float[open.length];
    for (int j = 0; j < frequencies.harmonics(); j++) {
      mask.apply(j, open, 2 * frequencies.rings() * j, masked, 2 * frequencies.rings() * j);
    }
    return masked;
  }

  /** Posterior mean of the share, whose prior has a variance of one. */
  private double share(float[] pattern, float[] residual, int particle) {
    return product(pattern, residual) / (norm(pattern, particle) + 1);
  }

  private double product(float[] pattern, float[] residual) {
    double product = 0;
    for (int i = 0; i < pattern.length; i++) {
      product += weights[i] * pattern[i] * residual[i];
    }
    return product;
  }

  private double norm(float[] pattern, int particle) {
    float[] squares = particles.ctfSquared(particle);
    int rings = frequencies.rings();
    double norm = 0;
    for (int i = 0; i < pattern.length; i++) {
      norm += weights[i] * pattern[i] * pattern[i] * squares[i % rings];
    }
    return norm;
  }

  /**
   * Divides the likeliest mixtures in two: those whose particles are many and become the likeliest
   * by the strongest pattern in what the average leaves of them. One side of each stays, the other
   * becomes a class of its own.
   *
   * @param more how many classes are divided, at most all
   * @param classOf of each particle; -1 of one that is in none
   * @param poses of all particles
   * @param step of the search, which decides the patterns together with the seed
   * @return the classes of all particles
   */
  public int[] best(int more, int[] classOf, int classes, Pose[] poses, long seed, int step) {
    List<Parts> best =
        IntStream.range(0, classes)
            .mapToObj(k -> of(members(classOf, k), poses, seed(seed, step, k)))
            .sorted(Comparator.comparingDouble(part -> -part.members().length * part.gain()))
            .limit(more)
            .toList();
    int[] moved = classOf.clone();
    for (int n = 0; n < more; n++) {
      for (int member : best.get(n).leaving()) {
        moved[member] = classes + n;
      }
    }
    return moved;
  }

  private static int[] members(int[] classOf, int classNumber) {
    return IntStream.range(0, classOf.length).filter(i -> classOf[i] == classNumber).toArray();
  }

  /** A seed for the division of a class in a step of a search. */
  static long seed(long seed, int step, int classNumber) {
    return new SplittableRandom(seed * 1_000_003 + step * 1009L + classNumber).nextLong();
  }
}
