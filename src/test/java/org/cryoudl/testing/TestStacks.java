package org.cryoudl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.cryoudl.io.mrc.MrcWriter;

/** Makes small stacks and text files to test with. */
public final class TestStacks {

  private TestStacks() {}

  /** A stack whose image i holds the value {@code first + i} in every pixel. */
  public static Path stack(Path file, int box, int images, float first, OptionalDouble pixelSize) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (MrcWriter writer = MrcWriter.stack(file, box, box, pixelSize)) {
      for (int i = 0; i < images; i++) {
        float[] pixels = new float[box * box];
        Arrays.fill(pixels, first + i);
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  public static Path stack(Path file, int box, int images, float first) {
    return stack(file, box, images, first, OptionalDouble.of(2));
  }

  public static Path text(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
