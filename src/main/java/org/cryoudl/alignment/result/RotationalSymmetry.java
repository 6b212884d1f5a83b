package org.cryoudl.alignment.result;

/**
 * The rotational symmetry of a view, as far as it shows in the particles. The averages of the two
 * halves of the set are compared with each other in turn: noise, which they do not share, makes no
 * view look less alike than it is. Between a pose and the next of n equivalent ones the log
 * likelihood of a particle differs by {@code L = 2 (P - C)}, {@code P = sum CTF^2 A1 A2* / sigma^2}
 * and {@code C} the same with one half turned by 360 / n degrees and shifted to where it fits best;
 * noise then decides a share {@code Phi(-sqrt(L / 2))} of the particles wrongly.
 *
 * @param order largest n for which particles cannot distinguish the view from itself rotated by 360
 *     / n; 1 if they always can
 * @param similarity correlation {@code C / P} of the view with itself at that turn; 1 for order 1
 * @param undecidedShare share of the particles that noise puts into the wrong one of two
 *     neighbouring orientations, 0 to 0.5
 * @param imposed whether the averages were given it because the user imposed it; similarity and
 *     share are then those of rough averages before that
 */
public record RotationalSymmetry(
    int order, double similarity, double undecidedShare, boolean imposed) {

  /** A symmetry that was found. */
  public RotationalSymmetry(int order, double similarity, double undecidedShare) {
    this(order, similarity, undecidedShare, false);
  }

  /** No symmetry. */
  public static final RotationalSymmetry NONE = new RotationalSymmetry(1, 1, 0);
}
