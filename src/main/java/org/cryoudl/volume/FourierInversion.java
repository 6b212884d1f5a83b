package org.cryoudl.volume;

import java.util.Arrays;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.image.Image;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Makes a volume of what was added up in Fourier space: direct inversion with gridding correction.
 * Every point is divided by its density, which is found by iteration (Pipe and Menon, Magn. Reson.
 * Med. 41 (1999) 179, as in Scheres, J. Struct. Biol. 180 (2012) 519): the divisor is right when
 * the weights, divided by it and blurred by a small Kaiser-Bessel blob, are 1 everywhere. The
 * transform back is cropped, divided by what trilinear interpolation multiplied it by, and made
 * flat outside the sphere in the box.
 */
public final class FourierInversion {

  private static final int ITERATIONS = 10;

  /** The blob: its radius in points of the grid without padding, and its shape. */
  private static final double BLOB_RADIUS = 1.9;

  private static final double BLOB_ALPHA = 15;

  /** No point counts as less dense than this share of its shell's mean. */
  private static final double THINNEST = 1e-3;

  /** Width of the soft edge of the sphere in voxels. */
  private static final double EDGE = 3;

  private final Backprojection sums;
  private final GridFft fft;
  private final int padded;
  private final double[] meanWeight;

  private FourierInversion(Backprojection sums) {
    this.sums = sums.symmetrised();
    this.padded = sums.padded();
    this.fft = new GridFft(padded, padded, padded);
    this.meanWeight = meanWeights(this.sums);
  }

  /** The volume as the pictures have it. */
  public static Grid of(Backprojection sums) {
    return new FourierInversion(sums).volume(new double[0]);
  }

  /**
   * The volume with Wiener weights: what is noise rather than signal is damped.
   *
   * @param snr ratio of signal to noise of the volume in each shell, cycles per box; shells beyond
   *     hold noise only
   */
  public static Grid wiener(Backprojection sums, double... snr) {
    return new FourierInversion(sums).volume(snr);
  }

  /** Mean weight of every shell of the grid without padding. */
  private static double[] meanWeights(Backprojection sums) {
    int shells = sums.box() / 2 + 2;
    double[][] bySection = new double[sums.padded()][];
    int stored = sums.padded() / 2 + 1;
    sums.forEach(
        (position, radius, re, im, weight) -> {
          int section = position / (stored * sums.padded());
          double[] own = bySection[section];
          if (own == null) {
            own = new double[2 * shells];
            bySection[section] = own;
          }
          int shell = shell(radius);
          own[2 * shell] += weight;
          own[2 * shell + 1]++;
        });
    double[] means = new double[shells];
    double[] counts = new double[shells];
    for (double[] own : bySection) {
      for (int s = 0; own != null && s < shells; s++) {
        means[s] += own[2 * s];
        counts[s] += own[2 * s + 1];
      }
    }
    for (int s = 0; s < shells; s++) {
      means[s] /= Math.max(1, counts[s]);
    }
    return means;
  }

  private static int shell(double radius) {
    return (int) Math.round(radius / PaddedTransform.PADDING);
  }

  private Grid volume(double... snr) {
    float[] weights = new float[padded * padded * (padded / 2 + 1)];
    sums.forEach(
        (position, radius, re, im, weight) -> {
          int shell = shell(radius);
          double noise = noise(shell, snr);
          weights[position] =
              (float) Math.max(weight + noise, THINNEST * Math.max(meanWeight[shell], 1e-30));
        });
    float[] factors = factors(weights);
    float[] spectrum = new float[2 * factors.length];
    sums.forEach(
        (position, radius, re, im, weight) -> {
          spectrum[2 * position] = re * factors[position];
          spectrum[2 * position + 1] = im * factors[position];
        });
    float[] wide = new float[padded * padded * padded];
    fft.inverse(spectrum, wide);
    return cropped(new Grid(padded, padded, padded, wide));
  }

  /** What Wiener's filter adds to the weights: as many pictures' worth of noise. */
  private double noise(int shell, double... snr) {
    if (snr.length == 0) {
      return 0;
    }
    double ratio = shell < snr.length ? snr[shell] : 0;
    return meanWeight[shell] / Math.max(ratio, 1e-3);
  }

  /** What to multiply the sums by: weights times factors, blurred by the blob, are 1. */
  private float[] factors(float[] weights) {
    float[] factors = new float[weights.length];
    sums.forEach((position, radius, re, im, weight) -> factors[position] = 1);
    double[] blob = blobTransform();
    float[] spectrum = new float[2 * weights.length];
    float[] real = new float[padded * padded * padded];
    for (int i = 0; i < ITERATIONS; i++) {
      Arrays.fill(spectrum, 0);
      sums.forEach(
          (position, radius, re, im, weight) ->
              spectrum[2 * position] = factors[position] * weights[position]);
      fft.inverse(spectrum, real);
      multiply(real, blob);
      fft.forward(real, spectrum);
      sums.forEach(
          (position, radius, re, im, weight) -> {
            double blurred = Math.hypot(spectrum[2 * position], spectrum[2 * position + 1]);
            factors[position] /= (float) Math.max(1e-6, blurred);
          });
    }
    return factors;
  }

  /** The blob's transform at squared distances in voxels, 1 at the origin. */
  private double[] blobTransform() {
    double radius = BLOB_RADIUS * PaddedTransform.PADDING;
    int half = padded / 2 + 1;
    // By squared distance up to the corner; few enough to list them all.
    double[] values = new double[3 * half * half + 1];
    double top = blobShape(0, radius);
    for (int squared = 0; squared < values.length; squared++) {
      values[squared] = blobShape(Math.sqrt(squared) / padded, radius) / top;
    }
    return values;
  }

  /** Transform of a Kaiser-Bessel blob of order 0 in three dimensions (Lewitt 1990). */
  private static double blobShape(double frequency, double radius) {
    double x = 2 * Math.PI * radius * frequency;
    double squared = BLOB_ALPHA * BLOB_ALPHA - x * x;
    double root = Math.sqrt(Math.abs(squared));
    if (root < 1e-3) {
      return 1.0 / 3;
    }
    return squared > 0
        ? (Math.cosh(root) - Math.sinh(root) / root) / squared
        : (Math.sin(root) / root - Math.cos(root)) / -squared;
  }

  private void multiply(float[] real, double... bySquaredDistance) {
    ParallelLoop.run(
        padded,
        z -> {
          int dz = Math.min(z, padded - z);
          for (int y = 0, i = z * padded * padded; y < padded; y++) {
            int dy = Math.min(y, padded - y);
            for (int x = 0; x < padded; x++, i++) {
              int dx = Math.min(x, padded - x);
              real[i] *= (float) bySquaredDistance[dx * dx + dy * dy + dz * dz];
            }
          }
        });
  }

  /** The middle of the padded cube, gridding corrected, flat outside the sphere. */
  private Grid cropped(Grid wide) {
    int box = sums.box();
    int centre = Image.centre(box);
    Grid cube = Grid.cube(box);
    ParallelLoop.run(
        box,
        z -> {
          for (int y = 0; y < box; y++) {
            for (int x = 0; x < box; x++) {
              int from =
                  wide.index(
                      Math.floorMod(x - centre, padded),
                      Math.floorMod(y - centre, padded),
                      Math.floorMod(z - centre, padded));
              double correction = Interpolation.LINEAR.transform(radius(x, y, z, centre) / padded);
              cube.values()[cube.index(x, y, z)] = (float) (wide.values()[from] / correction);
            }
          }
        });
    flattenOutside(cube, centre);
    return cube;
  }

  private static double radius(int x, int y, int z, int centre) {
    double dx = x - centre;
    double dy = y - centre;
    double dz = z - centre;
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  private static void flattenOutside(Grid cube, int centre) {
    int box = cube.width();
    double[] inside = new double[cube.size()];
    double sum = 0;
    double weight = 0;
    for (int z = 0, i = 0; z < box; z++) {
      for (int y = 0; y < box; y++) {
        for (int x = 0; x < box; x++, i++) {
          double beyond = (radius(x, y, z, centre) - box / 2.0) / EDGE;
          inside[i] = beyond <= 0 ? 1 : beyond >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * beyond);
          sum += (1 - inside[i]) * cube.values()[i];
          weight += 1 - inside[i];
        }
      }
    }
    double background = sum / Math.max(weight, 1);
    for (int i = 0; i < inside.length; i++) {
      cube.values()[i] = (float) (inside[i] * cube.values()[i] + (1 - inside[i]) * background);
    }
  }
}
