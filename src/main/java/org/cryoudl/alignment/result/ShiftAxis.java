package org.cryoudl.alignment.result;

import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.statistics.Robust;

/**
 * The direction along which a set's shifts are known worst; for a filament, its axis.
 *
 * @param directionDegrees in the average, modulo 180 degrees, clockwise from +x
 * @param alongPixels median standard error of the shift along it
 * @param acrossPixels median standard error across
 * @param coherence how far the particles agree on the direction, 0 (not at all) to 1
 */
public record ShiftAxis(
    double directionDegrees, double alongPixels, double acrossPixels, double coherence) {

  private static final double ANISOTROPY = 2.5;
  private static final double COHERENCE = 0.8;

  /** Shifts known better than this, in pixels, are known well along either axis. */
  private static final double WELL_KNOWN = 0.5;

  static ShiftAxis of(double[] major, double[] minor, double[] axisDegrees) {
    double cos = 0;
    double sin = 0;
    for (double axis : axisDegrees) {
      cos += Math.cos(Math.toRadians(2 * axis)) / axisDegrees.length;
      sin += Math.sin(Math.toRadians(2 * axis)) / axisDegrees.length;
    }
    return new ShiftAxis(
        Angles.wrap(Math.toDegrees(0.5 * Math.atan2(sin, cos)), 180),
        Robust.median(finite(major)),
        Robust.median(finite(minor)),
        Math.hypot(cos, sin));
  }

  private static double[] finite(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> Math.min(values[i], 1e6)).toArray();
  }

  /** Whether shifts are known clearly worse along one common direction. */
  public boolean isFilament() {
    return alongPixels > Math.max(WELL_KNOWN, ANISOTROPY * acrossPixels) && coherence > COHERENCE;
  }
}
