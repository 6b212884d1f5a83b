package org.cryoudl.measurement;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;

/**
 * Trials of the network on a device, started by {@code gpu.sh}: {@code DeviceTrial cuda:0}. Prints
 * a line each: images a second and whether the features are those of the CPU; memory after 1,000
 * passes; whether the features are the same where 90 % of the card's memory is taken.
 */
public final class DeviceTrial {

  private static final int BOX = 128;
  private static final int IMAGES = 512;
  private static final int PASSES = 1000;
  private static final int WARM = 100;

  /** Sums on a card are rounded otherwise; TF32 keeps ten bits. */
  private static final double LARGEST_DIFFERENCE = 0.02;

  private static boolean failed;

  private DeviceTrial() {}

  public static void main(String[] args) throws Exception {
    ComputeDevice wanted = ComputeDevice.named(args.length > 0 ? args[0] : "auto");
    Device device = TensorEngine.device(wanted);
    float[][] images = images();
    float[][] expected;
    try (PolarModel model = AngleModel.shipped(ComputeDevice.CPU)) {
      expected = model.features(Arrays.copyOf(images, 64), BOX);
    }
    try (PolarModel model = AngleModel.shipped(wanted)) {
      model.features(images, BOX);
      long begin = System.nanoTime();
      float[][] found = model.features(images, BOX);
      double seconds = (System.nanoTime() - begin) / 1e9;
      print("features: %.0f images of %d px a second on %s", IMAGES / seconds, BOX, device);
      double difference = difference(expected, found);
      check(
          difference < LARGEST_DIFFERENCE,
          "features differ from those of the CPU by %.5f of their deviation",
          difference);
      leak(model, device, images);
      full(model, device, images, found);
    }
    System.exit(failed ? 1 : 0); // the engine's threads would keep the process alive
  }

  private static float[][] images() {
    Random random = new Random(1);
    float[][] images = new float[IMAGES][BOX * BOX];
    for (float[] image : images) {
      for (int p = 0; p < image.length; p++) {
        image[p] = (float) random.nextGaussian();
      }
    }
    return images;
  }

  /** The largest difference, in deviations of all expected values. */
  private static double difference(float[][] expected, float[][] found) {
    double squares = 0;
    double largest = 0;
    long count = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int p = 0; p < expected[i].length; p++) {
        squares += (double) expected[i][p] * expected[i][p];
        largest = Math.max(largest, Math.abs(expected[i][p] - found[i][p]));
        count++;
      }
    }
    return largest / Math.sqrt(squares / count);
  }

  private static void leak(PolarModel model, Device device, float[][] images) throws Exception {
    float[][] few = Arrays.copyOf(images, 8);
    long before = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      if (pass == WARM) {
        before = memory(device);
      }
      model.features(few, BOX);
    }
    double grown = (memory(device) - before) / 1e6;
    check(grown < 30, "memory grows by %.1f MB in %d passes", grown, PASSES - WARM);
  }

  /** Memory that is taken: of the card, or of this process. */
  private static long memory(Device device) throws Exception {
    if (device.isGpu()) {
      return gpu("memory.used", device);
    }
    System.gc();
    String status = Files.readString(Path.of("/proc/self/status"));
    return 1024 * Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s*(\\d+).*", "$1"));
  }

  /** A number of MiB that nvidia-smi tells, in bytes. */
  private static long gpu(String field, Device device) throws Exception {
    Process process =
        new ProcessBuilder(
                "nvidia-smi",
                "--query-gpu=" + field,
                "--format=csv,noheader,nounits",
                "-i",
                Integer.toString(device.getDeviceId()))
            .start();
    return Long.parseLong(new String(process.getInputStream().readAllBytes()).strip()) << 20;
  }

  private static void full(PolarModel model, Device device, float[][] images, float[][] expected)
      throws Exception {
    if (!device.isGpu()) {
      print("memory filled to 90 %%: not tried without a card");
      return;
    }
    long total = gpu("memory.total", device);
    try (NDManager manager = NDManager.newBaseManager(device)) {
      long left = (long) (0.9 * total) - gpu("memory.used", device);
      for (; left > 1 << 28; left -= 1 << 28) {
        manager.zeros(new Shape(1 << 26));
      }
      double difference = difference(expected, model.features(images, BOX));
      check(difference < LARGEST_DIFFERENCE, "90 %% filled: features differ by %.5f", difference);
    }
  }

  private static void check(boolean fine, String format, Object... values) {
    failed |= !fine;
    print((fine ? "ok    " : "WRONG ") + format, values);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
