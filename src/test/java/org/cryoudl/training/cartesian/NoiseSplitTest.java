package org.cryoudl.training.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.testing.TurnedStack;
import org.junit.jupiter.api.Test;

class NoiseSplitTest {

  private static final int BOX = 24;

  /** Of pure noise, the image plus the draw and the image less the draw do not know each other. */
  @Test
  void theTwoHalvesShareNoNoise() {
    CartesianImages images = new CartesianImages(new TurnedStack(40, BOX, 1000), BOX);
    double together = 0;
    double power = 0;
    double drawnPower = 0;
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      float[] drawn = NoiseSplit.of(images).draw(manager, 40, 5, 0).toFloatArray();
      for (int n = 0; n < 40; n++) {
        float[] image = images.of(n);
        for (int i = 0; i < image.length; i++) {
          double more = image[i] + drawn[n * image.length + i];
          double less = image[i] - drawn[n * image.length + i];
          together += more * less;
          power += (more * more + less * less) / 2;
          drawnPower += drawn[n * image.length + i] * drawn[n * image.length + i];
        }
      }
    }
    // 23,040 pixels: the correlation of independent noise is 0 within 0.0066 (one sd).
    assertEquals(0, together / power, 0.03);
    assertEquals(1, drawnPower / (40 * BOX * BOX), 0.03);
  }

  /** A set whose power lies in a few low frequencies gets noise that lies there. */
  @Test
  void drawsHaveTheSpectrumOfTheImages() {
    CartesianImages images = new CartesianImages(new TurnedStack(40, BOX, 0), BOX);
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      float[] drawn = NoiseSplit.of(images).draw(manager, 64, 5, 0).toFloatArray();
      double neighbours = 0;
      double power = 0;
      double imageNeighbours = 0;
      double imagePower = 0;
      for (int n = 0; n < 64; n++) {
        float[] image = images.of(n % 40);
        for (int i = 0; i < image.length; i++) {
          int next = i % BOX == BOX - 1 ? i + 1 - BOX : i + 1;
          int from = n * image.length;
          neighbours += drawn[from + i] * drawn[from + next];
          power += drawn[from + i] * drawn[from + i];
          imageNeighbours += image[i] * image[next];
          imagePower += image[i] * image[i];
        }
      }
      assertEquals(imageNeighbours / imagePower, neighbours / power, 0.02);
    }
  }

  @Test
  void drawsAreKnownByTheirNumber() {
    NoiseSplit split = NoiseSplit.of(new CartesianImages(new TurnedStack(4, BOX, 1), BOX));
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      float[] all = split.draw(manager, 3, 5, 10).toFloatArray();
      float[] last = split.draw(manager, 1, 5, 12).toFloatArray();
      float[] tail = java.util.Arrays.copyOfRange(all, 2 * BOX * BOX, 3 * BOX * BOX);
      assertArrayEquals(tail, last, 1e-5f);
      assertTrue(all[0] != split.draw(manager, 1, 6, 10).toFloatArray()[0]);
    }
  }

  @Test
  void imagesAreStandardisedAndConstantOnesRefused() {
    float[] image = new CartesianImages(new TurnedStack(4, 48, 1), BOX).of(3);
    double sum = 0;
    double squares = 0;
    for (float value : image) {
      sum += value;
      squares += value * value;
    }
    assertEquals(BOX * BOX, image.length);
    assertEquals(0, sum / image.length, 1e-4);
    assertEquals(1, squares / image.length, 1e-4);
    DataException refused =
        assertThrows(
            DataException.class,
            () -> new CartesianImages(new ConstantStack(), BOX).of(new int[] {1}));
    assertTrue(refused.getMessage().startsWith("2@constant is constant"), refused.getMessage());
  }

  private record ConstantStack() implements org.cryoudl.io.ImageSource {
    @Override
    public int size() {
      return 2;
    }

    @Override
    public int width() {
      return BOX;
    }

    @Override
    public int height() {
      return BOX;
    }

    @Override
    public java.util.OptionalDouble pixelSizeAngstroms() {
      return java.util.OptionalDouble.empty();
    }

    @Override
    public void read(int index, float[] destination) {
      java.util.Arrays.fill(destination, 3);
    }

    @Override
    public String describe(int index) {
      return (index + 1) + "@constant";
    }

    @Override
    public void close() {}
  }
}
