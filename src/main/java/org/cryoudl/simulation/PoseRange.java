package org.cryoudl.simulation;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * How particles lie in their boxes.
 *
 * @param rotationMinimumDegrees least rotation, counter-clockwise with row 0 drawn at the top; 0 by
 *     default
 * @param rotationMaximumDegrees rotations are drawn below this; 360 by default
 * @param shiftMaximumPixels shifts down and right are drawn uniformly from minus to plus this; 10
 *     by default
 * @param subpixelShifts whether shifts may be fractions of a pixel; true by default
 */
public record PoseRange(
    @JsonPropertyDescription("least rotation in degrees, counter-clockwise as drawn")
        Double rotationMinimumDegrees,
    @JsonPropertyDescription("rotations are drawn below this") Double rotationMaximumDegrees,
    @JsonPropertyDescription("shifts are drawn from minus to plus this, down and right")
        Double shiftMaximumPixels,
    @JsonPropertyDescription("whether shifts may be fractions of a pixel") Boolean subpixelShifts) {

  /** What is null takes its default. */
  public PoseRange(
      @Nullable Double rotationMinimumDegrees,
      @Nullable Double rotationMaximumDegrees,
      @Nullable Double shiftMaximumPixels,
      @Nullable Boolean subpixelShifts) {
    this.rotationMinimumDegrees =
        Bounds.within("rotation_minimum_degrees", rotationMinimumDegrees, 0, -360, 360);
    this.rotationMaximumDegrees =
        Bounds.within(
            "rotation_maximum_degrees",
            rotationMaximumDegrees,
            360,
            this.rotationMinimumDegrees,
            720);
    this.shiftMaximumPixels =
        Bounds.within("shift_maximum_pixels", shiftMaximumPixels, 10, 0, 1000);
    this.subpixelShifts = subpixelShifts == null || subpixelShifts;
  }

  /** Every default: any rotation, shifts up to 10 pixels, fractions included. */
  public static PoseRange standard() {
    return new PoseRange(null, null, null, null);
  }

  /** Where one particle lies. */
  public Placement draw(SplittableRandom random) {
    double span = rotationMaximumDegrees - rotationMinimumDegrees;
    double angle = rotationMinimumDegrees + span * random.nextDouble();
    return new Placement(angle, shift(random), shift(random));
  }

  private double shift(SplittableRandom random) {
    if (subpixelShifts) {
      return shiftMaximumPixels * (2 * random.nextDouble() - 1);
    }
    int most = (int) Math.floor(shiftMaximumPixels);
    return random.nextInt(-most, most + 1);
  }
}
