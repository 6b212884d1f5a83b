package org.cryoudl.network.tensors;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.parallel.Parallelism;

/** Starts the tensor engine once per process and chooses the device. */
public final class TensorEngine {

  private static final String NAME = "PyTorch";

  /** The engine's property for the threads inside one operation. */
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** Held for reading by native work, for writing when the process ends. */
  private static final ReentrantReadWriteLock ENDING = new ReentrantReadWriteLock();

  private static boolean started;

  private TensorEngine() {}

  /**
   * A GPU that this machine lacks.
   *
   * @param index of the GPU, from 0
   * @param seen the number of GPUs that the engine can use, and why if there is none
   */
  public record NoSuchGpu(int index, String seen) implements Reason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT, "there is no device cuda:%d: GPUs the engine sees here: %s", index, seen);
    }

    @Override
    public String remedy() {
      return "use device cpu or auto";
    }
  }

  /**
   * The running engine; starts it on the first call, without looking for downloads.
   *
   * @throws EnvironmentException if its native libraries are missing or do not fit this machine
   */
  public static synchronized Engine start() {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    // Loops call the engine from all their threads: two threads inside each of its operations would
    // wait for each other most of the time (10 to 50 times the time for small matrices).
    setDefault(THREADS, "1");
    // The engine reads these two variables if it is not to take its own libtorch.
    InstalledLibtorch.find(TensorEngine::environment)
        .ifPresent(
            libtorch -> {
              setDefault(InstalledLibtorch.VERSION, libtorch.version());
              setDefault(InstalledLibtorch.FLAVOUR, libtorch.flavour());
            });
    NativeCache.prepareTensors();
    try {
      Engine engine = Engine.getEngine(NAME);
      if (!started) {
        started = true;
        Runtime.getRuntime().addShutdownHook(new Thread(ENDING.writeLock()::lock, "engine-end"));
      }
      return engine;
    } catch (RuntimeException | LinkageError e) {
      String path = environment(InstalledLibtorch.PATH);
      throw new EnvironmentException(
          String.format(
                  Locale.ROOT,
                  "the tensor engine (%s) cannot start on this machine: %s; ",
                  NAME,
                  rootCause(e).getMessage())
              + (path == null
                  ? String.format(
                      Locale.ROOT,
                      "cryoudl needs the native library built for %s %s",
                      System.getProperty("os.name"),
                      System.getProperty("os.arch"))
                  : String.format(
                      Locale.ROOT,
                      "the libtorch that %s names (%s) does not work here",
                      InstalledLibtorch.PATH,
                      path)),
          e);
    }
  }

  private static Throwable rootCause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** A variable of the environment, or else the system property of its name. */
  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? System.getProperty(name) : value;
  }

  /**
   * The engine's device.
   *
   * @throws EnvironmentException if this machine has no such device
   */
  public static Device device(ComputeDevice wanted) {
    int gpus = start().getGpuCount();
    if (wanted.kind() == ComputeDevice.Kind.CUDA && wanted.index() >= gpus) {
      throw new EnvironmentException(new NoSuchGpu(wanted.index(), gpuCount()));
    }
    return switch (wanted.kind()) {
      case AUTO -> gpus > 0 ? Device.gpu(0) : Device.cpu();
      case CPU -> Device.cpu();
      case CUDA -> Device.gpu(wanted.index());
    };
  }

  /** What a device of the engine is to a user: the CPU, or a GPU by its index. */
  public static ComputeDevice named(Device device) {
    return device.isGpu() ? ComputeDevice.cuda(device.getDeviceId()) : ComputeDevice.CPU;
  }

  /** The number of GPUs the engine can use, and if there is none, why. */
  public static String gpuCount() {
    int gpus = start().getGpuCount();
    return gpus == 0 ? "0" + whyNone() : Integer.toString(gpus);
  }

  /** What keeps the engine from a GPU, so that a user knows what to mend. */
  private static String whyNone() {
    if (start().hasCapability(StandardCapabilities.CUDA)) {
      return " (libtorch could use one, but the linker finds no CUDA runtime, libcudart.so)";
    }
    return Files.exists(Path.of("/proc/driver/nvidia/version"))
        ? " (there is an NVIDIA driver, but this libtorch is for the CPU or does not fit it;"
            + " docs/models.md explains how to build with CUDA)"
        : " (there is no NVIDIA driver)";
  }

  /**
   * Runs native work to its end even if the process receives a signal to end meanwhile: the engine
   * crashes if its libraries are taken down while it computes. Work that comes later waits for
   * ever.
   */
  public static <T> T working(Supplier<T> work) {
    ENDING.readLock().lock();
    try {
      return work.get();
    } finally {
      ENDING.readLock().unlock();
    }
  }

  /**
   * As {@link #working}, where one thread alone calls the engine, as training does: each operation
   * may take all threads that the run was granted.
   */
  public static <T> T workingAlone(Supplier<T> work) {
    return working(
        () -> {
          int before = JniUtils.getNumThreads();
          JniUtils.setNumThreads(Parallelism.current().threads());
          try {
            return work.get();
          } finally {
            JniUtils.setNumThreads(before);
          }
        });
  }

  /** How the engine and its version are called in records of a run. */
  public static String version() {
    return NAME + " " + start().getVersion();
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
