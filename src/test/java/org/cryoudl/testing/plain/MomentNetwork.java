package org.cryoudl.testing.plain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;

/**
 * A network {@code cartesian} that needs no training, since its weights are worked out: all
 * convolutions pass one channel through, and the head sums the spectrum times cos 2t and sin 2t.
 * That orientation is right wherever a spectrum is drawn out to one side.
 */
public final class MomentNetwork {

  private static final int INPUT = 32;
  private static final int MAP = INPUT / 2;

  private MomentNetwork() {}

  /** Writes it as a model file. */
  public static Path write(Path file) {
    CartesianNetwork network =
        new CartesianNetwork(
            new CartesianArchitecture(
                INPUT, List.of(1), List.of(1), 2, Variant.VECTOR, Output.CIRCULAR));
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      Weights weights = network.initialise(manager, 1);
      for (Map.Entry<String, NDArray> entry : weights.arrays().entrySet()) {
        String name = entry.getKey();
        NDArray array = entry.getValue();
        if (name.startsWith("mask.") && name.endsWith("conv.weight")) {
          array.set(new float[(int) array.size()]);
        } else if (name.endsWith("conv.weight")) {
          float[] middle = new float[(int) array.size()];
          middle[middle.length / 2] = 1;
          array.set(middle);
        } else if (name.equals("head.0.weight")) {
          array.set(secondHarmonic());
        } else if (name.startsWith("head.") && name.matches("head.[12].weight")) {
          array.set(new float[] {1, 0, 0, 1});
        }
      }
      ModelFile.write(file, network, weights, Map.of(ModelFile.NAME, "moment-test"));
    }
    return file;
  }

  private static float[] secondHarmonic() {
    float[] weights = new float[2 * MAP * MAP];
    for (int i = 0; i < MAP * MAP; i++) {
      // A pooled pixel stands for two frequencies along each axis.
      double y = 2 * (i / MAP) + 0.5 - INPUT / 2;
      double x = 2 * (i % MAP) + 0.5 - INPUT / 2;
      double radius = Math.hypot(x, y);
      // The middle says nothing, and its pooled pixels do not lie evenly around it.
      double inside = radius > 3 && radius < 12 ? 1 : 0;
      weights[i] = (float) (inside * (x * x - y * y) / (radius * radius));
      weights[MAP * MAP + i] = (float) (inside * 2 * x * y / (radius * radius));
    }
    return weights;
  }
}
