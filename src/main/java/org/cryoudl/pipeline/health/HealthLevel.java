package org.cryoudl.pipeline.health;

import java.util.Locale;

/** How good a part of the input is; ordered from the best to the worst. */
public enum HealthLevel {
  /** As it should be. */
  FINE,
  /** It can be used, but results may be worse than they look. */
  DOUBTFUL,
  /** Results would be wrong, or there would be none. */
  WRONG;

  /** As it stands in files and before sentences. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
