package org.cryoudl.fourier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Not a test, but a program: transforms stacks of images by {@link Fft2D} (JTransforms, an image a
 * thread) and by the engine (batched), from and to arrays of the virtual machine, and prints CPU
 * and wall time per image of both.
 *
 * <pre>java -cp "target/classes:target/test-classes:target/lib/*"
 *     org.cryoudl.fourier.StackTransformBenchmark</pre>
 */
public final class StackTransformBenchmark {

  private static final int REPEATS = 5;

  /** Images in one measurement, whatever the batch. */
  private static final int IMAGES = 1024;

  private static double checksum;

  private StackTransformBenchmark() {}

  public static void main(String[] arguments) {
    System.out.println("box  batch  JTransforms us CPU (wall)  engine us CPU (wall)");
    for (int box : new int[] {64, 128, 256}) {
      float[][] images = new float[IMAGES][box * box];
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
      double[] own = best(() -> byJTransforms(images, box));
      for (int batch : new int[] {1, 8, 32, 128}) {
        double[] engine = best(() -> byEngine(images, box, batch));
        System.out.printf(
            Locale.ROOT,
            "%3d  %5d  %14.1f (%.1f)  %16.1f (%.1f)%n",
            box,
            batch,
            own[0],
            own[1],
            engine[0],
            engine[1]);
      }
    }
    System.out.println("(checksum " + checksum + ")");
  }

  /** Least CPU and wall time of some runs, in microseconds per image. */
  private static double[] best(Runnable run) {
    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
    for (int r = 0; r < REPEATS; r++) {
      long cpu = cpuNanoseconds();
      long wall = System.nanoTime();
      run.run();
      best[0] = Math.min(best[0], (cpuNanoseconds() - cpu) / 1e3 / IMAGES);
      best[1] = Math.min(best[1], (System.nanoTime() - wall) / 1e3 / IMAGES);
    }
    return best;
  }

  private static long cpuNanoseconds() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private static void byJTransforms(float[][] images, int box) {
    double[] firsts = new double[images.length];
    ParallelLoop.run(images.length, i -> firsts[i] = Fft2D.of(box).forward(images[i]).values()[2]);
    checksum += Arrays.stream(firsts).sum();
  }

  private static void byEngine(float[][] images, int box, int batch) {
    int batches = images.length / batch;
    double[] firsts = new double[batches];
    ParallelLoop.run(
        batches,
        b ->
            firsts[b] =
                TensorEngine.working(
                    () -> engine(Arrays.copyOfRange(images, b * batch, (b + 1) * batch), box)[2]));
    checksum += Arrays.stream(firsts).sum();
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
