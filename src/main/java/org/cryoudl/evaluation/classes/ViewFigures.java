package org.cryoudl.evaluation.classes;

import java.util.function.ToDoubleFunction;

/**
 * How well classes hold one view of one specimen each. Figures about nothing are NaN.
 *
 * @param directionMedian median angle in degrees between a molecule's viewing direction and the
 *     mean direction of its class
 * @param w10 share of the molecules within 10 degrees of it
 * @param w20 share within 20 degrees
 * @param w30 share within 30 degrees
 * @param frameW15 share whose in-plane angle agrees with the frame of its class to 15 degrees
 * @param pairPsi median in-plane error in degrees between members that look from within 20 degrees
 *     of each other
 * @param purity share of the molecules in a class whose commonest specimen is theirs
 * @param junkCaught share of the junk in classes where junk is the majority, or flagged
 * @param goodLost share of the molecules there
 * @param rare share of the occupied view cells that some class looks from
 */
public record ViewFigures(
    double directionMedian,
    double w10,
    double w20,
    double w30,
    double frameW15,
    double pairPsi,
    double purity,
    double junkCaught,
    double goodLost,
    double rare) {

  /** One of the figures. */
  public enum Figure {
    DIRECTION_MEDIAN("direction_median", ViewFigures::directionMedian),
    W10("w10", ViewFigures::w10),
    W20("w20", ViewFigures::w20),
    W30("w30", ViewFigures::w30),
    FRAME_W15("frame_w15", ViewFigures::frameW15),
    PAIR_PSI("pair_psi", ViewFigures::pairPsi),
    PURITY("purity", ViewFigures::purity),
    JUNK_CAUGHT("junk_caught", ViewFigures::junkCaught),
    GOOD_LOST("good_lost", ViewFigures::goodLost),
    RARE("rare", ViewFigures::rare);

    private final String label;
    private final transient ToDoubleFunction<ViewFigures> value;

    Figure(String label, ToDoubleFunction<ViewFigures> value) {
      this.label = label;
      this.value = value;
    }

    /** Its name in files. */
    public String label() {
      return label;
    }

    /** Its value. */
    public double of(ViewFigures figures) {
      return value.applyAsDouble(figures);
    }
  }
}
