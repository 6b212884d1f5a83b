package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * The joint stage of the network {@code polar}, and of {@code cartesian} with the target {@code
 * average}: every image's angle is that against the average of the half of the set it is not in,
 * both made with the weights as they are at one time.
 *
 * @param images over how many images, spread over the stack, the two averages are taken
 * @param everySteps steps after which the averages are made anew, with the weights as they are
 *     then; 0: once, at the start
 */
public record JointSettings(
    @JsonPropertyDescription("Images, spread over the stack, that are averaged.") Integer images,
    @JsonPropertyDescription(
            "Steps after which the averages are made anew with the weights as they are then; 0:"
                + " once, at the start.")
        Integer everySteps) {

  /** What is null takes its default. */
  public JointSettings(@Nullable Integer images, @Nullable Integer everySteps) {
    this.images = Bounds.within("images", images, 500, 4, 100_000);
    this.everySteps = Bounds.within("every_steps", everySteps, 0, 0, 1_000_000);
  }

  /** Every default. */
  public static JointSettings standard() {
    return new JointSettings(null, null);
  }
}
