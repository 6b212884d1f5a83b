package org.cryoudl.alignment.averages;

import java.util.concurrent.ConcurrentHashMap;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.statistics.VectorSums;
import org.jspecify.annotations.Nullable;

/**
 * Sums turned and shifted particles in Fourier space: numerator {@code sum w CTF X} and denominator
 * {@code sum w CTF^2} on a grid padded twofold, each coefficient spread over its four neighbours
 * (Scheres, J. Struct. Biol. 180 (2012) 519, eq. 3, in two dimensions). The picture of the
 * spreading kernel in real space, sinc squared, is divided out at the end. Where the view has a
 * rotational symmetry, each particle is added in all equivalent turns.
 */
public final class AverageAccumulator {

  private static final int PADDING = 2;

  private static final ConcurrentHashMap<Integer, int[]> SHELLS = new ConcurrentHashMap<>();

  private final int box;
  private final int radius;
  private final int columns;
  private final int rows;
  private final int rowOrigin;
  private final int[] shells;

  /** By cell, real and imaginary part of the numerator and the denominator. */
  private final float[] sums;

  private final CyclicSymmetry symmetry;

  /** What waits to be turned, by turn modulo 180 degrees. */
  private @Nullable Waiting waiting;

  public AverageAccumulator(int box, int radius) {
    this(box, radius, CyclicSymmetry.NONE);
  }

  /**
   * @param symmetry of the average about the centre pixel
   */
  public AverageAccumulator(int box, int radius, CyclicSymmetry symmetry) {
    this.symmetry = symmetry;
    this.box = box;
    this.radius = radius;
    this.columns = PADDING * radius + 2;
    this.rowOrigin = PADDING * radius + 1;
    this.rows = 2 * rowOrigin + 1;
    this.sums = new float[3 * rows * columns];
    this.shells = SHELLS.computeIfAbsent(radius, any -> shells(rows, columns));
  }

  /**
   * Adds one particle, in all equivalent turns.
   *
   * @param disc where the coefficients lie; of the accumulator's radius or less
   * @param values coefficients, already weighted ({@code w CTF X}) and shifted
   * @param weights {@code w CTF^2}, one per coefficient
   * @param psiDegrees turns the particle into the average's frame (RELION's psi)
   */
  public void add(FrequencyDisc disc, float[] values, float[] weights, double psiDegrees) {
    for (int n = 0; n < symmetry.order(); n++) {
      addOnce(disc, values, weights, psiDegrees + n * symmetry.periodDegrees());
    }
  }

  /**
   * Adds one particle whose turn is one of a few that many particles share: those of one turn are
   * summed first, and turned together.
   *
   * @param turn the particle's, of as many as there are in 360 degrees
   * @param turns how many, always the same
   */
  public void add(FrequencyDisc disc, float[] values, float[] weights, int turn, int turns) {
    if (waiting == null) {
      waiting = new Waiting(disc, turns);
    }
    waiting.add(values, weights, turn);
  }

  /** Turns what waits. */
  private void settle() {
    if (waiting != null) {
      Waiting sum = waiting;
      waiting = null;
      for (int t = 0; t < sum.values.length; t++) {
        if (sum.values[t] != null) {
          add(sum.disc, sum.values[t], sum.weights[t], 360.0 * t / sum.turns);
        }
      }
    }
  }

  /** Sums of particles by turn. Half a turn takes a coefficient to its conjugate. */
  private static final class Waiting {
    private final FrequencyDisc disc;
    private final int turns;
    private final int different;
    private final float[][] values;
    private final float[][] weights;

    Waiting(FrequencyDisc disc, int turns) {
      this.disc = disc;
      this.turns = turns;
      this.different = turns % 2 == 0 ? turns / 2 : turns;
      this.values = new float[different][];
      this.weights = new float[different][];
    }

    void add(float[] more, float[] theirs, int turn) {
      int t = turn % different;
      if (values[t] == null) {
        values[t] = new float[more.length];
        weights[t] = new float[theirs.length];
      }
      VectorSums.addInto(weights[t], theirs);
      float[] sum = values[t];
      float sign = turn == t ? 1 : -1;
      for (int j = 0; j < more.length; j += 2) {
        sum[j] += more[j];
        sum[j + 1] += sign * more[j + 1];
      }
    }
  }

  private void addOnce(FrequencyDisc disc, float[] values, float[] weights, double psiDegrees) {
    float cos = (float) (PADDING * Math.cos(Math.toRadians(psiDegrees)));
    float sin = (float) (PADDING * Math.sin(Math.toRadians(psiDegrees)));
    for (int j = 0; j < weights.length; j++) {
      float x = cos * disc.kx(j) - sin * disc.ky(j);
      float y = sin * disc.kx(j) + cos * disc.ky(j);
      float sign = x < 0 ? -1 : 1; // the other half plane holds the conjugate
      x *= sign;
      y = y * sign + rowOrigin;
      int x0 = (int) x;
      int y0 = (int) y;
      float fx = x - x0;
      float fy = y - y0;
      float re = values[2 * j];
      float im = values[2 * j + 1] * sign;
      float w = weights[j];
      int at = 3 * (y0 * columns + x0);
      spread(at, (1 - fx) * (1 - fy), re, im, w);
      spread(at + 3, fx * (1 - fy), re, im, w);
      spread(at + 3 * columns, (1 - fx) * fy, re, im, w);
      spread(at + 3 * columns + 3, fx * fy, re, im, w);
    }
  }

  private void spread(int at, float part, float re, float im, float w) {
    sums[at] += part * re;
    sums[at + 1] += part * im;
    sums[at + 2] += part * w;
  }

  /** The symmetry of the average. */
  CyclicSymmetry symmetry() {
    return symmetry;
  }

  /** All that was added up; shared. */
  public float[] kept() {
    settle();
    return sums;
  }

  /** Adds another accumulator of the same geometry. */
  public void merge(AverageAccumulator other) {
    merge(other.kept());
  }

  /**
   * Adds what another accumulator of the same geometry has added up.
   *
   * @param other from {@link #kept}
   */
  public void merge(float[] other) {
    settle();
    VectorSums.addInto(sums, other);
  }

  /** Adds another accumulator of the same geometry, whose picture is mirrored: x becomes -x. */
  public void mergeMirrored(AverageAccumulator other) {
    settle();
    other.settle();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int to = 3 * (r * columns + c);
        int from = 3 * ((rows - 1 - r) * columns + c);
        sums[to] += other.sums[from];
        sums[to + 1] -= other.sums[from + 1];
        sums[to + 2] += other.sums[from + 2];
      }
    }
  }

  /**
   * Mean of the denominator in each integer shell, as the sum of {@code w CTF^2} that one
   * coefficient of the unpadded box has collected.
   */
  public double[] precisionPerShell() {
    settle();
    double[] sum = new double[radius + 2];
    double[] count = new double[radius + 2];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int shell = shells[r * columns + c];
        if (shell <= radius) {
          sum[shell] += sums[3 * (r * columns + c) + 2];
          count[shell] += c == 0 ? 0.5 : 1; // the column holds half of its sum, see average
        }
      }
    }
    double[] mean = new double[radius + 1];
    for (int s = 0; s <= radius; s++) {
      // A unit of weight is spread over PADDING^2 cells' worth of plane.
      mean[s] = count[s] == 0 ? 0 : sum[s] / count[s] * PADDING * PADDING;
    }
    return mean;
  }

  /** The nearest shell of each cell of a grid; the same for all averages of one detail. */
  private static int[] shells(int rows, int columns) {
    int[] shells = new int[rows * columns];
    for (int r = 0; r < rows; r++) {
      int ky = r - rows / 2;
      for (int c = 0; c < columns; c++) {
        shells[r * columns + c] = (int) Math.round(Math.sqrt(ky * ky + c * c) / PADDING);
      }
    }
    return shells;
  }

  /**
   * The weighted average {@code numerator / (denominator (1 + penalty))}.
   *
   * @param penaltyPerShell one over the signal-to-noise ratio of the average in each shell;
   *     infinite values leave a shell out
   * @return box x box pixels
   */
  public float[] average(double[] penaltyPerShell) {
    settle();
    int padded = PADDING * box;
    HalfSpectrum spectrum = HalfSpectrum.zeros(padded);
    double[] precision = precisionPerShell();
    for (int r = 0; r < rows; r++) {
      int ky = r - rowOrigin;
      for (int c = 0; c < columns; c++) {
        int shell = shells[r * columns + c];
        if (shell > radius || shell == 0 && penaltyPerShell[0] == Double.POSITIVE_INFINITY) {
          continue;
        }
        int at = 3 * (r * columns + c);
        float re = sums[at];
        float im = sums[at + 1];
        float den = sums[at + 2];
        if (c == 0) { // both halves of this column were filled
          int mirror = 3 * (rows - 1 - r) * columns;
          re += sums[mirror];
          im -= sums[mirror + 1];
          den += sums[mirror + 2];
        }
        // Cells that few particles reached must not blow up: a floor of a tenth of the shell's
        // mean.
        double floor = 0.1 * precision[shell] / (PADDING * PADDING);
        double scale = 1 / (Math.max(den, floor) * (1 + penaltyPerShell[shell]));
        if (den <= 0 || !(scale > 0) || Double.isInfinite(scale)) {
          continue;
        }
        int i = HalfSpectrum.index(padded, HalfSpectrum.rowOf(padded, ky), c);
        spectrum.values()[i] = (float) (re * scale);
        spectrum.values()[i + 1] = (float) (im * scale);
      }
    }
    return toBox(spectrum);
  }

  /** Back to real space about the centre pixel, cropped to the box, the kernel's window removed. */
  private float[] toBox(HalfSpectrum spectrum) {
    int padded = spectrum.box();
    int centre = box / 2;
    float[] wide = new float[padded * padded];
    Fft2D.of(padded).inverse(spectrum.values(), wide, centre);
    double[] window = new double[box];
    for (int x = 0; x < box; x++) {
      window[x] = window(x - centre, padded);
    }
    float[] image = new float[box * box];
    for (int row = 0, at = 0; row < box; row++) {
      int from = Math.floorMod(row - centre, padded) * padded;
      for (int column = 0; column < box; column++, at++) {
        float value = wide[from + Math.floorMod(column - centre, padded)];
        image[at] = (float) (value / (window[column] * window[row]));
      }
    }
    return image;
  }

  /** The transform of a linear (tent) kernel one padded cell wide, at a real-space offset. */
  static double window(int offset, int padded) {
    if (offset == 0) {
      return 1;
    }
    double t = Math.PI * offset / padded;
    double sinc = Math.sin(t) / t;
    return sinc * sinc;
  }
}
