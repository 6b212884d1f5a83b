package org.cryoudl.metadata;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Which pixel sizes an electron microscope's images of particles can have. */
public final class PixelSize {

  /** The smallest and the largest in A; binned overviews of tomograms reach some 100 A. */
  private static final double LEAST = 0.01;

  private static final double MOST = 1000;

  private PixelSize() {}

  /** Whether an image can have this pixel size. */
  public static boolean isPossible(double angstroms) {
    return angstroms >= LEAST && angstroms <= MOST;
  }

  /** What is wrong with a size that is not possible, as a part of a sentence. */
  public static String objection(double angstroms) {
    return String.format(
        Locale.ROOT,
        "the pixel size is %s, but one of particles lies between %s and %s",
        words(angstroms),
        plain(LEAST),
        words(MOST));
  }

  /** A size as a person writes it: 1.35 A. */
  public static String words(double angstroms) {
    return plain(angstroms) + " A";
  }

  private static String plain(double value) {
    if (value != 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7)) {
      return Float.toString((float) value);
    }
    return new BigDecimal(value).round(new MathContext(7)).stripTrailingZeros().toPlainString();
  }
}
