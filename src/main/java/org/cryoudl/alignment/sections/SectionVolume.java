package org.cryoudl.alignment.sections;

import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.harmonics.HalfCircle;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Sums of one volume's transform on a grid of double density. What particles of a view add up to
 * lies on the central section at right angles to that view (Bracewell, Aust. J. Phys. 9 (1956)
 * 198), and each of its values goes to its eight neighbours, with the weights of trilinear
 * interpolation and its share of the plane.
 */
final class SectionVolume {

  /** Points of the grid in a cycle per box. */
  static final int PADDING = 2;

  private final int finest;
  private final int side;

  /** The numerator, as in {@link GridSpectrum}; half of what belongs to points with x = 0. */
  private final float[] numerator;

  /** The same of the denominator, one number a point. */
  private final float[] denominator;

  /**
   * Sums of nothing.
   *
   * @param finest largest frequency in cycles per box
   */
  SectionVolume(int finest) {
    this.finest = finest;
    this.side = side(finest);
    this.numerator = new float[GridSpectrum.length(side, side, side)];
    this.denominator = new float[numerator.length / 2];
  }

  /** Points along each axis: the finest ring, its neighbours, and a length that divides well. */
  private static int side(int rings) {
    return (2 * (PADDING * rings + 2) + 7) / 8 * 8;
  }

  /**
   * The mask of all volumes of so many rings.
   *
   * @param radius that holds the particle, as a share of the box
   */
  SphereMask mask(double radius) {
    return new SphereMask(side, radius);
  }

  /** Largest frequency in cycles per box. */
  int finest() {
    return finest;
  }

  /** The same sums with room for finer rings, where there is nothing yet. */
  SectionVolume finer(int rings) {
    SectionVolume wider = new SectionVolume(rings);
    int columns = side / 2 + 1;
    for (int z = 0; z < side; z++) {
      int widerZ = Math.floorMod(GridSpectrum.frequency(z, side), wider.side);
      for (int y = 0; y < side; y++) {
        int widerY = Math.floorMod(GridSpectrum.frequency(y, side), wider.side);
        int from = (z * side + y) * columns;
        int to = (widerZ * wider.side + widerY) * (wider.side / 2 + 1);
        System.arraycopy(numerator, 2 * from, wider.numerator, 2 * to, 2 * columns);
        System.arraycopy(denominator, from, wider.denominator, to, columns);
      }
    }
    return wider;
  }

  /** The sums, to be kept; shares the arrays. */
  record Kept(float[] numerator, float[] denominator) {}

  /** The sums, to be kept. */
  Kept kept() {
    return new Kept(numerator, denominator);
  }

  /** Takes over sums of the same shape. */
  void restore(Kept kept) {
    System.arraycopy(kept.numerator, 0, numerator, 0, numerator.length);
    System.arraycopy(kept.denominator, 0, denominator, 0, denominator.length);
  }

  /** Lets what was added so far count less. */
  void fade(double factor) {
    float f = (float) factor;
    for (int i = 0; i < numerator.length; i++) {
      numerator[i] *= f;
    }
    for (int i = 0; i < denominator.length; i++) {
      denominator[i] *= f;
    }
  }

  /** Adds sums of the same shape. */
  void add(SectionVolume other) {
    for (int i = 0; i < numerator.length; i++) {
      numerator[i] += other.numerator[i];
    }
    for (int i = 0; i < denominator.length; i++) {
      denominator[i] += other.denominator[i];
    }
  }

  /** The same sums, which change no more with these. */
  SectionVolume copy() {
    SectionVolume copy = new SectionVolume(finest);
    copy.add(this);
    return copy;
  }

  /**
   * Adds the sums of views.
   *
   * @param sums one class a view
   * @param frequencies of the sums, with no more rings than this volume has
   */
  void add(ClassSums sums, PolarFrequencies frequencies, ViewGrid views) {
    int rings = frequencies.rings();
    HalfCircle circle = new HalfCircle(frequencies);
    float[] shares = new float[rings];
    for (int r = 0; r < rings; r++) {
      shares[r] = (float) (PolarFrequencies.coefficients(r) / PolarFrequencies.TURNS);
    }
    for (int v = 0; v < views.size(); v++) {
      if (sums.weight[v] > 0) {
        float[][] samples = circle.samples(sums.numerator[v], shares);
        double[] frame = views.frame(v);
        for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
          for (int r = 0; r < rings; r++) {
            Point point = point(frame, h, r);
            int at = h * rings + r;
            float imaginary = point.conjugate ? -samples[1][at] : samples[1][at];
            add(point, samples[0][at], imaginary, shares[r] * sums.denominator[v][r]);
          }
        }
      }
    }
  }

  private void add(Point point, float real, float imaginary, float weight) {
    for (int n = 0; n < 8; n++) {
      float part = point.part(n);
      int at = at(point, n);
      numerator[2 * at] += part * real;
      numerator[2 * at + 1] += part * imaginary;
      denominator[at] += part * weight;
    }
  }

  /** A place between points of the grid, in the half space that is kept. */
  private record Point(double x, double y, double z, boolean conjugate) {

    /** The weight of one of the eight neighbours. */
    float part(int n) {
      double px = x - Math.floor(x);
      double py = y - Math.floor(y);
      double pz = z - Math.floor(z);
      return (float)
          (((n & 1) == 0 ? 1 - px : px)
              * ((n & 2) == 0 ? 1 - py : py)
              * ((n & 4) == 0 ? 1 - pz : pz));
    }
  }

  private static Point point(double[] frame, int angle, int ring) {
    double turn = PolarFrequencies.angle(angle);
    double right = PADDING * (ring + 1) * Math.cos(turn);
    double down = PADDING * (ring + 1) * Math.sin(turn);
    double x = right * frame[0] + down * frame[3];
    double y = right * frame[1] + down * frame[4];
    double z = right * frame[2] + down * frame[5];
    return x < 0 ? new Point(-x, -y, -z, true) : new Point(x, y, z, false);
  }

  /** Position of one of the eight neighbours of a place. */
  private int at(Point point, int n) {
    int x = (int) Math.floor(point.x) + (n & 1);
    int y = Math.floorMod((int) Math.floor(point.y) + (n >> 1 & 1), side);
    int z = Math.floorMod((int) Math.floor(point.z) + (n >> 2 & 1), side);
    return (z * side + y) * (side / 2 + 1) + x;
  }

  /** Does something at every point of the grid within some rings. */
  private void forEach(int rings, Visitor visitor) {
    int columns = side / 2 + 1;
    for (int z = 0; z < side; z++) {
      int kz = GridSpectrum.frequency(z, side);
      for (int y = 0; y < side; y++) {
        int ky = GridSpectrum.frequency(y, side);
        for (int x = 0; x < columns; x++) {
          double radius = Math.sqrt(x * x + ky * ky + kz * kz) / PADDING;
          int ring = Math.max(0, (int) Math.round(radius) - 1);
          if (ring < rings) {
            int twin = x > 0 ? -1 : ((side - z) % side * side + (side - y) % side) * columns;
            visitor.visit((z * side + y) * columns + x, twin, ring);
          }
        }
      }
    }
  }

  /** What is done at a point. */
  @FunctionalInterface
  private interface Visitor {
    /**
     * Does it.
     *
     * @param twin position whose conjugate has to be added; -1 if none
     */
    void visit(int at, int twin, int ring);
  }

  /**
   * Power of the volume at each ring, as far as independent sums show the same: {@code Re sum N_f
   * conj(N_g) / sum D_f D_g} over all pairs of sums f and g. Without bias by noise; below 0 where
   * there is nothing but noise.
   */
  static double[] commonPower(SectionVolume... sums) {
    int rings = sums[0].finest;
    double[] cross = new double[rings];
    double[] weight = new double[rings];
    sums[0].forEach(
        rings,
        (at, twin, ring) -> {
          if (twin < 0) { // the plane of the twins shows nothing that the others do not
            double re = 0;
            double im = 0;
            double d = 0;
            double alone = 0;
            double squares = 0;
            for (SectionVolume sum : sums) {
              double real = sum.numerator[2 * at];
              double imaginary = sum.numerator[2 * at + 1];
              double own = sum.denominator[at];
              re += real;
              im += imaginary;
              d += own;
              alone += real * real + imaginary * imaginary;
              squares += own * own;
            }
            cross[ring] += re * re + im * im - alone;
            weight[ring] += d * d - squares;
          }
        });
    for (int r = 0; r < rings; r++) {
      cross[r] = weight[r] > 0 ? cross[r] / weight[r] : 0;
    }
    return cross;
  }

  /**
   * The volume that the sums make: Wiener filtered, {@code V = N / (D + noise / signal)}, and
   * masked.
   *
   * @param ratio of noise to signal of a coefficient at each ring of {@code frequencies}
   * @param mask from {@link #mask}
   */
  Sections filtered(double[] ratio, PolarFrequencies frequencies, SphereMask mask) {
    GridSpectrum spectrum = GridSpectrum.zeros(side, side, side);
    float[] values = spectrum.values();
    double share = Math.pow(PADDING, -3); // of a coefficient that a point of the grid stands for
    forEach(
        frequencies.rings(),
        (at, twin, ring) -> {
          float re = numerator[2 * at];
          float im = numerator[2 * at + 1];
          double whole = denominator[at];
          if (twin >= 0) {
            re += numerator[2 * twin];
            im -= numerator[2 * twin + 1];
            whole += denominator[twin];
          }
          double below = whole + share * ratio[ring];
          values[2 * at] = (float) (re / below);
          values[2 * at + 1] = (float) (im / below);
        });
    return new Sections(mask.applied(spectrum), frequencies);
  }

  /** A volume from which sections are read. */
  final class Sections {

    private final float[] values;
    private final PolarFrequencies frequencies;

    private Sections(GridSpectrum spectrum, PolarFrequencies frequencies) {
      this.values = spectrum.values();
      this.frequencies = frequencies;
    }

    /** The sections of all views: harmonics, each with real parts ring by ring and imaginary. */
    float[][] of(ViewGrid views) {
      HalfCircle circle = new HalfCircle(frequencies);
      float[][] sections = new float[views.size()][];
      ParallelLoop.run(views.size(), v -> sections[v] = section(views.frame(v), circle));
      return sections;
    }

    private float[] section(double[] frame, HalfCircle circle) {
      int rings = frequencies.rings();
      float[][] samples = new float[2][PolarFrequencies.HALF_ANGLES * rings];
      for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
        for (int r = 0; r < rings; r++) {
          Point point = point(frame, h, r);
          float re = 0;
          float im = 0;
          for (int n = 0; n < 8; n++) {
            float part = point.part(n);
            int at = at(point, n);
            re += part * values[2 * at];
            im += part * values[2 * at + 1];
          }
          samples[0][h * rings + r] = re;
          samples[1][h * rings + r] = point.conjugate ? -im : im;
        }
      }
      float[] harmonics = new float[2 * rings * frequencies.harmonics()];
      circle.addHarmonics(samples, harmonics);
      return harmonics;
    }
  }
}
