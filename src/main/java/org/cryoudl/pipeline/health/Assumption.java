package org.cryoudl.pipeline.health;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Something about the input that a result rests on.
 *
 * @param what the subject, in a few words
 * @param taken what it was taken to be
 * @param why on which grounds
 * @param certainty how sure that is
 */
public record Assumption(String what, String taken, String why, Certainty certainty) {

  /** How sure an assumption is; ordered from the best to the worst. */
  public enum Certainty {
    /** Stated or measured. */
    SURE,
    /** The usual case, which nothing contradicts. */
    LIKELY,
    /** Something speaks against it. */
    DOUBTFUL;

    /** As it stands in files and tables. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether something speaks against it. */
  @JsonIgnore
  public boolean isDoubtful() {
    return certainty == Certainty.DOUBTFUL;
  }
}
