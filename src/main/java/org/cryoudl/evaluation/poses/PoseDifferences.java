package org.cryoudl.evaluation.poses;

import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * How far two programs' poses of the same particles lie apart, once the motion between their
 * frames, which means nothing, is taken out.
 *
 * @param score the differences summed up, the second poses in the place of the truth
 * @param psiDegrees difference of each particle's angle, in [-180, 180)
 * @param shiftPixels distance between the places where each pose puts the particle's centre as the
 *     other has it
 */
public record PoseDifferences(AlignmentScore score, double[] psiDegrees, double[] shiftPixels) {

  /**
   * Compares poses.
   *
   * @param first one a particle
   * @param second as many, of the same particles
   */
  public static PoseDifferences of(Pose[] first, Pose[] second) {
    AlignmentScore score = AlignmentScore.of(first, second, 0);
    Pose frame = score.frame();
    double[] centre = frame.apply(0, 0);
    double[] psi = new double[first.length];
    double[] shift = new double[first.length];
    for (int i = 0; i < psi.length; i++) {
      psi[i] =
          Angles.wrap(first[i].psiDegrees() - second[i].psiDegrees() - frame.psiDegrees(), 360);
      // Where the second pose has the centre, the first must put it at the frames' offset.
      double[] at = first[i].apply(-second[i].originXPixels(), -second[i].originYPixels());
      shift[i] = Math.hypot(at[0] - centre[0], at[1] - centre[1]);
    }
    return new PoseDifferences(score, psi, shift);
  }
}
