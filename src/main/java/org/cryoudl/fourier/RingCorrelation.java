package org.cryoudl.fourier;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;

/**
 * The Fourier ring correlation of two images (Saxton and Baumeister, J. Microsc. 127 (1982) 127):
 * {@code FRC(s) = Re sum F_a conj(F_b) / sqrt(sum |F_a|^2 sum |F_b|^2)}, sums over the ring of
 * frequencies that round to s cycles per box.
 *
 * <p>One rule says how far two images agree, {@link #crossing}: up to the first frequency at which
 * the correlation, averaged over a shell and both its neighbours, falls below the level or below
 * what noise reaches by chance.
 *
 * @param perShell the correlation of shells 0 to at most floor((box - 1) / 2); shell 0, the mean,
 *     decides nothing
 * @param independent share of a shell's coefficients that are independent, above 0 and at most 1:
 *     the share of the box inside a mask, or one over the order of a symmetry
 */
public record RingCorrelation(double[] perShell, double independent) {

  /**
   * The level at which the average of two halves counts as resolved: its correlation with the truth
   * is then 0.5 (Rosenthal and Henderson, J. Mol. Biol. 333 (2003) 721).
   */
  public static final double RESOLVED = 0.143;

  /** The classical, stricter level. */
  public static final double HALF = 0.5;

  /**
   * In the first shells, with their few coefficients, chance reaches any correlation; there a half
   * is enough.
   */
  private static final double MOST_BY_CHANCE = HALF;

  /** Checks the share. */
  public RingCorrelation {
    if (!(independent > 0 && independent <= 1)) {
      throw new IllegalArgumentException(
          "the share of independent coefficients must be above 0 and at most 1, got "
              + independent);
    }
  }

  /** All coefficients are independent, as in whole images. */
  public RingCorrelation(double[] perShell) {
    this(perShell, 1);
  }

  /**
   * Correlates two images as they lie, in all whole rings; shell 0 counts as 1.
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
    RingCorrelation rings =
        of(
            Fft2D.of(box).forward(first.pixels()),
            Fft2D.of(box).forward(second.pixels()),
            (box - 1) / 2);
    rings.perShell[0] = 1;
    return rings;
  }

  /**
   * Correlates two spectra.
   *
   * @param first of a square image
   * @param second of one of the same box
   * @param last the last shell, at most floor((box - 1) / 2)
   */
  public static RingCorrelation of(HalfSpectrum first, HalfSpectrum second, int last) {
    int box = first.box();
    float[] a = first.values();
    float[] b = second.values();
    ShellTable shells = ShellTable.of(box);
    double[] ab = new double[last + 1];
    double[] aa = new double[last + 1];
    double[] bb = new double[last + 1];
    int columns = HalfSpectrum.columns(box);
    for (int p = 0; p < a.length / 2; p++) {
      int shell = shells.shell(p);
      if (shell <= last) {
        int m = HalfSpectrum.multiplicity(box, p % columns);
        float ar = a[2 * p];
        float ai = a[2 * p + 1];
        float br = b[2 * p];
        float bi = b[2 * p + 1];
        ab[shell] += m * (ar * br + ai * bi);
        aa[shell] += m * (ar * ar + ai * ai);
        bb[shell] += m * (br * br + bi * bi);
      }
    }
    double[] correlation = new double[last + 1];
    for (int s = 0; s <= last; s++) {
      double norm = Math.sqrt(aa[s] * bb[s]);
      correlation[s] = norm > 0 ? ab[s] / norm : 0;
    }
    return new RingCorrelation(correlation);
  }

  /**
   * Correlates what two images show inside a mask.
   *
   * @param mask made for their box; each image's mean over its soft edge takes the outside's place
   */
  public static RingCorrelation of(Image first, Image second, CircularMask mask) {
    return new RingCorrelation(
        of(masked(first, mask), masked(second, mask)).perShell, mask.share());
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
   * How many independent complex numbers each shell holds: half of its positions, the other half
   * being their conjugates.
   */
  public double[] frequencies() {
    double[] frequencies = new double[perShell.length];
    for (int s = 0; s < frequencies.length; s++) {
      frequencies[s] = coefficients(s);
    }
    return frequencies;
  }

  private double coefficients(int shell) {
    // In this box all shells are whole rings, and a whole ring is the same in every box.
    return ShellTable.of(2 * perShell.length).multiplicity(shell) / 2.0;
  }

  /**
   * The first shell, from 1 on, at which the correlation smoothed over three shells lies below a
   * level; empty if it never does.
   */
  public OptionalInt firstSmoothedShellBelow(double level) {
    for (int s = 1; s < perShell.length; s++) {
      if (smoothed(s) < level) {
        return OptionalInt.of(s);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * How far the images agree, in cycles per box: where the {@link #smoothed} correlation first
   * falls below a level or, where that is higher, below {@link #chance} (below 0.5 in the first
   * shells, where chance reaches any correlation). Between shells by a straight line. Empty if it
   * never does.
   */
  public OptionalDouble crossing(double level) {
    double before = Double.NaN;
    for (int s = 1; s < perShell.length; s++) {
      double needed = Math.max(level, Math.min(MOST_BY_CHANCE, chance(s)));
      double above = smoothed(s) - needed;
      if (above < 0) {
        double from = s == 1 ? 1 - needed : before;
        return OptionalDouble.of(s - 1 + from / (from - above));
      }
      before = above;
    }
    return OptionalDouble.empty();
  }

  /** The mean of a shell and its neighbours, as far as they are shells from 1 to the last. */
  public double smoothed(int shell) {
    double sum = 0;
    int count = 0;
    for (int s = Math.max(1, shell - 1); s <= Math.min(perShell.length - 1, shell + 1); s++) {
      sum += perShell[s];
      count++;
    }
    return sum / count;
  }

  /** {@link #smoothed} of every shell; shell 0 as it is. */
  public double[] smoothed() {
    double[] smooth = new double[perShell.length];
    for (int s = 0; s < smooth.length; s++) {
      smooth[s] = s == 0 ? perShell[0] : smoothed(s);
    }
    return smooth;
  }

  /**
   * What the {@link #smoothed} correlation of images that share nothing reaches by chance: three
   * standard deviations. The correlation of independent noise has a variance of one over twice the
   * number of its independent complex coefficients, and neighbouring shells are independent. At
   * most 1.
   */
  public double[] chance() {
    double[] chance = new double[perShell.length];
    for (int s = 0; s < chance.length; s++) {
      chance[s] = s == 0 ? 1 : Math.min(1, chance(s));
    }
    return chance;
  }

  private double chance(int shell) {
    double variance = 0;
    int count = 0;
    for (int s = Math.max(1, shell - 1); s <= Math.min(perShell.length - 1, shell + 1); s++) {
      variance += 1 / Math.max(1, 2 * coefficients(s) * independent);
      count++;
    }
    return 3 * Math.sqrt(variance) / count;
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
    double[] frequencies = frequencies();
    for (int s = 1; s <= Math.min(last, perShell.length - 1); s++) {
      sum += frequencies[s] * perShell[s];
      weight += frequencies[s];
    }
    return weight > 0 ? sum / weight : 0;
  }
}
