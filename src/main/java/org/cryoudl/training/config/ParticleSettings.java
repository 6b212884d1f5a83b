package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A stack to train on.
 *
 * @param path particles: .mrcs, .star, .xmd or .cs
 * @param truth the true poses (truth.csv), if this is a simulated set: errors against it are
 *     logged, and nothing else is done with it unless the method is supervised
 * @param byClass whether only images of one class of the metadata are compared; false by default
 * @param corruption how harder images are made of these
 */
public record ParticleSettings(
    @JsonPropertyDescription("Particles (.mrcs, .star, .xmd, .cs), relative to where cryoudl runs.")
        String path,
    @JsonPropertyDescription(
            "For a simulated set: its truth.csv, to log the errors (method supervised: to learn from).")
        @Nullable String truth,
    @JsonPropertyDescription(
            "Whether only images of one class (rlnClassNumber) are compared; for method udl or judl of"
                + " the network cartesian.")
        Boolean byClass,
    @JsonPropertyDescription("How harder images are made of these.")
        AugmentationSettings corruption) {

  public ParticleSettings {
    if (path == null || path.isBlank()) {
      throw new IllegalArgumentException("particles need a path");
    }
    byClass = byClass != null && byClass;
    corruption = corruption == null ? AugmentationSettings.standard() : corruption;
  }
}
