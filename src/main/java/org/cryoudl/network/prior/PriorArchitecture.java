package org.cryoudl.network.prior;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of the network {@code prior}.
 *
 * @param width channels at full size; twice as many at half size, three times at a quarter
 * @param levelWidth hidden numbers of the part that reads how strong the noise is
 */
public record PriorArchitecture(
    @JsonPropertyDescription("Channels at full size; 2 and 3 times as many at 1/2 and 1/4 size.")
        Integer width,
    @JsonPropertyDescription("Hidden numbers of the part that reads how strong the noise is.")
        Integer levelWidth) {

  /** What is null takes its default. */
  public PriorArchitecture(@Nullable Integer width, @Nullable Integer levelWidth) {
    this.width = Bounds.within("width", width, 16, 1, 256);
    this.levelWidth = Bounds.within("level_width", levelWidth, 32, 1, 1024);
  }

  /** The sizes of the shipped model. */
  public static PriorArchitecture standard() {
    return new PriorArchitecture(null, null);
  }
}
