package org.cryoudl.alignment.harmonics;

/**
 * The frequencies on which the search compares particles with classes: rings at 1, 2, ... cycles
 * per box, each sampled at evenly spaced angles of a half circle; the other half holds the
 * conjugates. Along angle, functions are taken apart into circular harmonics {@code f(theta) =
 * sum_m f_m exp(i m theta)}, in which a turn is a phase (Penczek, Radermacher and Frank,
 * Ultramicroscopy 40 (1992) 33).
 *
 * <p>On a half circle, harmonics of even order follow from real parts and those of odd order from
 * imaginary parts alone, and they are kept in that order: first 0, 2, 4, ..., then 1, 3, 5, ....
 */
public final class PolarFrequencies {

  /** Angles over the half circle. */
  public static final int HALF_ANGLES = 32;

  /** Turns that are told apart: angles over the whole circle. */
  public static final int TURNS = 2 * HALF_ANGLES;

  private final int box;
  private final int rings;
  private final int[] orders;
  private final int even;

  /**
   * @param box side length of the particles in pixels
   * @param rings largest frequency in cycles per box
   * @param maskRadius radius that holds the particles, as a share of the box: finer harmonics than
   *     fit into it are left out
   */
  public PolarFrequencies(int box, int rings, double maskRadius) {
    this.box = box;
    this.rings = rings;
    int most = Math.min(HALF_ANGLES - 1, (int) Math.ceil(2 * Math.PI * rings * maskRadius) + 2);
    this.orders = new int[most + 1];
    this.even = most / 2 + 1;
    for (int j = 0; j <= most; j++) {
      orders[j] = j < even ? 2 * j : 2 * (j - even) + 1;
    }
  }

  public int box() {
    return box;
  }

  public int rings() {
    return rings;
  }

  /** Number of harmonics. */
  public int harmonics() {
    return orders.length;
  }

  /** Number of harmonics of even or of odd order. */
  public int harmonics(boolean ofEven) {
    return ofEven ? even : orders.length - even;
  }

  /** Number of harmonics of even order, which come first. */
  public int evenHarmonics() {
    return even;
  }

  public int order(int harmonic) {
    return orders[harmonic];
  }

  /** How often a harmonic counts in a sum over all orders, negative ones among them. */
  public int multiplicity(int harmonic) {
    return orders[harmonic] == 0 ? 1 : 2;
  }

  /**
   * Number of independent coefficients that a ring stands for: the sum over a whole plane of
   * frequencies is that over rings of this times the mean along angle.
   */
  public static double coefficients(int ring) {
    return 2 * Math.PI * (ring + 1);
  }

  /**
   * The matrix that makes harmonics of one parity from the samples of a half circle, rows {@code
   * (harmonic, part)}, columns angles. Even ones are made from real, odd ones from imaginary parts.
   */
  public float[] analysis(boolean ofEven) {
    int count = ofEven ? even : orders.length - even;
    float[] matrix = new float[2 * count * HALF_ANGLES];
    for (int j = 0; j < count; j++) {
      int order = orders[ofEven ? j : even + j];
      for (int h = 0; h < HALF_ANGLES; h++) {
        double angle = Math.PI * order * h / HALF_ANGLES;
        double real = ofEven ? Math.cos(angle) : Math.sin(angle);
        double imaginary = ofEven ? -Math.sin(angle) : Math.cos(angle);
        matrix[2 * j * HALF_ANGLES + h] = (float) (real / HALF_ANGLES);
        matrix[(2 * j + 1) * HALF_ANGLES + h] = (float) (imaginary / HALF_ANGLES);
      }
    }
    return matrix;
  }

  /**
   * The matrix that makes a real function of turn, at the turns of the first half circle, from its
   * harmonics of one parity; columns {@code (harmonic, part)}. Half a turn further even ones are
   * the same and odd ones change sign.
   */
  public float[] synthesis(boolean ofEven) {
    int count = ofEven ? even : orders.length - even;
    float[] matrix = new float[HALF_ANGLES * 2 * count];
    for (int h = 0; h < HALF_ANGLES; h++) {
      for (int j = 0; j < count; j++) {
        int harmonic = ofEven ? j : even + j;
        double angle = Math.PI * orders[harmonic] * h / HALF_ANGLES;
        int at = (h * count + j) * 2;
        matrix[at] = (float) (multiplicity(harmonic) * Math.cos(angle));
        matrix[at + 1] = (float) (-multiplicity(harmonic) * Math.sin(angle));
      }
    }
    return matrix;
  }

  /**
   * The matrix that makes the samples of a half circle from harmonics of one parity, columns {@code
   * (harmonic, part)}: their real parts from even, their imaginary parts from odd orders. It undoes
   * {@link #analysis}.
   */
  public float[] samples(boolean ofEven) {
    int count = ofEven ? even : orders.length - even;
    float[] matrix = new float[HALF_ANGLES * 2 * count];
    for (int h = 0; h < HALF_ANGLES; h++) {
      for (int j = 0; j < count; j++) {
        int harmonic = ofEven ? j : even + j;
        double angle = Math.PI * orders[harmonic] * h / HALF_ANGLES;
        double cos = multiplicity(harmonic) * Math.cos(angle);
        double sin = multiplicity(harmonic) * Math.sin(angle);
        int at = (h * count + j) * 2;
        matrix[at] = (float) (ofEven ? cos : sin);
        matrix[at + 1] = (float) (ofEven ? -sin : cos);
      }
    }
    return matrix;
  }

  /**
   * The matrix that makes harmonics {@code sum over psi of p(psi) exp(-i m psi)} of one parity,
   * rows {@code (harmonic, part)}, from a function of turn on the first half circle: for even
   * orders the sum with its values half a turn further, for odd ones the difference.
   */
  public float[] turning(boolean ofEven) {
    int count = ofEven ? even : orders.length - even;
    float[] matrix = new float[2 * count * HALF_ANGLES];
    for (int j = 0; j < count; j++) {
      int order = orders[ofEven ? j : even + j];
      for (int h = 0; h < HALF_ANGLES; h++) {
        double phase = -Math.PI * order * h / HALF_ANGLES;
        matrix[2 * j * HALF_ANGLES + h] = (float) Math.cos(phase);
        matrix[(2 * j + 1) * HALF_ANGLES + h] = (float) Math.sin(phase);
      }
    }
    return matrix;
  }

  /** An angle of the half circle in radians, from 0. */
  public static double angle(int number) {
    return Math.PI * number / HALF_ANGLES;
  }

  /** The turn of a bin in degrees, 0 to below 360. */
  public static double turnDegrees(int bin) {
    return 360.0 * bin / TURNS;
  }
}
