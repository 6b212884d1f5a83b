package org.cryoudl.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * A stack to train on.
 *
 * @param path particles: .mrcs, .star, .xmd or .cs
 * @param truth particles in the same order whose poses are true, if this is a simulated set
 * @param corruption how harder images are made of these
 */
public record ParticleSettings(
    @JsonPropertyDescription("Particles (.mrcs, .star, .xmd, .cs), relative to where cryoudl runs.")
        String path,
    @JsonPropertyDescription("For a simulated set: a .star or .xmd with true poses, same order.")
        String truth,
    @JsonPropertyDescription("How harder images are made of these.")
        CorruptionSettings corruption) {

  public ParticleSettings {
    if (path == null || path.isBlank()) {
      throw new IllegalArgumentException("particles need a path");
    }
    corruption = corruption == null ? CorruptionSettings.standard() : corruption;
  }
}
