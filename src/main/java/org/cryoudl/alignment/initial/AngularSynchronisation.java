package org.cryoudl.alignment.initial;

import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Angles;

/**
 * Angles of single images from angles between pairs of them (Singer, Appl. Comput. Harmon. Anal. 30
 * (2011) 20). The pairs fill a Hermitian matrix, {@code H(k, j) = weight exp(2 i angle)}; were all
 * angles right, it would be {@code z z*} with {@code z(k) = exp(2 i psi(k))}. Its leading
 * eigenvector is the best such z in the sense of least squares, and stays close to the truth when
 * many pairs are wrong, because wrong ones do not agree with each other.
 *
 * <p>Up to {@value #DENSE_IMAGES} images the eigenvector comes from the whole matrix, with ND4J;
 * beyond, and where ND4J is left out of the class path, from power iteration in plain Java.
 */
public final class AngularSynchronisation {

  /** Up to this many images the whole matrix is worked on; beyond, the pairs that there are. */
  private static final int DENSE_IMAGES = 400;

  private static final int MAX_ITERATIONS = 5000;
  private static final double CONVERGED = 1e-9;
  private static final long SEED = 40621L;
  private static final double PERIOD = 180;

  private AngularSynchronisation() {}

  /**
   * What the pairs say together.
   *
   * @param psiDegrees turns each image onto the common frame, in [-90, 90); one constant is free
   * @param agreement size of each image's entry of the eigenvector, 1 on average over the squares:
   *     low for images whose pairs contradict each other
   */
  public record Solution(double[] psiDegrees, double[] agreement) {}

  /** Solves a set of at least two images. */
  public static Solution solve(PairAngles pairs) {
    if (pairs.images() < 2) {
      throw new IllegalArgumentException("two images are needed, got " + pairs.images());
    }
    Optional<LeadingProjector> projector =
        pairs.images() <= DENSE_IMAGES ? LeadingProjector.find() : Optional.empty();
    return read(projector.map(dense -> project(pairs, dense)).orElseGet(() -> iterate(pairs)));
  }

  private static Solution read(double[] vector) {
    int n = vector.length / 2;
    double[] psi = new double[n];
    double[] agreement = new double[n];
    for (int k = 0; k < n; k++) {
      double phase = Math.toDegrees(Math.atan2(vector[2 * k + 1], vector[2 * k]));
      psi[k] = Angles.wrap(phase * PERIOD / 360, PERIOD);
      agreement[k] = Math.sqrt(n) * Math.hypot(vector[2 * k], vector[2 * k + 1]);
    }
    return new Solution(psi, agreement);
  }

  /**
   * On the whole matrix. A Hermitian matrix A + iB of size n is the symmetric real one [[A, -B],
   * [B, A]] of size 2 n, which has each eigenvalue twice. It is shifted so that its most positive
   * eigenvalue is its largest. Each column of the projector onto the leading pair, read as n
   * complex numbers, is the eigenvector times a factor.
   *
   * @return re, im of each image, of unit length
   */
  static double[] project(PairAngles pairs, LeadingProjector projector) {
    int n = pairs.images();
    double[] matrix = new double[4 * n * n];
    for (int p = 0; p < pairs.pairs(); p++) {
      int j = pairs.first()[p];
      int k = pairs.second()[p];
      double phase = Math.toRadians(pairs.degrees()[p] * 360 / PERIOD);
      double re = pairs.weight()[p] * Math.cos(phase);
      double im = pairs.weight()[p] * Math.sin(phase);
      add(matrix, n, k, j, re, im);
      add(matrix, n, j, k, re, -im);
    }
    double shift = shift(pairs);
    for (int i = 0; i < 2 * n; i++) {
      matrix[i * 2 * n + i] += shift;
    }
    double[] column = projector.column(matrix, 2 * n);
    double[] vector = new double[2 * n];
    for (int k = 0; k < n; k++) {
      vector[2 * k] = column[k];
      vector[2 * k + 1] = column[n + k];
    }
    normalise(vector);
    return vector;
  }

  /** Half a bound on the size of all eigenvalues: it makes the most positive the largest. */
  private static double shift(PairAngles pairs) {
    double[] rowSum = new double[pairs.images()];
    for (int p = 0; p < pairs.pairs(); p++) {
      rowSum[pairs.first()[p]] += pairs.weight()[p];
      rowSum[pairs.second()[p]] += pairs.weight()[p];
    }
    double largest = 0;
    for (double sum : rowSum) {
      largest = Math.max(largest, sum);
    }
    return largest / 2;
  }

  private static void add(double[] matrix, int n, int row, int column, double re, double im) {
    matrix[row * 2 * n + column] += re;
    matrix[(row + n) * 2 * n + column + n] += re;
    matrix[row * 2 * n + column + n] -= im;
    matrix[(row + n) * 2 * n + column] += im;
  }

  /**
   * By power iteration on the pairs as they are, shifted as in {@link #project}.
   *
   * @return re, im of each image, of unit length
   */
  static double[] iterate(PairAngles pairs) {
    int n = pairs.images();
    int count = pairs.pairs();
    double[] re = new double[count];
    double[] im = new double[count];
    for (int p = 0; p < count; p++) {
      double phase = Math.toRadians(pairs.degrees()[p] * 360 / PERIOD);
      re[p] = pairs.weight()[p] * Math.cos(phase);
      im[p] = pairs.weight()[p] * Math.sin(phase);
    }
    double shift = shift(pairs);
    SplittableRandom random = new SplittableRandom(SEED);
    double[] vector = new double[2 * n];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextDouble() - 0.5;
    }
    normalise(vector);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double[] next = new double[2 * n];
      for (int i = 0; i < next.length; i++) {
        next[i] = shift * vector[i];
      }
      for (int p = 0; p < count; p++) {
        int j = 2 * pairs.first()[p];
        int k = 2 * pairs.second()[p];
        next[k] += re[p] * vector[j] - im[p] * vector[j + 1];
        next[k + 1] += re[p] * vector[j + 1] + im[p] * vector[j];
        next[j] += re[p] * vector[k] + im[p] * vector[k + 1];
        next[j + 1] += re[p] * vector[k + 1] - im[p] * vector[k];
      }
      normalise(next);
      double change = 0;
      for (int i = 0; i < next.length; i++) {
        change += (next[i] - vector[i]) * (next[i] - vector[i]);
      }
      vector = next;
      if (Math.sqrt(change) < CONVERGED) {
        break;
      }
    }
    return vector;
  }

  private static void normalise(double[] vector) {
    double squares = 0;
    for (double v : vector) {
      squares += v * v;
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
  }
}
