package org.cryoudl.fourier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.ParallelLoop;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per image of real images to half spectra, from and to arrays of the virtual machine: by
 * {@link Fft2D} (JTransforms, an image a thread) and by the engine (batched).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StackTransformBenchmark {

  /** Images in one measurement, whatever the batch. */
  private static final int IMAGES = 256;

  /** A stack of noise. */
  @State(Scope.Benchmark)
  public static class Stack {

    /** Side length in pixels. */
    @Param({"64", "128", "256"})
    public int box;

    float[][] images;

    /**
     * Draws the stack.
     *
     * @throws IllegalStateException if the two transforms differ
     */
    @Setup
    public void draw() {
      images = new float[IMAGES][box * box];
      Random random = new Random(1);
      for (float[] image : images) {
        for (int i = 0; i < image.length; i++) {
          image[i] = (float) random.nextGaussian();
        }
      }
      double difference = difference(images[0], box);
      if (!(difference < 1e-3)) {
        throw new IllegalStateException("the two transforms differ by " + difference);
      }
    }
  }

  /** How many images the engine transforms at once. */
  @State(Scope.Benchmark)
  public static class Batch {

    /** Images. */
    @Param({"1", "8", "32", "128"})
    public int batch;
  }

  /** Image by image; returns one value of each spectrum. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public double[] byJTransforms(Stack stack) {
    double[] values = new double[IMAGES];
    ParallelLoop.run(
        IMAGES, i -> values[i] = Fft2D.of(stack.box).forward(stack.images[i]).values()[2]);
    return values;
  }

  /** Batch by batch; returns one value of each batch. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public double[] byEngine(Stack stack, Batch size) {
    int batch = size.batch;
    double[] values = new double[IMAGES / batch];
    ParallelLoop.run(
        values.length,
        b -> {
          float[][] images = Arrays.copyOfRange(stack.images, b * batch, (b + 1) * batch);
          values[b] = TensorEngine.working(() -> engine(images, stack.box)[2]);
        });
    return values;
  }

  /** Half spectra of a batch, interleaved, as {@link HalfSpectrum} lays them out. */
  private static float[] engine(float[][] images, int box) {
    float[] flat = new float[images.length * box * box];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(images[i], 0, flat, i * box * box, box * box);
    }
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      NDArray stack = manager.create(flat, new Shape(images.length, box, box));
      return stack.rfft(box, 2).fft(box, 1).real().toFloatArray();
    }
  }

  private static double difference(float[] image, int box) {
    float[] own = Fft2D.of(box).forward(image).values();
    float[] other = TensorEngine.working(() -> engine(new float[][] {image}, box));
    double largest = 0;
    for (int i = 0; i < own.length; i++) {
      largest = Math.max(largest, Math.abs(own[i] - other[i]) / box);
    }
    return largest;
  }
}
