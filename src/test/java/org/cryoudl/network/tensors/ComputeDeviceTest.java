package org.cryoudl.network.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {

  @ParameterizedTest
  @CsvSource({
    "auto, AUTO, 0",
    "CPU, CPU, 0",
    "cuda, CUDA, 0",
    "cuda:0, CUDA, 0",
    "Cuda:12, CUDA, 12"
  })
  void namesAreRead(String name, ComputeDevice.Kind kind, int index) {
    ComputeDevice device = ComputeDevice.named(name);
    assertEquals(new ComputeDevice(kind, index), device);
    assertEquals(device, ComputeDevice.named(device.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:1x", "cuda:1234", "cpu:0"})
  void otherNamesAreRefused(String name) {
    UsageException refused = assertThrows(UsageException.class, () -> ComputeDevice.named(name));
    assertTrue(refused.getMessage().contains("'" + name + "'"), refused.getMessage());
  }

  @Test
  void onlyGpusAreCounted() {
    assertThrows(
        IllegalArgumentException.class, () -> new ComputeDevice(ComputeDevice.Kind.CPU, 1));
    assertThrows(IllegalArgumentException.class, () -> ComputeDevice.cuda(-1));
  }
}
