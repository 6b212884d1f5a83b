package org.cryoudl.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import org.cryoudl.image.pattern.BackgroundPattern;
import org.cryoudl.image.pattern.BackgroundStep;
import org.cryoudl.image.pattern.BackgroundWave;
import org.cryoudl.statistics.RobustLinearFit;
import org.jspecify.annotations.Nullable;

/**
 * Finds an edge that crosses a whole image, as of ice or carbon, or a slow wave: a plane with a
 * step {@code h tanh((x cos a + y sin a - d) / w)}, or with one or two periods across the box,
 * fitted to the means of many sectors of the background.
 *
 * <p>A plane remains the description of a background unless the background plainly contradicts it:
 * the typical sector (by the median, so that neighbours and dust in some do not matter) has to lie
 * {@link #BETTER} times as far from the plane as from the plane with the step or the wave. That
 * distinguishes these, which half of the sectors see, from a neighbouring particle, which few see.
 * May be used by several threads at once.
 */
final class BackgroundEdge {

  /** Sectors of the background, */
  private static final int SECTORS = 48;

  /** each of so many pixels; */
  private static final int SECTOR_PIXELS = 16;

  /** fewer sectors cannot tell seven unknowns from noise. */
  private static final int LEAST_SECTORS = 24;

  /** Pixels of a sector in which the steps that are tried are looked up, */
  private static final int ROUGHLY = 32;

  /** and those that are fitted. */
  private static final int FINELY = 256;

  /** Of these the best few are fitted. */
  private static final int FITTED = 3;

  /** Halvings of the steps about the best of these. */
  private static final int REFINEMENTS = 3;

  /** A lower one, in standard deviations of a pixel, is left to the plane. */
  private static final double LEAST_RISE = 1.5;

  /**
   * How much less a wave has to leave than a step, which has as many unknowns, in squares of noise:
   * edges are the more frequent.
   */
  private static final double PLAINLY = 10;

  /** How much nearer than to the plane the typical sector has to be. */
  private static final double BETTER = 2;

  /** The same before the step has its best place. */
  private static final double HOPEFUL = 1.5;

  /** Least fall of the sum of squares, each in units of its variance and at most {@link #MOST}. */
  private static final double GAIN = 100;

  private static final double MOST = 20;

  private final int box;
  private final BackgroundPixels background;
  private final int sectors;
  private final double[] counts;
  private final double[] rootCount;

  /** Values of the constant, x and y in the sectors; lengths in boxes. */
  private final double[][] plane;

  private final Family steps;
  private final Family waves;

  /** What a plane can describe, weighted: three orthonormal vectors. */
  private final double[][] basis;

  /**
   * @param radiusPixels pixels farther than this from the centre are background
   */
  BackgroundEdge(int box, double radiusPixels) {
    this.box = box;
    background = new BackgroundPixels(box, radiusPixels, SECTORS, SECTOR_PIXELS);
    sectors = background.sectors();
    counts = new double[sectors];
    rootCount = new double[sectors];
    plane = new double[3][sectors];
    for (int s = 0; s < sectors; s++) {
      counts[s] = background.sectorCount(s);
      rootCount[s] = Math.sqrt(counts[s]);
      plane[0][s] = 1;
      plane[1][s] = background.sectorX(s) / box;
      plane[2][s] = background.sectorY(s) / box;
    }
    basis = new double[3][];
    for (int b = 0; b < 3; b++) {
      basis[b] = normalised(without(weighted(plane[b]), basis, b));
    }
    steps = new Family(sectors < LEAST_SECTORS ? List.of() : BackgroundStep.tried(box));
    waves = new Family(sectors < LEAST_SECTORS ? List.of() : BackgroundWave.tried(box));
  }

  private double[][] beyondPlane(double[][] means) {
    double[][] all = Arrays.copyOf(basis, 3 + means.length);
    for (int f = 0; f < means.length; f++) {
      all[3 + f] = normalised(without(weighted(means[f]), all, 3 + f));
    }
    return Arrays.copyOfRange(all, 3, all.length);
  }

  /** The patterns of one kind that are tried. */
  private final class Family {

    private final List<? extends BackgroundPattern> patterns;
    private @Nullable List<double[][]> beyondPlane;

    Family(List<? extends BackgroundPattern> patterns) {
      this.patterns = patterns;
    }

    /**
     * The means of each one's functions in the sectors, weighted by the sectors' pixels, without
     * what a plane or an earlier function can describe, of length 1. They are made for the first
     * image that no plane describes: most sets have none.
     */
    synchronized List<double[][]> beyondPlane() {
      if (beyondPlane == null) {
        List<double[][]> all = new ArrayList<>();
        for (BackgroundPattern pattern : patterns) {
          all.add(BackgroundEdge.this.beyondPlane(patternMeans(pattern, ROUGHLY)));
        }
        beyondPlane = all;
      }
      return beyondPlane;
    }
  }

  /**
   * An edge or a wave, and the plane it stands on.
   *
   * @param box side length of the image
   * @param pattern what is there beside the plane
   * @param coefficients of the constant, x and y in boxes, and the pattern's functions
   * @param squares what it leaves, in units of the variance of the sectors
   * @param rise height of the whole step, or from crest to trough, in standard deviations of a
   *     pixel of the background
   */
  record Found(
      int box, BackgroundPattern pattern, double[] coefficients, double squares, double rise) {

    boolean isWave() {
      return pattern instanceof BackgroundWave;
    }

    void subtract(float[] pixels) {
      int centre = Image.centre(box);
      DoubleBinaryOperator[] functions = new DoubleBinaryOperator[pattern.functions()];
      Arrays.setAll(functions, pattern::function);
      for (int r = 0; r < box; r++) {
        double y = r - centre;
        for (int c = 0; c < box; c++) {
          double x = c - centre;
          double value = coefficients[0] + (coefficients[1] * x + coefficients[2] * y) / box;
          for (int f = 0; f < functions.length; f++) {
            value += coefficients[3 + f] * functions[f].applyAsDouble(x, y);
          }
          pixels[r * box + c] -= (float) value;
        }
      }
    }
  }

  /** A fit to the means of the sectors, of a plane alone if there is no pattern. */
  private record Fit(@Nullable BackgroundPattern pattern, RobustLinearFit values) {

    double deviation() {
      return values.deviation();
    }
  }

  /** Whether the background has pixels enough to tell an edge from noise; else none is found. */
  boolean canTell() {
    return !steps.patterns.isEmpty();
  }

  /** The edge or wave that the background of an image shows, if it does. */
  Optional<Found> find(float[] pixels) {
    if (!canTell()) {
      return Optional.empty();
    }
    double[] means = background.sectorMeans(pixels);
    double noise = background.withinSectors(pixels, means);
    if (!(noise > 0)) {
      return Optional.empty();
    }
    Fit flat = fit(means, null);
    if (flat.deviation() < BETTER * noise) {
      return Optional.empty(); // the noise of the pixels alone is as much
    }
    Optional<Found> edge = find(means, noise, flat, steps);
    return find(means, noise, flat, waves)
        .filter(wave -> edge.isEmpty() || wave.squares + PLAINLY < edge.get().squares)
        .or(() -> edge);
  }

  private Optional<Found> find(double[] means, double noise, Fit flat, Family family) {
    double[] explained = explained(means, family);
    if (Arrays.stream(explained).max().orElse(0) < Math.sqrt(GAIN) * noise) {
      return Optional.empty(); // none explains enough of what the plane leaves
    }
    Fit rough = best(means, explained, family);
    if (flat.deviation() < HOPEFUL * Math.max(rough.deviation(), noise)) {
      return Optional.empty(); // a better place will not halve what is left
    }
    Fit best = refined(means, rough);
    BackgroundPattern pattern = Objects.requireNonNull(best.pattern);
    double deviation = Math.max(best.deviation(), noise);
    double[] coefficients = best.values.coefficients();
    double squares = 0;
    for (int f = 0; f < pattern.functions(); f++) {
      squares += coefficients[3 + f] * coefficients[3 + f];
    }
    double rise = 2 * Math.sqrt(squares) / noise;
    boolean isThere =
        rise > LEAST_RISE
            && flat.deviation() > BETTER * deviation
            && sum(flat, deviation) - sum(best, deviation) > GAIN;
    return isThere
        ? Optional.of(new Found(box, pattern, coefficients, sum(best, noise), rise))
        : Optional.empty();
  }

  /** How much each pattern explains of what the plane leaves of the means. */
  private double[] explained(double[] means, Family family) {
    double[] beyond = without(weighted(means), basis, 3);
    List<double[][]> beyondPlane = family.beyondPlane();
    double[] explained = new double[beyondPlane.size()];
    for (int k = 0; k < explained.length; k++) {
      double squares = 0;
      for (double[] function : beyondPlane.get(k)) {
        double along = dot(function, beyond);
        squares += along * along;
      }
      explained[k] = Math.sqrt(squares);
    }
    return explained;
  }

  /** The best of the patterns that are tried, by least squares, then by the typical sector. */
  private Fit best(double[] means, double[] explained, Family family) {
    @Nullable Fit best = null;
    for (int n = 0; n < FITTED; n++) {
      int most = 0;
      for (int k = 1; k < explained.length; k++) {
        most = explained[k] > explained[most] ? k : most;
      }
      explained[most] = -1;
      Fit other = fit(means, family.patterns.get(most));
      best = best == null || other.deviation() < best.deviation() ? other : best;
    }
    return Objects.requireNonNull(best);
  }

  private Fit refined(double[] means, Fit rough) {
    Fit best = rough;
    double part = 1;
    for (int pass = 0; pass < REFINEMENTS; pass++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        for (int p = 0; p < Objects.requireNonNull(best.pattern).parameters(); p++) {
          BackgroundPattern moved = best.pattern.moved(p, sign * part, box);
          Fit other = moved.isPossible(box) ? fit(means, moved) : best;
          best = other.deviation() < best.deviation() ? other : best;
        }
      }
      part /= 2;
    }
    return best;
  }

  /** Fits a plane, with a pattern if there is one. */
  private Fit fit(double[] means, @Nullable BackgroundPattern pattern) {
    double[][] functions = plane;
    if (pattern != null) {
      double[][] more = patternMeans(pattern, FINELY);
      functions = Arrays.copyOf(plane, 3 + more.length);
      System.arraycopy(more, 0, functions, 3, more.length);
    }
    return new Fit(pattern, RobustLinearFit.of(means, functions, counts));
  }

  /** Means of a pattern's functions, each of height 1, in the sectors. */
  private double[][] patternMeans(BackgroundPattern pattern, int sampled) {
    double[][] means = new double[pattern.functions()][];
    for (int f = 0; f < means.length; f++) {
      means[f] = background.sectorMeans(pattern.function(f), sampled);
    }
    return means;
  }

  private static double sum(Fit fit, double deviation) {
    return Arrays.stream(fit.values.residuals())
        .map(z -> Math.min(z * z / (deviation * deviation), MOST))
        .sum();
  }

  private double[] weighted(double[] means) {
    double[] result = new double[sectors];
    for (int s = 0; s < sectors; s++) {
      result[s] = means[s] * rootCount[s];
    }
    return result;
  }

  /** A vector without its parts along the first of some orthonormal vectors. */
  private static double[] without(double[] vector, double[][] orthonormal, int count) {
    double[] result = vector.clone();
    for (int b = 0; b < count; b++) {
      double along = dot(result, orthonormal[b]);
      for (int s = 0; s < result.length; s++) {
        result[s] -= along * orthonormal[b][s];
      }
    }
    return result;
  }

  private static double[] normalised(double[] vector) {
    double norm = Math.sqrt(dot(vector, vector));
    return Arrays.stream(vector).map(v -> norm > 0 ? v / norm : 0).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int s = 0; s < a.length; s++) {
      sum += a[s] * b[s];
    }
    return sum;
  }
}
