package org.cryoudl.network.model;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.testing.plain.TestNetworks;
import org.junit.jupiter.api.Nested;

/** Small models of every kind, with random weights. */
class AngleModelsTest {

  @Nested
  class Polar extends AngleModelContract {

    @Override
    AngleModel open() {
      return TestNetworks.small();
    }
  }

  /** Its head reads one image, so it holds no constant. */
  @Nested
  class CartesianVector extends AngleModelContract {

    @Override
    AngleModel open() {
      return cartesian(Variant.VECTOR, Output.CIRCULAR);
    }
  }

  /** Its head reads both images, so it may hold one. */
  @Nested
  class CartesianMatching extends AngleModelContract {

    @Override
    AngleModel open() {
      return cartesian(Variant.MATCHING, Output.DEGREES);
    }
  }

  private static AngleModel cartesian(Variant variant, Output output) {
    CartesianNetwork network =
        new CartesianNetwork(
            new CartesianArchitecture(16, List.of(4, 6), List.of(3), 5, variant, output));
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      return CartesianModel.of(
          network, network.initialise(manager, 4), ComputeDevice.CPU, Map.of());
    }
  }
}
