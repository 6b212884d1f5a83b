package org.cryoudl.similarity;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.parallel.ParallelLoop;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Averages on rings, as circular harmonics: what a rotation does to them is a phase. Each average
 * is sampled about several centres, because a small shift of the centre changes the rings.
 *
 * <p>Samples of a centre have mean 0 and norm 1 over the disc, so that products of harmonics sum up
 * to normalised cross-correlations.
 */
final class PolarAverages {

  /** Angles of a full turn at which correlations are known. */
  static final int ANGLES = 64;

  /** Harmonics 0 to half as many. */
  static final int HARMONICS = ANGLES / 2;

  /** The rings are sampled twice as fine, so that higher harmonics do not fold into lower ones. */
  private static final int SAMPLES = 2 * ANGLES;

  /** Cosine and sine of each angle. */
  private static final double[] DIRECTIONS = new double[2 * SAMPLES];

  static {
    for (int a = 0; a < SAMPLES; a++) {
      DIRECTIONS[2 * a] = Math.cos(2 * Math.PI * a / SAMPLES);
      DIRECTIONS[2 * a + 1] = Math.sin(2 * Math.PI * a / SAMPLES);
    }
  }

  private static final double FIRST_RADIUS = 1.5;
  private static final double RING_STEP = 1.5;

  private final int rings;
  private final double[][] centres;

  /** [harmonic][average][centre][ring], real and imaginary parts. */
  private final float[][] real;

  private final float[][] imaginary;
  private final int count;

  private PolarAverages(int count, int rings, double[][] centres) {
    this.count = count;
    this.rings = rings;
    this.centres = centres;
    this.real = new float[HARMONICS][count * centres.length * rings];
    this.imaginary = new float[HARMONICS][count * centres.length * rings];
  }

  /**
   * Samples averages.
   *
   * @param maxShift of the centre, in pixels that are compared; centres lie 2 pixels apart
   */
  static PolarAverages of(DiscAverages averages, double maxShift) {
    double[][] centres = centres(maxShift);
    double reach = averages.side() * DiscAverages.RADIUS_SHARE;
    int rings = (int) Math.floor((reach - FIRST_RADIUS) / RING_STEP) + 1;
    PolarAverages polar = new PolarAverages(averages.count(), rings, centres);
    FloatFFT_1D transform = new FloatFFT_1D(SAMPLES);
    ParallelLoop.run(
        averages.count(),
        i -> {
          for (int s = 0; s < centres.length; s++) {
            polar.sample(averages, i, s, transform);
          }
        });
    return polar;
  }

  private static double[][] centres(double maxShift) {
    List<double[]> centres = new ArrayList<>();
    int steps = (int) Math.floor(maxShift / 2 + 1e-9);
    for (int y = -steps; y <= steps; y++) {
      for (int x = -steps; x <= steps; x++) {
        if (x * x + y * y <= steps * steps) {
          centres.add(new double[] {2 * x, 2 * y});
        }
      }
    }
    return centres.toArray(double[][]::new);
  }

  private void sample(DiscAverages averages, int index, int shift, FloatFFT_1D transform) {
    float[][] values = new float[rings][SAMPLES];
    double sum = 0;
    double weights = 0;
    for (int r = 0; r < rings; r++) {
      double radius = FIRST_RADIUS + r * RING_STEP;
      for (int a = 0; a < SAMPLES; a++) {
        values[r][a] =
            averages.at(
                index,
                centres[shift][0] + radius * DIRECTIONS[2 * a],
                centres[shift][1] + radius * DIRECTIONS[2 * a + 1]);
        sum += radius * values[r][a];
      }
      weights += radius * SAMPLES;
    }
    float mean = (float) (sum / weights);
    double norm = 0;
    for (int r = 0; r < rings; r++) {
      double radius = FIRST_RADIUS + r * RING_STEP;
      for (int a = 0; a < SAMPLES; a++) {
        values[r][a] -= mean;
        norm += radius * values[r][a] * values[r][a];
      }
    }
    for (int r = 0; r < rings; r++) {
      transform.realForward(values[r]);
      // Harmonics below half the samples: their sum of squares times 2 / SAMPLES is that of the
      // ring.
      double radius = FIRST_RADIUS + r * RING_STEP;
      float scale = norm > 0 ? (float) Math.sqrt(radius / norm / SAMPLES) : 0;
      for (int m = 0; m < HARMONICS; m++) {
        int at = at(index, shift, r);
        real[m][at] = scale * values[r][2 * m];
        imaginary[m][at] = m == 0 ? 0 : scale * values[r][2 * m + 1];
      }
    }
  }

  private int at(int index, int shift, int ring) {
    return (index * centres.length + shift) * rings + ring;
  }

  int count() {
    return count;
  }

  int rings() {
    return rings;
  }

  /** How many centres each average was sampled about. */
  int centreCount() {
    return centres.length;
  }

  /** The index of the centre without a shift. */
  int middle() {
    return centres.length / 2;
  }

  /** A centre relative to that of the box, {x, y} in pixels. */
  double[] centre(int shift) {
    return centres[shift].clone();
  }

  /**
   * One harmonic of some averages about their own centre, a row for each: first all real parts,
   * then all imaginary parts; a column is a ring.
   */
  float[] aboutOwnCentre(int harmonic, int from, int to) {
    int size = to - from;
    float[] packed = new float[2 * size * rings];
    for (int i = 0; i < size; i++) {
      int source = at(from + i, middle(), 0);
      System.arraycopy(real[harmonic], source, packed, i * rings, rings);
      System.arraycopy(imaginary[harmonic], source, packed, (size + i) * rings, rings);
    }
    return packed;
  }

  /** The same about all centres; the centres of an average follow each other. */
  float[] aboutAllCentres(int harmonic, int from, int to) {
    int length = (to - from) * centres.length * rings;
    float[] packed = new float[2 * length];
    int source = at(from, 0, 0);
    System.arraycopy(real[harmonic], source, packed, 0, length);
    System.arraycopy(imaginary[harmonic], source, packed, length, length);
    return packed;
  }
}
