package org.cryoudl.cli.console;

import java.util.Locale;
import java.util.Optional;
import org.cryoudl.network.tensors.DeviceMemory;
import org.jspecify.annotations.Nullable;

/** Separates failures for want of memory from bugs, and states what to do about them. */
public final class MemoryShortage {

  private static final double BYTES_PER_GIBIBYTE = 1L << 30;
  private static final double BYTES_PER_MEBIBYTE = 1L << 20;

  private MemoryShortage() {}

  /** The message for the user, if a failure is one for want of memory. */
  public static Optional<String> sentence(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError error) {
        return Optional.of(ofJava(error));
      }
      if (DeviceMemory.isExhausted(each)) {
        return Optional.of(
            "the memory does not suffice for the network ("
                + firstLine(each.getMessage())
                + "); take fewer or smaller images at once, or a machine or GPU with more memory");
      }
    }
    return Optional.empty();
  }

  private static String ofJava(OutOfMemoryError error) {
    String what = error.getMessage() == null ? "" : " (" + firstLine(error.getMessage()) + ")";
    return "out of memory"
        + what
        + ": Java may use at most "
        + size(Runtime.getRuntime().maxMemory())
        + " here; allow it more, for instance with CRYOUDL_JAVA_OPTS=-Xmx8g, or take fewer particles";
  }

  private static String size(long bytes) {
    return bytes < BYTES_PER_GIBIBYTE
        ? String.format(Locale.ROOT, "%.0f MB", bytes / BYTES_PER_MEBIBYTE)
        : String.format(Locale.ROOT, "%.1f GB", bytes / BYTES_PER_GIBIBYTE);
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("").strip();
  }
}
