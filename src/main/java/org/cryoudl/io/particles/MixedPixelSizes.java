package org.cryoudl.io.particles;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.Reason;
import org.cryoudl.metadata.PixelSize;

/**
 * Particles of one set that were scaled differently.
 *
 * @param place file and line of the first that differs
 * @param other its pixel size in Angstrom, if known
 * @param first that of the first particle, if known
 * @param file of the set
 */
public record MixedPixelSizes(String place, OptionalDouble other, OptionalDouble first, Path file)
    implements Reason {

  @Override
  public String problem() {
    return String.format(
        Locale.ROOT,
        "%s: the pixel size is %s, but that of the first particle is %s; images are not rescaled",
        place,
        words(other),
        words(first));
  }

  @Override
  public String remedy() {
    return "take the particles of one size, such as " + PixelSize.words(size());
  }

  /** The pixel size of the first particle whose size is known, in Angstrom. */
  public double size() {
    return first.orElse(other.orElse(1));
  }

  private static String words(OptionalDouble pixelSize) {
    return pixelSize.isPresent() ? PixelSize.words(pixelSize.getAsDouble()) : "unknown";
  }
}
