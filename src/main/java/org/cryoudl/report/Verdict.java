package org.cryoudl.report;

import java.util.List;

/**
 * What a person should make of a run.
 *
 * @param tone how it is to be taken
 * @param sentences one or two are read, ten are not
 */
public record Verdict(Tone tone, List<String> sentences) {

  /** Decides the colour and the word beside the verdict. */
  public enum Tone {
    /** Figures only; nothing is judged. */
    NEUTRAL,
    /** As it should be. */
    GOOD,
    /** Usable with the restriction that the sentences name. */
    CAUTION,
    /** Not to be trusted. */
    BAD
  }

  public Verdict {
    sentences = List.copyOf(sentences);
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException("a verdict needs a sentence");
    }
  }
}
