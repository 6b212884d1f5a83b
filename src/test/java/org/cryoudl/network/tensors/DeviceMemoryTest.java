package org.cryoudl.network.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.model.PolarModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the engine's memory is full at some allocation. */
class DeviceMemoryTest {

  private static final EngineException FULL =
      new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");

  private static final int ITEMS = 21;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aBatchThatDoesNotFitIsDoneInHalves(int failing) {
    List<Integer> done = new ArrayList<>();
    int[] calls = {0};
    int size =
        DeviceMemory.inBatches(
            ITEMS,
            8,
            (first, count) -> {
              if (++calls[0] == failing) {
                throw FULL;
              }
              for (int i = 0; i < count; i++) {
                done.add(first + i);
              }
            });
    assertEquals(java.util.stream.IntStream.range(0, ITEMS).boxed().toList(), done);
    assertEquals(failing <= 3 ? failing == 3 ? 2 : 4 : 8, size);
  }

  @Test
  void memoryThatDoesNotSufficeForOneItemIsAnError() {
    int[] calls = {0};
    EngineException thrown =
        assertThrows(
            EngineException.class,
            () ->
                DeviceMemory.inBatches(
                    ITEMS,
                    8,
                    (first, count) -> {
                      calls[0]++;
                      throw FULL;
                    }));
    assertSame(FULL, thrown);
    assertEquals(4, calls[0], "8, 4, 2, 1");
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    assertFalse(DeviceMemory.isExhausted(new EngineException("expected a 4-dimensional input")));
    assertFalse(DeviceMemory.isExhausted(new IllegalStateException("out of memory")));
    assertTrue(DeviceMemory.isExhausted(FULL));
    assertThrows(
        IllegalStateException.class,
        () ->
            DeviceMemory.inBatches(
                2,
                2,
                (first, count) -> {
                  throw new IllegalStateException("a bug");
                }));
  }

  /** Features of images in halved batches are those in whole ones, up to the rounding of sums. */
  @Test
  void featuresDoNotDependOnTheBatch() {
    try (PolarModel model = AngleModel.shipped(ComputeDevice.CPU)) {
      Random random = new Random(3);
      float[][] images = new float[11][32 * 32];
      for (float[] image : images) {
        for (int p = 0; p < image.length; p++) {
          image[p] = (float) random.nextGaussian();
        }
      }
      float[][] whole = model.features(images, 32);
      float[][] halved = new float[images.length][];
      int[] calls = {0};
      DeviceMemory.inBatches(
          images.length,
          images.length,
          (first, count) -> {
            if (calls[0]++ < 2) {
              throw FULL;
            }
            float[][] part = java.util.Arrays.copyOfRange(images, first, first + count);
            System.arraycopy(model.features(part, 32), 0, halved, first, count);
          });
      for (int i = 0; i < images.length; i++) {
        assertArrayEquals(whole[i], halved[i], 1e-5f, "image " + i);
      }
    }
  }
}
