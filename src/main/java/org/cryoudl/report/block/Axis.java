package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An axis of a chart.
 *
 * @param label quantity and unit
 * @param scale how values become lengths
 * @param from least value shown; as the data have it if empty
 * @param to greatest value shown; as the data have it if empty
 * @param ticks where to write what; round numbers if empty
 * @param sameUnit whether a unit has the length of the other axis's unit
 */
@JsonPropertyOrder({"label", "scale", "same_unit"})
public record Axis(
    String label,
    Scale scale,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble from,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble to,
    List<Tick> ticks,
    boolean sameUnit) {

  /** How values become lengths. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /** A mark on an axis. */
  public record Tick(double value, String label) {}

  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** A linear axis over the data. */
  public static Axis of(String label) {
    return new Axis(
        label, Scale.LINEAR, OptionalDouble.empty(), OptionalDouble.empty(), List.of(), false);
  }

  /** The same axis over a range of values. */
  public Axis from(double least, double greatest) {
    return new Axis(
        label, scale, OptionalDouble.of(least), OptionalDouble.of(greatest), ticks, sameUnit);
  }

  /** The same axis with logarithms of the values. */
  public Axis logarithmic() {
    return new Axis(label, Scale.LOGARITHMIC, from, to, ticks, sameUnit);
  }

  /** The same axis with given marks. */
  public Axis withTicks(List<Tick> marks) {
    return new Axis(label, scale, from, to, marks, sameUnit);
  }

  /** The same axis, its unit as long as the other axis's. */
  public Axis inSameUnit() {
    return new Axis(label, scale, from, to, ticks, true);
  }
}
