package org.cryoudl.network.polar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.network.matching.AngularCorrelation;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.testing.plain.TestNetworks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolarNetworkTest {

  private final PolarNetwork network = new PolarNetwork(TestNetworks.SMALL);
  private NDManager manager;
  private Weights weights;

  @BeforeEach
  void open() {
    manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
    weights = network.initialise(manager, 3);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void turningTheInputTurnsTheFeatures() {
    PolarBatch batch = batch(2, 0.1);
    int bins = TestNetworks.SMALL.angleBins();
    float[] straight = features(batch);
    for (int by : new int[] {1, 37, 179}) {
      float[] turned = features(batch.turned(new int[] {by, by}, TestNetworks.SMALL));
      float[] expected = new float[straight.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i / bins * bins + (i + by) % bins] = straight[i];
      }
      assertArrayEquals(expected, turned, 1e-5f, "by " + by);
    }
  }

  @Test
  void curvesOnEngineAndHostAgree() {
    float[] all = features(batch(2, 0.1));
    int half = all.length / 2;
    FeatureMatcher matcher =
        new FeatureMatcher(TestNetworks.SMALL.featureRows(), TestNetworks.SMALL.angleBins());
    float[] host =
        matcher.curve(
            matcher.transform(Arrays.copyOf(all, half)),
            matcher.transform(Arrays.copyOfRange(all, half, all.length)));
    Shape shape = new Shape(1, TestNetworks.SMALL.featureRows(), TestNetworks.SMALL.angleBins());
    float[] engine =
        AngularCorrelation.curves(
                manager.create(Arrays.copyOf(all, half), shape),
                manager.create(Arrays.copyOfRange(all, half, all.length), shape))
            .toFloatArray();
    assertArrayEquals(host, engine, 1e-4f);
  }

  /** The engine's gradient against differences of the loss, for a few numbers of each parameter. */
  @Test
  void gradientIsThatOfTheLoss() {
    NDList input = batch(2, 0.3).toArrays(manager, TestNetworks.SMALL);
    Weights leaves = weights.leaves(manager);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(loss(leaves, input));
    }
    for (String name : weights.arrays().keySet()) {
      float[] gradient = leaves.get(name).getGradient().toFloatArray();
      int at = 0;
      for (int i = 1; i < gradient.length; i++) {
        at = Math.abs(gradient[i]) > Math.abs(gradient[at]) ? i : at;
      }
      float step = 4e-3f;
      double difference =
          (lossWith(name, at, step, input) - lossWith(name, at, -step, input)) / (2 * step);
      assertEquals(gradient[at], difference, 0.03 * Math.abs(gradient[at]) + 2e-3, name);
    }
  }

  @Test
  void theStandardNetworkIsSmall() {
    Weights standard = new PolarNetwork(PolarArchitecture.standard()).initialise(manager, 1);
    assertTrue(standard.count() < 100_000, standard.count() + " parameters");
  }

  private double lossWith(String name, int at, float change, NDList input) {
    try (NDManager scratch = manager.newSubManager()) {
      Weights changed = weights.copy(scratch);
      float[] values = changed.get(name).toFloatArray();
      values[at] += change;
      changed.get(name).set(values);
      return loss(changed, input).getFloat();
    }
  }

  private NDArray loss(Weights parameters, NDList input) {
    NDArray features = network.features(parameters, input.get(0), input.get(1));
    NDArray curve =
        AngularCorrelation.curves(
            features.get(new NDIndex("0:1")), features.get(new NDIndex("1:2")));
    return curve.logSoftmax(1).get(new NDIndex(":, 20:21")).sum().neg();
  }

  private float[] features(PolarBatch batch) {
    NDList input = batch.toArrays(manager, TestNetworks.SMALL);
    return network.features(weights, input.get(0), input.get(1)).toFloatArray();
  }

  private static PolarBatch batch(int size, double noise) {
    return PolarBatch.of(
        size,
        TestNetworks.SMALL,
        i -> Image.square(48, TestNetworks.particle(48, new Pose(20 * i, 0, 0), noise, i)));
  }
}
