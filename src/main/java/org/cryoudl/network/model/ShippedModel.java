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

  /** The name of the file of the prior for averages. */
  static final String PRIOR_FILE = "prior-0.1.safetensors";

  private ShippedModel() {}

  /** The content of its file. */
  public static byte[] bytes() {
    return bytes(FILE);
  }

  private static byte[] bytes(String file) {
    try (InputStream in = ShippedModel.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without its model " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the shipped model", e);
    }
  }

  static SafetensorsFile read() {
    return read(FILE);
  }

  static SafetensorsFile read(String file) {
    return SafetensorsFile.of(Path.of(file), bytes(file));
  }
}
