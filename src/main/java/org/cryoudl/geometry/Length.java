package org.cryoudl.geometry;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;

/**
 * A length as people write it: {@code 20A} in Angstroms or {@code 3px} in pixels.
 *
 * @param amount above 0
 * @param unit of the amount
 */
public record Length(double amount, Unit unit) {

  private static final Pattern TEXT =
      Pattern.compile(
          "([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*(A|\u00c5|\u212b|px)?",
          Pattern.CASE_INSENSITIVE);

  /** What a length is counted in. */
  public enum Unit {
    ANGSTROM("A"),
    PIXEL("px");

    private final String suffix;

    Unit(String suffix) {
      this.suffix = suffix;
    }
  }

  /** A length in Angstroms of an image whose pixel size nobody knows. */
  public record PixelSizeUnknown(String length, String file) implements Reason {
    @Override
    public String problem() {
      return file + " does not know its pixel size, which " + length + " needs";
    }

    @Override
    public String remedy() {
      return "give the pixel size, or the length in pixels";
    }
  }

  /** A length with another unit than those there are, or none. */
  public record NoLength(String text) implements Reason {
    @Override
    public String problem() {
      return "'" + text + "' is no length";
    }

    @Override
    public String remedy() {
      return "write it above 0 and with its unit, such as 20A or 3px";
    }
  }

  public Length {
    if (!(amount > 0 && Double.isFinite(amount))) {
      throw new IllegalArgumentException("a length must be above 0, got " + amount);
    }
  }

  /**
   * Reads a length such as {@code 20A}, {@code 20 Å} or {@code 3px}.
   *
   * @throws UsageException if it is none, or has no unit
   */
  public static Length parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches() || matcher.group(2) == null) {
      throw new UsageException(new NoLength(text));
    }
    double amount = Double.parseDouble(matcher.group(1));
    if (!(amount > 0 && Double.isFinite(amount))) {
      throw new UsageException(new NoLength(text));
    }
    boolean pixels = matcher.group(2).toLowerCase(Locale.ROOT).equals(Unit.PIXEL.suffix);
    return new Length(amount, pixels ? Unit.PIXEL : Unit.ANGSTROM);
  }

  /**
   * The length in pixels.
   *
   * @param pixelSizeAngstroms of the image, if known
   * @param file that the image is in, for the message
   * @throws UsageException if it is in Angstroms and no pixel size is known
   */
  public double pixels(OptionalDouble pixelSizeAngstroms, String file) {
    if (unit == Unit.PIXEL) {
      return amount;
    }
    return amount
        / pixelSizeAngstroms.orElseThrow(
            () -> new UsageException(new PixelSizeUnknown(toString(), file)));
  }

  /**
   * The length in A.
   *
   * @param pixelSizeAngstroms of the image
   */
  public double angstroms(double pixelSizeAngstroms) {
    return unit == Unit.PIXEL ? amount * pixelSizeAngstroms : amount;
  }

  /** As it is written: 20A. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString() + unit.suffix;
  }
}
