package org.cryoudl.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.pipeline.align.SharedParticles;

/**
 * The particles that this executor has open, for as long as it lives: its tasks share them and what
 * is kept of them in memory.
 */
final class ExecutorParticles {

  private static final Map<SharedParticles, SharedParticles.Opened> OPENED = new HashMap<>();

  private static final Map<Key, Optional<Object>> MADE = new HashMap<>();

  private ExecutorParticles() {}

  private record Key(SharedParticles particles, Record recipe) {}

  /** What a recipe makes of the particles; nothing if it is none. */
  static synchronized Optional<Object> made(SharedParticles particles, Record recipe) {
    if (!SharedParticles.isRecipe(recipe)) {
      return Optional.empty();
    }
    return MADE.computeIfAbsent(
        new Key(particles, recipe),
        any -> OPENED.computeIfAbsent(particles, SharedParticles::open).made(recipe));
  }
}
