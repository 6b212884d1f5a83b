package org.cryoudl.alignment.poses;

import org.cryoudl.geometry.Angles;

/**
 * The likeliest turn of a particle onto the averages of the few classes in which a search kept
 * poses of it.
 *
 * @param classes those classes
 * @param psiDegrees turn in each, 0 to below 360
 */
public record ClassTurns(int[] classes, float[] psiDegrees) {

  /** Where no pose was kept. */
  public static final ClassTurns NONE = new ClassTurns(new int[0], new float[0]);

  /** The turn onto the average of a class; NaN where none was kept. */
  public float in(int classNumber) {
    for (int n = 0; n < classes.length; n++) {
      if (classes[n] == classNumber) {
        return psiDegrees[n];
      }
    }
    return Float.NaN;
  }

  /** The same turns of a particle that was turned before. */
  public ClassTurns turnedBy(double degrees) {
    float[] turned = new float[psiDegrees.length];
    for (int n = 0; n < turned.length; n++) {
      turned[n] = (float) (180 + Angles.wrap(psiDegrees[n] + degrees - 180, 360));
    }
    return new ClassTurns(classes, turned);
  }
}
