package org.cryoudl.training.agreement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.JointAngles;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.run.Checkpoint;

/**
 * The joint averages of the features of the two halves of a set, those of even and of odd place, in
 * one frame. An image is compared with the half it is not in, so that its noise does not meet
 * itself.
 *
 * @param even transform of the average of images 0, 2, ...
 * @param odd transform of the average of images 1, 3, ...
 */
public record HalfAverages(float[] even, float[] odd) {

  private static final int ROUNDS = 6;
  private static final String EVEN = "joint.even";
  private static final String ODD = "joint.odd";

  /**
   * The averages that a checkpoint holds, if it does.
   *
   * @throws DataException if they are not of this matcher's length
   */
  public static Optional<HalfAverages> of(Checkpoint checkpoint, FeatureMatcher matcher) {
    // A run that was stopped before its first step has none yet.
    return checkpoint.content().tensors().containsKey(EVEN)
        ? Optional.of(
            new HalfAverages(values(checkpoint, EVEN, matcher), values(checkpoint, ODD, matcher)))
        : Optional.empty();
  }

  private static float[] values(Checkpoint checkpoint, String name, FeatureMatcher matcher) {
    SafetensorsFile.Tensor tensor = checkpoint.content().tensors().get(name);
    int needed = matcher.transformLength();
    if (tensor == null || tensor.values().length != needed) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds %s values of the average '%s', but %d are needed; is it of another run?",
              checkpoint.file(),
              tensor == null ? "no" : tensor.values().length,
              name,
              needed));
    }
    return tensor.values();
  }

  /** These, as a checkpoint holds them. */
  public Map<String, SafetensorsFile.Tensor> tensors() {
    // In this order in the file: that of Map.of differs from one run of Java to the next.
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.put(EVEN, tensor(even));
    tensors.put(ODD, tensor(odd));
    return tensors;
  }

  private static SafetensorsFile.Tensor tensor(float[] values) {
    return new SafetensorsFile.Tensor(new long[] {values.length}, values);
  }

  /**
   * Aligns all images jointly, then averages the halves apart.
   *
   * @param transforms from {@link FeatureMatcher#transform}, at least two
   * @param places the place of each in its stack, which decides its half
   */
  public static HalfAverages inOneFrame(
      FeatureMatcher matcher, float[][] transforms, int[] places) {
    return inOneFrame(matcher, transforms, places, JointAngles.average(matcher, transforms));
  }

  /** As the other, from an average to start with. */
  static HalfAverages inOneFrame(
      FeatureMatcher matcher, float[][] transforms, int[] places, float[] start) {
    JointAngles joint = new JointAngles(matcher, List.of(transforms));
    joint.run(start, ROUNDS);
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
  public double psiDegrees(FeatureMatcher matcher, float[] transform, int place) {
    return AngleCurve.peakDegrees(matcher.curve(place % 2 == 0 ? odd : even, transform));
  }
}
