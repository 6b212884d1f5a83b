package org.cryoudl.network.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.junit.jupiter.api.Test;

class AngleReadoutTest {

  @Test
  void bothKindsOfAnswersGiveAnglesModuloHalfATurn() {
    double[] expected = {10, -80, 89};
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      float[] degrees = {370, 100, -91};
      float[] circular = new float[6];
      for (int i = 0; i < 3; i++) {
        circular[2 * i] = (float) (7 * Math.cos(Math.toRadians(2 * degrees[i])));
        circular[2 * i + 1] = (float) (7 * Math.sin(Math.toRadians(2 * degrees[i])));
      }
      assertArrayEquals(
          expected, AngleReadout.psiDegrees(manager.create(degrees, new Shape(3, 1))), 1e-4);
      assertArrayEquals(
          expected, AngleReadout.psiDegrees(manager.create(circular, new Shape(3, 2))), 1e-4);
    }
  }

  @Test
  void meanOfAnglesOnBothSidesOfTheSeam() {
    assertEquals(-89, AngleReadout.meanDegrees(new double[] {88, -86}), 1e-9);
    assertEquals(4, AngleReadout.meanDegrees(new double[] {3, 185}), 1e-9);
  }
}
