package org.cryoudl.testing.plain;

import java.util.Map;
import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.simulation.projection.BlobProjection;

/** Small networks with random weights, and pictures to show them. */
public final class TestNetworks {

  public static final PolarArchitecture SMALL = new PolarArchitecture(32, 180, 4, 2, 3, 8);

  private TestNetworks() {}

  public static PolarModel small() {
    PolarNetwork network = new PolarNetwork(SMALL);
    try (var manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      return PolarModel.of(network, network.initialise(manager, 5), ComputeDevice.CPU, Map.of());
    }
  }

  /** An irregular particle in a box. */
  public static float[] particle(int box, Pose pose, double noise, long seed) {
    double unit = box / 64.0;
    double[] x = {-12, 3, 9, 14, -5, 1, -15};
    double[] y = {-3, -10, 2, 11, 13, 1, 4};
    double[] sigma = {3, 2, 2.5, 2, 1.5, 5, 1.2};
    double[] weight = {2, 1, 1.5, 1, 0.7, 5, 0.5};
    for (int i = 0; i < x.length; i++) {
      x[i] *= unit;
      y[i] *= unit;
      sigma[i] *= unit;
      weight[i] *= unit * unit;
    }
    float[] pixels = new BlobProjection(x, y, sigma, weight).render(box, pose).pixels();
    Random random = new Random(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] += (float) (noise * random.nextGaussian());
    }
    return pixels;
  }
}
