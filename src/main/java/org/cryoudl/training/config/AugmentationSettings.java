package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * What is done to real images to make harder ones of them.
 *
 * @param share of the images to which this is done; the others stay as they are
 * @param noise added white noise: its standard deviation over the image's
 * @param lowNoise added low-frequency noise: its standard deviation over the mean amplitude
 * @param lowNoiseRadius radius of that noise in cycles per box
 * @param envelope Gaussian envelope: its exponent at the Nyquist frequency
 * @param shift largest cyclic shift along each axis as part of the box
 */
public record AugmentationSettings(
    @JsonPropertyDescription("Share of the images that are corrupted, 0 to 1.") Double share,
    @JsonPropertyDescription("Sd of added white noise over the image's sd, [least, most].")
        Range noise,
    @JsonPropertyDescription("Sd of added low-frequency noise over the mean amplitude.")
        Range lowNoise,
    @JsonPropertyDescription("Radius of low-frequency noise in cycles per box, [least, most].")
        Range lowNoiseRadius,
    @JsonPropertyDescription("Exponent of a Gaussian envelope at Nyquist, [least, most].")
        Range envelope,
    @JsonPropertyDescription("Largest cyclic shift along each axis as part of the box.")
        Double shift) {

  /** What is null takes its default. */
  public AugmentationSettings(
      @Nullable Double share,
      @Nullable Range noise,
      @Nullable Range lowNoise,
      @Nullable Range lowNoiseRadius,
      @Nullable Range envelope,
      @Nullable Double shift) {
    this.share = Bounds.within("share", share, 1, 0, 1);
    this.noise = Range.within("noise", noise, new Range(0.3, 1.2), 0, 100);
    this.lowNoise = Range.within("low_noise", lowNoise, new Range(0, 1.5), 0, 100);
    this.lowNoiseRadius =
        Range.within("low_noise_radius", lowNoiseRadius, new Range(2, 24), 1, 256);
    this.envelope = Range.within("envelope", envelope, new Range(0, 3), 0, 100);
    this.shift = Bounds.within("shift", shift, 0.03, 0, 0.5);
  }

  /** Every default. */
  public static AugmentationSettings standard() {
    return new AugmentationSettings(null, null, null, null, null, null);
  }
}
