package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * The ice of a micrograph.
 *
 * @param noise variance of the ice's own structure before the CTF acts, relative to that of the
 *     dose noise; it is what Thon rings are seen in; 0.3 by default
 * @param gradient largest difference of grey across the micrograph in standard deviations of the
 *     dose noise; 3 by default
 * @param contamination number of dense crystals on a micrograph; 0 by default
 */
public record IceModel(
    @JsonPropertyDescription("variance of the ice's structure relative to the dose noise's")
        Double noise,
    @JsonPropertyDescription("largest grey ramp across the micrograph in deviations of the noise")
        Double gradient,
    @JsonPropertyDescription("number of dense crystals on a micrograph") Integer contamination) {

  /** What is null takes its default. */
  public IceModel(
      @Nullable Double noise, @Nullable Double gradient, @Nullable Integer contamination) {
    this.noise = Bounds.within("noise", noise, 0.3, 0, 1e6);
    this.gradient = Bounds.within("gradient", gradient, 3, 0, 1000);
    this.contamination = Bounds.within("contamination", contamination, 0, 0, 10_000);
  }

  /** Every default. */
  public static IceModel standard() {
    return new IceModel(null, null, null);
  }
}
