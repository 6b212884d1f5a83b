package org.cryoudl.training.optimiser;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.tensors.SiameseNetwork;

/** Whether a file's network is the one a configuration describes. */
public final class NetworkAgreement {

  private NetworkAgreement() {}

  /**
   * Does nothing if both have the same layers and sizes.
   *
   * @param file where {@code found} was
   * @param wanted as configured
   * @throws DataException that names the first layer that differs
   */
  public static void require(Path file, SiameseNetwork found, SiameseNetwork wanted) {
    if (!found.kind().equals(wanted.kind())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds network '%s', but the configuration names '%s'",
              file,
              found.kind(),
              wanted.kind()));
    }
    Map<String, Shape> shapes = found.shapes();
    wanted
        .shapes()
        .forEach(
            (layer, shape) -> {
              if (!shape.equals(shapes.get(layer))) {
                throw new DataException(
                    String.format(
                        Locale.ROOT,
                        "%s holds another network than the configuration's: layer '%s' has %s there, but %s is configured",
                        file,
                        layer,
                        shapes.containsKey(layer) ? "shape " + shapes.get(layer) : "no weights",
                        shape));
              }
            });
    for (String layer : shapes.keySet()) {
      if (!wanted.shapes().containsKey(layer)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s holds another network than the configuration's: it has a layer '%s' of shape %s that is not configured",
                file,
                layer,
                shapes.get(layer)));
      }
    }
    if (!found.architecture().equals(wanted.architecture())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds a network of the same layers for another input: %s there, %s configured",
              file,
              found.architecture(),
              wanted.architecture()));
    }
  }
}
