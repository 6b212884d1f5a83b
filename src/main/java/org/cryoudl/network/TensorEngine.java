package org.cryoudl.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.parallel.ParallelLoop;

/** Starts the tensor engine once per process and chooses the device. */
public final class TensorEngine {

  private static final String NAME = "PyTorch";

  /** Held for reading by native work, for writing when the process ends. */
  private static final ReentrantReadWriteLock ENDING = new ReentrantReadWriteLock();

  private static boolean started;

  private TensorEngine() {}

  /**
   * The running engine; starts it on the first call, without looking for downloads.
   *
   * @throws EnvironmentException if its native libraries are missing or do not fit this machine
   */
  public static synchronized Engine start() {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("ai.djl.pytorch.num_threads", Integer.toString(ParallelLoop.threads()));
    try {
      Engine engine = Engine.getEngine(NAME);
      if (!started) {
        started = true;
        Runtime.getRuntime().addShutdownHook(new Thread(ENDING.writeLock()::lock, "engine-end"));
      }
      return engine;
    } catch (RuntimeException | LinkageError e) {
      throw new EnvironmentException(
          "the tensor engine ("
              + NAME
              + ") cannot start on this machine: "
              + e.getMessage()
              + "; cryoudl needs the native library built for "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch"),
          e);
    }
  }

  /**
   * The device of that name.
   *
   * @param name {@code auto} (the first GPU if there is one, else the CPU), {@code cpu}, or {@code
   *     cuda:N}
   * @throws UsageException if the name is none of these
   * @throws EnvironmentException if this machine has no such device
   */
  public static Device device(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int gpus = start().getGpuCount();
    if (wanted.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (wanted.equals("cpu")) {
      return Device.cpu();
    }
    if (!wanted.matches("cuda(:\\d{1,3})?")) {
      throw new UsageException("there is no device '" + name + "'; known: auto, cpu, cuda:N");
    }
    int index = wanted.equals("cuda") ? 0 : Integer.parseInt(wanted.substring(5));
    if (index >= gpus) {
      throw new EnvironmentException(
          "there is no device cuda:"
              + index
              + ": the tensor engine sees "
              + gpus
              + " GPUs here; use --device cpu or auto");
    }
    return Device.gpu(index);
  }

  /**
   * Runs native work to its end even if the process is told to end meanwhile: the engine crashes if
   * its libraries are taken down while it computes. Work that comes later waits for ever.
   */
  public static <T> T working(Supplier<T> work) {
    ENDING.readLock().lock();
    try {
      return work.get();
    } finally {
      ENDING.readLock().unlock();
    }
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
