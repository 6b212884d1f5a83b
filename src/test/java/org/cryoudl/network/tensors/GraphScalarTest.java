package org.cryoudl.network.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphScalarTest {

  private static final int PRODUCTS = 200;

  @Test
  void numbersAreStillThereWhenGradientsAreWorkedOut() throws InterruptedException {
    Engine engine = TensorEngine.start();
    try (NDManager manager = engine.newBaseManager();
        NDArray x = manager.create(new float[] {1, 2, 3})) {
      x.setRequiresGradient(true);
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDList sums = new NDList();
        for (int i = 0; i < PRODUCTS; i++) {
          sums.add(GraphScalar.times(x, 0.5).sum());
        }
        NDArray loss = NDArrays.stack(sums).sum();
        List<ByteBuffer> garbage = overwriteWhatIsFree();
        collector.backward(loss);
        assertEquals(600, loss.getFloat());
        assertArrayEquals(new float[] {100, 100, 100}, x.getGradient().toFloatArray());
        assertEquals(2000, garbage.size());
      }
    }
  }

  /** With the engine's own mul(Number), gradients are infinite after this. */
  private static List<ByteBuffer> overwriteWhatIsFree() throws InterruptedException {
    System.gc();
    Thread.sleep(100); // the JVM frees the memory of buffers in a thread of its own
    List<ByteBuffer> taken = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
      taken.add(buffer.putFloat(0, Float.MAX_VALUE));
    }
    return taken;
  }
}
