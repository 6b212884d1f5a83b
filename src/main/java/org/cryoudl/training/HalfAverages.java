package org.cryoudl.training;

import java.util.List;
import org.cryoudl.network.AngleCurve;
import org.cryoudl.network.FeatureMatcher;
import org.cryoudl.network.JointAngles;

/**
 * The joint averages of the features of the two halves of a set, those of even and of odd place, in
 * one frame. An image is compared with the half it is not in, so that its noise does not meet
 * itself.
 *
 * @param even transform of the average of images 0, 2, ...
 * @param odd transform of the average of images 1, 3, ...
 */
record HalfAverages(float[] even, float[] odd) {

  private static final int ROUNDS = 6;

  /**
   * Aligns all images jointly, then averages the halves apart.
   *
   * @param transforms from {@link FeatureMatcher#transform}, at least two
   * @param places the place of each in its stack, which decides its half
   */
  static HalfAverages inOneFrame(FeatureMatcher matcher, float[][] transforms, int[] places) {
    JointAngles joint = new JointAngles(matcher, List.of(transforms));
    joint.run(JointAngles.average(matcher, transforms), ROUNDS);
    float[][] halves = new float[2][matcher.transformLength()];
    int[] count = new int[2];
    for (int place : places) {
      count[place % 2]++;
    }
    for (int i = 0; i < transforms.length; i++) {
      int half = places[i] % 2;
      matcher.addTurned(halves[half], transforms[i], joint.psiDegrees()[i], 1.0 / count[half]);
    }
    return new HalfAverages(halves[0], halves[1]);
  }

  /** The psi that turns the image at a place onto the average of the other half, modulo 180. */
  double psiDegrees(FeatureMatcher matcher, float[] transform, int place) {
    return AngleCurve.peakDegrees(matcher.curve(place % 2 == 0 ? odd : even, transform));
  }
}
