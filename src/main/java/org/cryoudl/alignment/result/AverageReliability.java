package org.cryoudl.alignment.result;

import java.util.Optional;

/**
 * How far the average of a view can be relied on.
 *
 * @param maskRadius radius of the mask around the average, as a share of the box
 * @param symmetry rotational symmetry of the view, as far as it shows in the particles
 * @param noiseCorrelation median correlation that images of pure noise reach with the average in
 *     the best of all poses
 * @param heldOut how far particles that had no part in the average agree with it
 * @param agreement how far halves of the set agree that were refined apart; empty where the
 *     held-out particles left no doubt, or there were none
 */
public record AverageReliability(
    double maskRadius,
    RotationalSymmetry symmetry,
    double noiseCorrelation,
    HeldOutEvidence heldOut,
    Optional<HalfSetAgreement> agreement) {

  /** Share of right rotations, by independent halves, below which there is no alignment. */
  private static final double NO_ROTATIONS = 0.5;

  /** Fewer held-out particles hardly tell two classes apart. */
  private static final int ENOUGH_HELD_OUT = 40;

  /**
   * Whether independent halves do not confirm its rotations. Rotations that one average leaves
   * open, as those of a symmetric view, need no confirmation.
   */
  public boolean hasNoRotations() {
    return confirmedRotations() < NO_ROTATIONS;
  }

  /** Share of the rotations that its average decides which independent halves confirm, 0 to 1. */
  public double confirmedRotations() {
    double decided = 1 - heldOut.elsewhere();
    return symmetry.order() > 2 || decided <= 0
        ? 1
        : agreement.map(found -> Math.min(1, found.turnCertainty() / decided)).orElse(1.0);
  }

  /**
   * How far it is known beside other classes: as far as halves confirm its rotations, where hardly
   * and where held-out particles do not tell. A few of them do not: a mixture of views may explain
   * them better than noise does, and still two halves sort and turn its particles in two ways.
   *
   * @param heldOutOfAll how many particles were held out of all classes together
   */
  public double certainty(int heldOutOfAll) {
    boolean tested = heldOut.count() > 0 && heldOutOfAll >= ENOUGH_HELD_OUT;
    return !tested && hasNoRotations() ? confirmedRotations() : 1;
  }

  /** The same with another word of held-out particles. */
  AverageReliability with(HeldOutEvidence other) {
    return new AverageReliability(maskRadius, symmetry, noiseCorrelation, other, agreement);
  }
}
