package org.cryoudl.micrograph.picking;

import java.util.OptionalDouble;

/**
 * How particles are picked.
 *
 * @param lowPassAngstroms finer detail is not compared, in A
 * @param angleStepDegrees step of the in-plane rotation
 * @param minimumDistanceAngstroms least distance between two picks in A
 * @param threshold least correlation; where empty, that which noise reaches in {@code falsePicks}
 *     places of a micrograph
 * @param falsePicks expected picks in a micrograph of nothing but noise; where empty, 0.5, or 2 of
 *     100 picks where that is more
 * @param contrast sign of the particles
 * @param edgeAngstroms picks nearer than this to the rim are left out, in A
 * @param keepContamination whether places that differ from the other picks in brightness or
 *     contrast are kept
 * @param seed of the noise that the threshold is taken from
 */
public record PickOptions(
    double lowPassAngstroms,
    double angleStepDegrees,
    double minimumDistanceAngstroms,
    OptionalDouble threshold,
    OptionalDouble falsePicks,
    Contrast contrast,
    double edgeAngstroms,
    boolean keepContamination,
    long seed) {

  /** Sign of the particles. */
  public enum Contrast {
    /** The one whose picks stand out more. */
    AUTO,
    /** Particles are darker than the ice. */
    DARK,
    /** Particles are brighter than the ice. */
    WHITE
  }
}
