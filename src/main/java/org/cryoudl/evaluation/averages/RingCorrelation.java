package org.cryoudl.evaluation.averages;

import java.util.OptionalDouble;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.RingLevel;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;

/**
 * The Fourier ring correlation of two images (Saxton and Baumeister, J. Microsc. 127 (1982) 127):
 * {@code FRC(s) = Re sum F_a conj(F_b) / sqrt(sum |F_a|^2 sum |F_b|^2)}, sums over the ring of
 * frequencies that round to s cycles per box.
 *
 * @param box side of the images in pixels
 * @param perShell the correlation of shells 0 to floor((box - 1) / 2); shell 0, the mean, is 1
 * @param frequencies how many independent complex numbers each shell holds: half of its positions,
 *     the other half being their conjugates
 */
public record RingCorrelation(int box, double[] perShell, double[] frequencies) {

  /** The level at which half averages say that the average of both is resolved. */
  public static final double RESOLVED = RingLevel.RESOLVED;

  /** The classical, stricter level. */
  public static final double HALF = 0.5;

  /**
   * Correlates two images as they lie.
   *
   * @param first a square image
   * @param second one of the same box
   */
  public static RingCorrelation of(Image first, Image second) {
    int box = first.box();
    if (second.box() != box) {
      throw new IllegalArgumentException(
          "ring correlation needs images of one box, got " + box + " and " + second.box());
    }
    float[] a = Fft2D.of(box).forward(first.pixels()).values();
    float[] b = Fft2D.of(box).forward(second.pixels()).values();
    ShellTable shells = ShellTable.of(box);
    int count = (box - 1) / 2 + 1;
    double[] ab = new double[count];
    double[] aa = new double[count];
    double[] bb = new double[count];
    int columns = HalfSpectrum.columns(box);
    for (int p = 0; p < a.length / 2; p++) {
      int shell = shells.shell(p);
      if (shell < count) {
        int m = HalfSpectrum.multiplicity(box, p % columns);
        double ar = a[2 * p];
        double ai = a[2 * p + 1];
        double br = b[2 * p];
        double bi = b[2 * p + 1];
        ab[shell] += m * (ar * br + ai * bi);
        aa[shell] += m * (ar * ar + ai * ai);
        bb[shell] += m * (br * br + bi * bi);
      }
    }
    double[] correlation = new double[count];
    double[] frequencies = new double[count];
    for (int s = 0; s < count; s++) {
      double norm = Math.sqrt(aa[s] * bb[s]);
      correlation[s] = norm > 0 ? ab[s] / norm : 0;
      frequencies[s] = shells.multiplicity(s) / 2.0;
    }
    correlation[0] = 1;
    return new RingCorrelation(box, correlation, frequencies);
  }

  /**
   * Correlates what two images show inside a mask.
   *
   * @param mask made for their box; each image's mean over its soft edge takes the outside's place
   */
  public static RingCorrelation of(Image first, Image second, CircularMask mask) {
    return of(masked(first, mask), masked(second, mask));
  }

  private static Image masked(Image image, CircularMask mask) {
    float[] pixels = image.pixels().clone();
    mask.apply(pixels, CircularMask.Fill.EDGE_MEAN);
    return Image.square(image.box(), pixels);
  }

  /** Number of shells. */
  public int size() {
    return perShell.length;
  }

  /**
   * Where the correlation, smoothed over three shells, first falls below a level: in cycles per
   * box, between shells by a straight line. Empty if it never does.
   */
  public OptionalDouble crossing(double level) {
    double before = 1;
    for (int s = 1; s < perShell.length; s++) {
      double here = smoothed(s);
      if (here < level) {
        double part = before > here ? (before - level) / (before - here) : 1;
        return OptionalDouble.of(s - 1 + Math.max(0, Math.min(1, part)));
      }
      before = here;
    }
    return OptionalDouble.empty();
  }

  private double smoothed(int shell) {
    double sum = 0;
    int count = 0;
    for (int s = Math.max(1, shell - 1); s <= Math.min(perShell.length - 1, shell + 1); s++) {
      sum += perShell[s];
      count++;
    }
    return sum / count;
  }

  /**
   * What white noise reaches by chance: three standard deviations of the correlation of independent
   * noise, whose variance is one over twice the number of complex frequencies. A mask of share m of
   * the box's area makes neighbours alike and leaves m times as many independent ones.
   *
   * @param maskShare area of the mask over that of the box, above 0 and at most 1
   */
  public double[] chance(double maskShare) {
    double[] chance = new double[perShell.length];
    for (int s = 0; s < chance.length; s++) {
      chance[s] = Math.min(1, 3 / Math.sqrt(Math.max(1, 2 * frequencies[s] * maskShare)));
    }
    return chance;
  }

  /**
   * Signal-to-noise ratio of the average of both images per shell, {@code 2 FRC / (1 - FRC)}
   * (Rosenthal and Henderson, J. Mol. Biol. 333 (2003) 721); 0 where the correlation is negative.
   */
  public double[] spectralSnr() {
    double[] snr = new double[perShell.length];
    for (int s = 1; s < snr.length; s++) {
      double frc = Math.max(0, Math.min(perShell[s], 1 - 1e-9));
      snr[s] = 2 * frc / (1 - frc);
    }
    return snr;
  }

  /** The mean over shells 1 to {@code last}, weighted by their numbers of frequencies. */
  public double mean(int last) {
    double sum = 0;
    double weight = 0;
    for (int s = 1; s <= Math.min(last, perShell.length - 1); s++) {
      sum += frequencies[s] * perShell[s];
      weight += frequencies[s];
    }
    return weight > 0 ? sum / weight : 0;
  }
}
