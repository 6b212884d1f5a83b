package org.cryoudl.fourier;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;

/**
 * The Fourier ring correlation of two images (Saxton and Baumeister, J. Microsc. 127 (1982) 127):
 * {@code FRC(s) = Re sum F_a conj(F_b) / sqrt(sum |F_a|^2 sum |F_b|^2)}, sums over the ring of
 * frequencies that round to s cycles per box. What falls below a level is found by one of two
 * rules: {@link #firstShellBelow} takes shells as they are, {@link #crossing} a smoothed curve.
 *
 * @param perShell the correlation of shells 0 to at most floor((box - 1) / 2); shell 0, the mean,
 *     decides nothing
 */
public record RingCorrelation(double[] perShell) {

  /**
   * The level at which the average of two halves counts as resolved: its correlation with the truth
   * is then 0.5 (Rosenthal and Henderson, J. Mol. Biol. 333 (2003) 721).
   */
  public static final double RESOLVED = 0.143;

  /** The classical, stricter level. */
  public static final double HALF = 0.5;

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
   * How many independent complex numbers each shell holds: half of its positions, the other half
   * being their conjugates.
   */
  public double[] frequencies() {
    // In this box all shells are whole rings, and a whole ring is the same in every box.
    ShellTable shells = ShellTable.of(2 * perShell.length);
    double[] frequencies = new double[perShell.length];
    for (int s = 0; s < frequencies.length; s++) {
      frequencies[s] = shells.multiplicity(s) / 2.0;
    }
    return frequencies;
  }

  /** The first shell, from 1 on, whose own correlation lies below a level; empty if none does. */
  public OptionalInt firstShellBelow(double level) {
    for (int s = 1; s < perShell.length; s++) {
      if (perShell[s] < level) {
        return OptionalInt.of(s);
      }
    }
    return OptionalInt.empty();
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
   * Where the correlation, smoothed over three shells, first falls below a level: in cycles per
   * box, between shells by a straight line. Empty if it never does.
   */
  public OptionalDouble crossing(double level) {
    OptionalInt first = firstSmoothedShellBelow(level);
    if (first.isEmpty()) {
      return OptionalDouble.empty();
    }
    int shell = first.getAsInt();
    double before = shell == 1 ? 1 : smoothed(shell - 1);
    double here = smoothed(shell);
    double part = before > here ? (before - level) / (before - here) : 1;
    return OptionalDouble.of(shell - 1 + Math.max(0, Math.min(1, part)));
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

  /**
   * What white noise reaches by chance: three standard deviations of the correlation of independent
   * noise, whose variance is one over twice the number of complex frequencies. A mask of share m of
   * the box's area makes neighbours alike and leaves m times as many independent ones.
   *
   * @param maskShare area of the mask over that of the box, above 0 and at most 1
   */
  public double[] chance(double maskShare) {
    double[] chance = new double[perShell.length];
    double[] frequencies = frequencies();
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
    double[] frequencies = frequencies();
    for (int s = 1; s <= Math.min(last, perShell.length - 1); s++) {
      sum += frequencies[s] * perShell[s];
      weight += frequencies[s];
    }
    return weight > 0 ? sum / weight : 0;
  }
}
