package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.EngineRotation;
import org.cryoudl.network.tensors.GraphScalar;

/**
 * How far a network's answers to pairs are from what is known about them, modulo half a turn.
 *
 * <p>For answers in degrees it is the published loss: the mean absolute difference, and a hinge
 * that keeps answers in 0 to 360. For circular answers it is one less their coherence, {@code 1 -
 * sum Re(u conj(v) exp(-2 i d)) / sum |u| |v|} with u and v the answers as complex numbers that
 * should differ by d: the mean of 1 - cos(2 error), answers counting by their length. It has no
 * seam; and the network can hold back where it is not sure, which lets training start from answers
 * that know next to nothing.
 */
final class AngleLoss {

  private static final float HALF_TURN = 180;
  private static final float FULL_TURN = 360;

  /** Radians of the doubled angle per degree. */
  private static final double DOUBLED = Math.PI / 90;

  private static final float FLOOR = 1e-12f;

  private AngleLoss() {}

  /**
   * Loss of two answers whose difference is known.
   *
   * @param answer pairs x 1 or pairs x 2, as the network gives them
   * @param before the answers it is compared with
   * @param differenceDegrees answer less before: pairs x 1
   */
  static NDArray ofDifference(
      Output output, NDArray answer, NDArray before, NDArray differenceDegrees) {
    return output == Output.DEGREES
        ? absolute(answer.sub(before).sub(differenceDegrees))
        : incoherence(answer, before, differenceDegrees);
  }

  /** Loss of answers that are known: pairs x 1 degrees. */
  static NDArray ofKnown(Output output, NDArray answer, NDArray knownDegrees) {
    return output == Output.DEGREES
        ? absolute(answer.sub(knownDegrees))
        : incoherence(answer, ones(answer), knownDegrees);
  }

  /**
   * Pictures turned by answers, which brings them onto the references of the answers.
   *
   * @param pictures count x N x N
   */
  static NDArray turnedBack(Output output, NDArray pictures, NDArray answers) {
    if (output == Output.DEGREES) {
      return EngineRotation.turn(pictures, answers);
    }
    NDArray half = GraphScalar.times(answers.get(":, 1:2").atan2(answers.get(":, 0:1")), 0.5);
    return EngineRotation.turn(pictures, half.cos(), half.sin());
  }

  /** Published hinge: by how many degrees answers lie outside 0 to 360, on average. */
  static NDArray hinge(NDArray answerDegrees) {
    NDArray below = Activation.relu(answerDegrees.neg());
    NDArray above = Activation.relu(answerDegrees.sub(FULL_TURN));
    return below.add(above).mean();
  }

  /** The mean of |degrees| brought into [-90, 90): that of the two published candidates. */
  private static NDArray absolute(NDArray degrees) {
    NDArray moved = degrees.add(HALF_TURN / 2);
    NDArray turns = GraphScalar.times(moved.stopGradient(), 1 / HALF_TURN).floor();
    return moved.sub(GraphScalar.times(turns, HALF_TURN)).sub(HALF_TURN / 2).abs().mean();
  }

  private static NDArray incoherence(NDArray answer, NDArray before, NDArray degrees) {
    NDArray expected = turned(before, degrees);
    NDArray together = answer.mul(expected).sum();
    NDArray lengths = length(answer).mul(length(before)).sum();
    return together.div(lengths.add(FLOOR)).neg().add(1f);
  }

  /** Circular answers after their angles grew. */
  private static NDArray turned(NDArray answer, NDArray degrees) {
    NDArray angle = GraphScalar.times(degrees, DOUBLED);
    NDArray cos = angle.cos();
    NDArray sin = angle.sin();
    NDArray c = answer.get(":, 0:1");
    NDArray s = answer.get(":, 1:2");
    return NDArrays.concat(new NDList(c.mul(cos).sub(s.mul(sin)), s.mul(cos).add(c.mul(sin))), 1);
  }

  private static NDArray length(NDArray answers) {
    return answers.square().sum(new int[] {1}, true).add(FLOOR).sqrt();
  }

  /** As many answers of length 1 and angle 0. */
  private static NDArray ones(NDArray like) {
    NDArray zeros = like.zerosLike().get(":, 0:1");
    return NDArrays.concat(new NDList(zeros.add(1f), zeros), 1);
  }
}
