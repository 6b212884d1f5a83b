package org.cryoudl.pipeline.benchmark.record;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One set of a benchmark: particles with truth that lie somewhere, or a recipe to simulate them
 * from. Paths are relative to the configuration's folder.
 *
 * @param name how tables call it
 * @param particles metadata of the particles
 * @param truth their true poses
 * @param template clean picture of the particles' box, which the oracle needs; no oracle without
 * @param recipe simulates the set instead; gives truth and template too
 * @param phasesFlipped whether the images' phases are flipped, for RELION; as the metadata say by
 *     default and flipped if they say nothing, but unflipped if a recipe or a set of many views
 *     says nothing
 * @param overrides {@code key=value} changes to the recipe
 */
public record BenchmarkSet(
    @JsonPropertyDescription("how tables call it") String name,
    @JsonPropertyDescription("metadata of the particles (.star, .xmd)") @Nullable String particles,
    @JsonPropertyDescription("their true poses (CSV)") @Nullable String truth,
    @JsonPropertyDescription("clean picture of the particles' box, for the oracle")
        @Nullable String template,
    @JsonPropertyDescription("simulates the set instead of reading it") @Nullable String recipe,
    @JsonPropertyDescription(
            "whether phases are flipped, for RELION; as the metadata say if left out")
        @Nullable Boolean phasesFlipped,
    @JsonPropertyDescription("key=value changes to the recipe") List<String> overrides) {

  public BenchmarkSet {
    if (name == null || !name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "name must be made of letters, digits, '.', '_' and '-', got '" + name + "'");
    }
    boolean read = particles != null && truth != null;
    if (read == (recipe != null) || (particles == null) != (truth == null)) {
      throw new IllegalArgumentException(
          "set '" + name + "' must have either particles and truth or a recipe");
    }
    if (recipe != null && template != null) {
      throw new IllegalArgumentException(
          "set '" + name + "' has a recipe, which gives the template: leave template out");
    }
    overrides = overrides == null ? List.of() : List.copyOf(overrides);
  }

  /** This set with paths that hold from anywhere. */
  BenchmarkSet resolvedAgainst(Path folder) {
    return new BenchmarkSet(
        name,
        resolve(folder, particles),
        resolve(folder, truth),
        resolve(folder, template),
        resolve(folder, recipe),
        phasesFlipped,
        overrides);
  }

  private static @Nullable String resolve(Path folder, @Nullable String path) {
    return path == null ? null : folder.resolve(path).normalize().toString();
  }
}
