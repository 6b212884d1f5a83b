package org.cryoudl.training.cartesian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.simulation.projection.BlobProjection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PhotometricLossTest {

  private static final int BOX = 32;

  private static final BlobProjection PARTICLE =
      new BlobProjection(
          new double[] {-6, 1.5, 4.5, 7, -2.5},
          new double[] {-1.5, -5, 1, 5.5, 6.5},
          new double[] {2, 1.5, 1.5, 1.5, 1.5},
          new double[] {2, 1, 1.5, 1, 0.7});

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** The answer 40 turns the second onto the first; a half-turn and a shift cost nothing. */
  @Test
  void itIsLeastAtTheTrueAngleWhateverShiftAndHalfTurn() {
    for (double half : new double[] {0, 180}) {
      NDArray reference = picture(new Pose(0, 3, -2));
      NDArray image = picture(new Pose(40 + half, -1, 4));
      double least = loss(reference, image, 40);
      for (double off : new double[] {-60, -30, -10, 10, 30, 60, 90}) {
        double there = loss(reference, image, 40 + off);
        assertTrue(there > 1.3 * least, half + ": " + off + ": " + there + " against " + least);
      }
      assertEquals(least, loss(reference, image, 220), 0.02);
      assertTrue(least < 0.1, "interpolation alone: " + least);
    }
  }

  /** Pictures of noise alone differ by the sum of their variances, less what is smoothed. */
  @Test
  void chanceIsTheSumOfVariances() {
    SplittableRandom random = new SplittableRandom(4);
    float[] values = new float[2 * BOX * BOX];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    NDArray both = manager.create(values, new Shape(2, BOX, BOX));
    double found = loss(both.get("0:1"), both.get("1:2"), 0);
    assertTrue(found > 1.6 && found < 2.1, "loss " + found);
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    NDArray reference = picture(new Pose(0, 1, 2));
    NDArray image = picture(new Pose(25, 0, 0));
    for (Output output : Output.values()) {
      double[] at = {18.3, 31.7};
      for (double angle : at) {
        NDArray answer = answer(output, angle);
        answer.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          collector.backward(PhotometricLoss.of(output, reference, image, answer));
        }
        float[] gradient = answer.getGradient().toFloatArray();
        double slope =
            output == Output.DEGREES
                ? gradient[0]
                : (gradient[1] * Math.cos(Math.toRadians(2 * angle))
                        - gradient[0] * Math.sin(Math.toRadians(2 * angle)))
                    * Math.PI
                    / 90;
        double step = 0.05;
        double expected =
            (PhotometricLoss.of(output, reference, image, answer(output, angle + step)).getFloat()
                    - PhotometricLoss.of(output, reference, image, answer(output, angle - step))
                        .getFloat())
                / (2 * step);
        assertEquals(expected, slope, 0.05 * Math.abs(expected) + 1e-4);
        assertEquals(angle < 25, slope < 0); // downhill leads to the true angle
      }
    }
  }

  private double loss(NDArray reference, NDArray image, double degrees) {
    return PhotometricLoss.of(Output.DEGREES, reference, image, answer(Output.DEGREES, degrees))
        .getFloat();
  }

  private NDArray answer(Output output, double degrees) {
    double doubled = Math.toRadians(2 * degrees);
    float[] values =
        output == Output.DEGREES
            ? new float[] {(float) degrees}
            : new float[] {(float) Math.cos(doubled), (float) Math.sin(doubled)};
    return manager.create(values, new Shape(1, values.length)).duplicate();
  }

  /** A lop-sided particle of variance 1 whose psi and origin are those of the pose. */
  private NDArray picture(Pose pose) {
    float[] pixels = PARTICLE.render(BOX, pose).pixels();
    double sum = 0;
    double squares = 0;
    for (float value : pixels) {
      sum += value / pixels.length;
      squares += (double) value * value / pixels.length;
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) ((pixels[i] - sum) / Math.sqrt(squares - sum * sum));
    }
    return manager.create(pixels, new Shape(1, BOX, BOX)).duplicate();
  }
}
