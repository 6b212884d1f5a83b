package org.cryoudl.alignment.baseline;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.fourier.CrossCorrelation;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Whitened cross-correlation of particles with a picture: frequencies are weighted by one over the
 * mean power of the particles in their shell, which is the matched filter where noise prevails (van
 * Heel, Schatz and Orlova, Ultramicroscopy 46 (1992) 307). Immutable; threads may share it.
 */
public final class Correlator {

  private static final int POWER_PARTICLES = 200;
  private static final double MASK_EDGE = 0.04;

  private final int box;
  private final double[] shellWeights;
  private final float[] weights;
  private final CrossCorrelation correlation;

  /**
   * A comparison.
   *
   * @param shiftXPixels motion of the image against the picture toward larger columns
   * @param shiftYPixels motion toward larger rows
   * @param coefficient whitened correlation coefficient there, -1 to 1
   */
  record Match(double shiftXPixels, double shiftYPixels, double coefficient) {}

  private Correlator(int box, double[] shellWeights) {
    this.box = box;
    this.shellWeights = shellWeights;
    this.weights = ShellTable.of(box).spread(Arrays.copyOf(shellWeights, (box + 1) / 2));
    this.correlation = new CrossCorrelation(box);
  }

  /** The correlator for the images of a set, weighted by their mean power. */
  static Correlator of(ParticleIntake intake) {
    return of(intake.box(), intake.size(), intake.images()::read);
  }

  /** The same for images from anywhere: some of all, evenly spread, give their power. */
  static Correlator of(int box, int size, IntFunction<float[]> images) {
    int count = Math.min(POWER_PARTICLES, size);
    ShellTable shells = ShellTable.of(box);
    double[] power =
        ParallelLoop.reduce(
            count,
            () -> new double[shells.count()],
            (sum, i) -> {
              float[] pixels = images.apply((int) ((long) i * size / count));
              shells.addPower(Fft2D.of(box).forward(pixels), sum);
            },
            (sum, other) -> {
              for (int s = 0; s < sum.length; s++) {
                sum[s] += other[s];
              }
            });
    double[] weights = new double[(box + 1) / 2];
    for (int s = 1; s < weights.length; s++) {
      double mean = power[s] / ((double) shells.multiplicity(s) * count);
      weights[s] = mean > 0 ? 1 / mean : 0;
    }
    return new Correlator(box, weights);
  }

  /** A correlator that weighs all frequencies up to the circle of Nyquist alike. */
  public static Correlator plain(int box) {
    double[] weights = new double[(box + 1) / 2];
    Arrays.fill(weights, 1, weights.length, 1);
    return new Correlator(box, weights);
  }

  /** The same weights for images whose transforms are cut to a smaller box. */
  Correlator inBox(int smaller) {
    return smaller == box ? this : new Correlator(smaller, shellWeights);
  }

  public int box() {
    return box;
  }

  /** A picture's transform, the picture masked to a soft disc. */
  static HalfSpectrum masked(Image picture, double maskRadius) {
    int box = picture.box();
    float[] pixels = picture.pixels().clone();
    new CircularMask(box, maskRadius * box, Math.max(2, MASK_EDGE * box))
        .apply(pixels, CircularMask.Fill.EDGE_MEAN);
    return Fft2D.of(box).forward(pixels);
  }

  /** Square root of the weighted power over the whole plane, without the origin. */
  double norm(HalfSpectrum spectrum) {
    float[] v = spectrum.values();
    double sum = 0;
    int columns = HalfSpectrum.columns(box);
    for (int p = 1; p < weights.length; p++) {
      double power = v[2 * p] * v[2 * p] + v[2 * p + 1] * v[2 * p + 1];
      sum += HalfSpectrum.multiplicity(box, p % columns) * weights[p] * power;
    }
    return Math.sqrt(sum);
  }

  /**
   * The best shift of an image against a picture.
   *
   * @param norms product of the two norms
   * @param radiusPixels longest shift tried
   */
  Match match(HalfSpectrum image, HalfSpectrum picture, double norms, double radiusPixels) {
    CrossCorrelation.Peak peak = correlation.find(image, picture, weights, radiusPixels);
    double coefficient = norms > 0 ? peak.value() * box * box / norms : 0;
    return new Match(peak.shiftXPixels(), peak.shiftYPixels(), coefficient);
  }
}
