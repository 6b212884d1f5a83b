package org.cryoudl.io.particles.update;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.cryoudl.io.particles.table.SharedColumn;

/**
 * New values of one column, replacing those of the input or standing behind its columns.
 *
 * @param starName the column in STAR files, without the leading underscore; empty to leave it out
 * @param xmdName the column in XMD files; empty to leave it out
 * @param value the text for a particle of the set, by its row; quoted when written
 */
public record ParticleColumn(String starName, String xmdName, IntFunction<String> value) {

  /** A column of our own, called alike in both formats. */
  public static ParticleColumn named(String name, IntFunction<String> value) {
    return new ParticleColumn(name, name, value);
  }

  /** A column of finite reals, called alike in both formats, with six decimals. */
  public static ParticleColumn reals(String name, IntToDoubleFunction value) {
    return reals(name, name, value);
  }

  /** A column of finite reals with six decimals. */
  public static ParticleColumn reals(String starName, String xmdName, IntToDoubleFunction value) {
    return new ParticleColumn(starName, xmdName, row -> decimal(value.applyAsDouble(row)));
  }

  /** The class of each particle, counted from 1. */
  public static ParticleColumn classNumbers(IntUnaryOperator classNumber) {
    return new ParticleColumn(
        SharedColumn.CLASS.starName(),
        SharedColumn.CLASS.xmdName(),
        row -> Integer.toString(classNumber.applyAsInt(row)));
  }

  /** A number as RELION prints it, with six decimals. */
  static String decimal(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("only finite numbers can be written, got " + value);
    }
    double micros = Math.abs(value) * 1e6;
    double whole = Math.floor(micros);
    // A formatter takes most of the time of writing large sets. It is left what is near a tie,
    // where
    // the product's own rounding could decide, and what is too large to be exact.
    if (micros >= 1e12 || Math.abs(micros - whole - 0.5) < 1e-3) {
      return String.format(Locale.ROOT, "%.6f", value);
    }
    long rounded = (long) (micros - whole > 0.5 ? whole + 1 : whole);
    String fraction = Long.toString(rounded % 1_000_000);
    return new StringBuilder(24)
        .append(value < 0 || 1 / value < 0 ? "-" : "")
        .append(rounded / 1_000_000)
        .append('.')
        .append("000000", 0, 6 - fraction.length())
        .append(fraction)
        .toString();
  }
}
