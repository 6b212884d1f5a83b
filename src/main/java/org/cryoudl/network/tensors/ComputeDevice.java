package org.cryoudl.network.tensors;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.UsageException;

/**
 * Where a network runs. Whether this machine has the device shows when the engine starts on it.
 *
 * @param kind of device
 * @param index of the GPU, from 0; 0 for the other kinds
 */
public record ComputeDevice(Kind kind, int index) {

  /** The kinds of devices. */
  public enum Kind {
    /** The first GPU if there is one, else the CPU. */
    AUTO,
    CPU,
    CUDA
  }

  /** The first GPU if there is one, else the CPU. */
  public static final ComputeDevice AUTO = new ComputeDevice(Kind.AUTO, 0);

  public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  public ComputeDevice {
    if (index < 0 || kind != Kind.CUDA && index > 0) {
      throw new IllegalArgumentException("there is no device " + kind + " of index " + index);
    }
  }

  /** A GPU of NVIDIA. */
  public static ComputeDevice cuda(int index) {
    return new ComputeDevice(Kind.CUDA, index);
  }

  /**
   * The device of that name.
   *
   * @param name {@code auto}, {@code cpu}, {@code cuda} (the first) or {@code cuda:N}
   * @throws UsageException if the name is none of these
   */
  public static ComputeDevice named(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    Matcher cuda = CUDA.matcher(plain);
    if (cuda.matches()) {
      return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }
    return switch (plain) {
      case "auto" -> AUTO;
      case "cpu" -> CPU;
      default ->
          throw new UsageException("there is no device '" + name + "'; known: auto, cpu, cuda:N");
    };
  }

  /** The name, as {@link #named} reads it. */
  @Override
  public String toString() {
    return kind == Kind.CUDA ? "cuda:" + index : kind.name().toLowerCase(Locale.ROOT);
  }
}
