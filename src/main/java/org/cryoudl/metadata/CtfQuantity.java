package org.cryoudl.metadata;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cryoudl.failure.UsageException;

/**
 * The quantities a contrast transfer function depends on, each with the values it can have in an
 * electron microscope. What lies outside was not measured, stands in another unit, or is a mistake.
 */
public enum CtfQuantity {
  VOLTAGE(
      "an acceleration voltage", 10, 3000, "kV", "volts", CtfParameters::voltageKilovolts, 10_000),
  SPHERICAL_ABERRATION(
      "a spherical aberration",
      0,
      20,
      "mm",
      "micrometres",
      CtfParameters::sphericalAberrationMillimetres,
      100),
  AMPLITUDE_CONTRAST(
      "an amplitude contrast", 0, 1, "", "per cent", CtfParameters::amplitudeContrast, 2),
  DEFOCUS_U("a defocus", -5e5, 5e5, "A", "", CtfParameters::defocusUAngstroms, Double.MAX_VALUE),
  DEFOCUS_V("a defocus", -5e5, 5e5, "A", "", CtfParameters::defocusVAngstroms, Double.MAX_VALUE),
  PHASE_SHIFT(
      "a phase shift",
      -360,
      360,
      "degrees",
      "",
      CtfParameters::phaseShiftDegrees,
      Double.MAX_VALUE);

  private final String words;
  private final double least;
  private final double most;
  private final String unit;
  private final String mistakenUnit;
  private final ToDoubleFunction<CtfParameters> value;
  private final double mistakenFrom;

  CtfQuantity(
      String words,
      double least,
      double most,
      String unit,
      String mistakenUnit,
      ToDoubleFunction<CtfParameters> value,
      double mistakenFrom) {
    this.words = words;
    this.least = least;
    this.most = most;
    this.unit = unit;
    this.mistakenUnit = mistakenUnit;
    this.value = value;
    this.mistakenFrom = mistakenFrom;
  }

  /** Its value in our unit. */
  public double of(CtfParameters parameters) {
    return value.applyAsDouble(parameters);
  }

  /**
   * Makes sure that a microscope can have a CTF that a user states.
   *
   * @throws UsageException naming the value that it cannot have, and the range
   */
  public static void requirePossible(CtfParameters parameters) {
    for (CtfQuantity each : values()) {
      double amount = each.of(parameters);
      if (!each.isPossible(amount)) {
        throw new UsageException(
            String.format(Locale.ROOT, "%s, got %s", each.objection(amount), amount));
      }
    }
  }

  /** Whether a microscope can have this value. */
  public boolean isPossible(double amount) {
    return amount >= least && amount <= most;
  }

  /** What is wrong with a value that is not possible, as a part of a sentence. */
  public String objection(double amount) {
    String range =
        String.format(
            Locale.ROOT,
            "%s lies between %s and %s%s",
            words,
            plain(least),
            plain(most),
            unit.isEmpty() ? "" : " " + unit);
    return amount >= mistakenFrom ? range + ", so this one seems to be in " + mistakenUnit : range;
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
