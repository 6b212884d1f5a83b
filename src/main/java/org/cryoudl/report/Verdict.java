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
    NEUTRAL("not judged"),
    /** As it should be. */
    GOOD("sound"),
    /** Usable with the restriction that the sentences name. */
    CAUTION("doubtful"),
    /** Not to be trusted. */
    BAD("do not trust");

    private final String level;

    Tone(String level) {
      this.level = level;
    }

    /** The same in words, as files and pages state it. */
    public String level() {
      return level;
    }
  }

  public Verdict {
    sentences = List.copyOf(sentences);
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException("a verdict needs a sentence");
    }
  }
}
