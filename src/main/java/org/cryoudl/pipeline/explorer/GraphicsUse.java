package org.cryoudl.pipeline.explorer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How busy NVIDIA's graphics cards are, by its program nvidia-smi; nothing where it is not. */
final class GraphicsUse {

  private static final List<String> COMMAND =
      List.of(
          "nvidia-smi",
          "--query-gpu=utilization.gpu,memory.used,memory.total",
          "--format=csv,noheader,nounits");

  private static final int PATIENCE_SECONDS = 3;
  private static final double MEGABYTES = 1024;

  /** After it failed once it is not tried again: most machines have no such card. */
  private boolean absent;

  /** A few words for each card. */
  Optional<String> words() {
    if (absent) {
      return Optional.empty();
    }
    try {
      Process process =
          new ProcessBuilder(COMMAND).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        absent = true;
        return Optional.empty();
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Optional<String> words = process.exitValue() == 0 ? words(text) : Optional.empty();
      absent = words.isEmpty();
      return words;
    } catch (IOException e) {
      absent = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /** From lines such as {@code 37, 1024, 81559}: per cent, and memory in megabytes. */
  static Optional<String> words(String lines) {
    List<String> cards = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      String[] values = line.split(",", -1);
      if (values.length != 3) {
        return Optional.empty();
      }
      try {
        cards.add(
            String.format(
                Locale.ROOT,
                "GPU %d %%, %.1f of %.0f GB",
                Integer.parseInt(values[0].trim()),
                Double.parseDouble(values[1].trim()) / MEGABYTES,
                Double.parseDouble(values[2].trim()) / MEGABYTES));
      } catch (NumberFormatException e) {
        return Optional.empty(); // a card that does not tell, such as a part of a divided one
      }
    }
    return cards.isEmpty() ? Optional.empty() : Optional.of(String.join(" · ", cards));
  }
}
