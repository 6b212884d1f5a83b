package org.cryoudl.network.cartesian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JointAutoencoderTest {

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Each input pixel adds its value times the 2 x 2 weights to the outputs it stands for. */
  @Test
  void transposedConvolutionIsThatOfItsDefinition() {
    int in = 3;
    int out = 2;
    int h = 4;
    int w = 5;
    float[] x = random(2 * in * h * w, 1);
    float[] weight = random(in * out * 4, 2);
    float[] bias = {0.3f, -0.8f};
    float[] found =
        JointAutoencoder.transposed(
                manager.create(x, new Shape(2, in, h, w)),
                manager.create(weight, new Shape(in, out, 2, 2)),
                manager.create(bias))
            .toFloatArray();
    double[] expected = new double[2 * out * 4 * h * w];
    for (int n = 0; n < 2; n++) {
      for (int o = 0; o < out; o++) {
        for (int r = 0; r < h; r++) {
          for (int c = 0; c < w; c++) {
            for (int dr = 0; dr < 2; dr++) {
              for (int dc = 0; dc < 2; dc++) {
                int to = ((n * out + o) * 2 * h + 2 * r + dr) * 2 * w + 2 * c + dc;
                expected[to] += bias[o];
                for (int i = 0; i < in; i++) {
                  expected[to] +=
                      x[((n * in + i) * h + r) * w + c] * weight[((i * out + o) * 2 + dr) * 2 + dc];
                }
              }
            }
          }
        }
      }
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-5);
    }
  }

  @Test
  void channelsAreThePublishedOnes() {
    Map<String, Shape> shapes = JointAutoencoder.shapes();
    assertEquals(new Shape(2, 1, 3, 3), shapes.get("autoencoder.down.0.conv.weight"));
    assertEquals(new Shape(4, 2, 3, 3), shapes.get("autoencoder.down.1.conv.weight"));
    assertEquals(new Shape(8, 4, 3, 3), shapes.get("autoencoder.down.2.conv.weight"));
    assertEquals(new Shape(8, 4, 2, 2), shapes.get("autoencoder.up.0.weight"));
    assertEquals(new Shape(4, 2, 2, 2), shapes.get("autoencoder.up.1.weight"));
    assertEquals(new Shape(2, 1, 2, 2), shapes.get("autoencoder.up.2.weight"));
    Weights weights = new Weights(JointAutoencoder.initialise(manager, 4));
    NDArray spectra = manager.create(random(3 * 256, 5), new Shape(3, 1, 16, 16));
    NDArray back = JointAutoencoder.reconstruct(weights, spectra, false);
    assertEquals(new Shape(3, 1, 16, 16), back.getShape());
  }

  /** The joint loss as a function of the angles: through the rotation and the autoencoder. */
  @Test
  void gradientFlowsThroughTheRotation() {
    int box = 16;
    Weights weights = new Weights(new LinkedHashMap<>(JointAutoencoder.initialise(manager, 4)));
    float[] smooth = new float[2 * box * box];
    for (int i = 0; i < smooth.length; i++) {
      int row = i / box % box;
      int column = i % box;
      smooth[i] = (float) (Math.cos(0.5 * column) * Math.sin(0.3 * row + i / (box * box)));
    }
    NDArray spectra = manager.create(smooth, new Shape(2, box, box));
    float[] degrees = {18.3f, -64.1f};
    NDArray angles = manager.create(degrees, new Shape(2, 1)).duplicate();
    angles.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(loss(weights, spectra, angles));
    }
    float[] gradient = angles.getGradient().toFloatArray();
    float step = 0.02f;
    for (int n = 0; n < degrees.length; n++) {
      float[] more = degrees.clone();
      float[] less = degrees.clone();
      more[n] += step;
      less[n] -= step;
      double difference =
          (loss(weights, spectra, manager.create(more, new Shape(2, 1))).getFloat()
                  - loss(weights, spectra, manager.create(less, new Shape(2, 1))).getFloat())
              / (2 * step);
      assertEquals(difference, gradient[n], 0.03 * Math.abs(difference) + 1e-4);
    }
  }

  private static NDArray loss(Weights weights, NDArray spectra, NDArray degrees) {
    NDArray turned = EngineRotation.turn(spectra, degrees).expandDims(1);
    return JointAutoencoder.reconstruct(weights, turned, false).sub(turned).square().sum();
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
