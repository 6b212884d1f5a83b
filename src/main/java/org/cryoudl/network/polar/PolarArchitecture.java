package org.cryoudl.network.polar;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.fourier.PolarGrid;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a {@link PolarNetwork}, kept with its weights.
 *
 * @param rings rings of the input spectrum; half as many after the first layer
 * @param angleBins angles of the input over 180 degrees
 * @param width channels of the residual blocks
 * @param blocks residual blocks
 * @param features channels that are matched
 * @param profileWidth channels of the mask module
 */
public record PolarArchitecture(
    @JsonPropertyDescription("Rings of the polar spectrum, half a cycle per box apart; even.")
        Integer rings,
    @JsonPropertyDescription("Angles of the polar spectrum over 180 degrees.") Integer angleBins,
    @JsonPropertyDescription("Channels of the residual blocks.") Integer width,
    @JsonPropertyDescription("Number of residual blocks.") Integer blocks,
    @JsonPropertyDescription("Channels that are matched by cross-correlation.") Integer features,
    @JsonPropertyDescription("Channels of the mask module.") Integer profileWidth) {

  private static final double FIRST_RADIUS = 1.5;
  private static final double RING_STEP = 0.5;

  /** What is null takes its default. */
  public PolarArchitecture(
      @Nullable Integer rings,
      @Nullable Integer angleBins,
      @Nullable Integer width,
      @Nullable Integer blocks,
      @Nullable Integer features,
      @Nullable Integer profileWidth) {
    this.rings = orDefault(rings, 104);
    this.angleBins = orDefault(angleBins, 180);
    this.width = orDefault(width, 16);
    this.blocks = orDefault(blocks, 2);
    this.features = orDefault(features, 8);
    this.profileWidth = orDefault(profileWidth, 32);
    check("rings", this.rings, 8, 512);
    check("angle_bins", this.angleBins, 32, 720);
    check("width", this.width, 1, 256);
    check("blocks", this.blocks, 0, 8);
    check("features", this.features, 1, 128);
    check("profile_width", this.profileWidth, 1, 256);
    if (this.rings % 2 != 0) {
      throw new IllegalArgumentException("rings must be even, got " + this.rings);
    }
  }

  /** The sizes of the shipped model. */
  public static PolarArchitecture standard() {
    return new PolarArchitecture(null, null, null, null, null, null);
  }

  /** Where the input spectrum is sampled. */
  public PolarGrid grid() {
    return new PolarGrid(rings, angleBins, FIRST_RADIUS, RING_STEP);
  }

  /** Rings of the features: half of the input's. */
  public int featureRings() {
    return rings / 2;
  }

  /** Rows of an image's feature array: features x featureRings. */
  public int featureRows() {
    return features * featureRings();
  }

  private static int orDefault(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  private static void check(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + " must lie in " + least + " to " + most + ", got " + value);
    }
  }
}
