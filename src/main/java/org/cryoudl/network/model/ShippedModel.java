package org.cryoudl.network.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.cryoudl.network.tensors.SafetensorsFile;

/**
 * The model that comes with the program and lies in its jar beside this class. In the repository it
 * lies in the folder {@code models}, with its card.
 */
public final class ShippedModel {

  /** The name of its file. */
  public static final String FILE = "polar-0.1.safetensors";

  private ShippedModel() {}

  /** The content of its file. */
  public static byte[] bytes() {
    try (InputStream in = ShippedModel.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without its model " + FILE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the shipped model", e);
    }
  }

  static SafetensorsFile read() {
    return SafetensorsFile.of(Path.of(FILE), bytes());
  }
}
