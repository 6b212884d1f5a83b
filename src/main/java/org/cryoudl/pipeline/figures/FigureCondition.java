package org.cryoudl.pipeline.figures;

import java.util.function.Predicate;
import org.cryoudl.alignment.result.Alignment;

/** When a figure is known. */
public enum FigureCondition {
  ALWAYS("always", alignment -> true),
  CLASSES("with classes", Alignment::hasClasses),
  FLIPS("if particles may be mirrored", alignment -> alignment.particles().flips().isPresent()),
  SCORED("if scored", alignment -> alignment.particles().reliability().isPresent()),
  NETWORK(
      "if the network estimated all particles",
      alignment -> alignment.particles().networkConfidence().isPresent());

  private final String text;
  private final Predicate<Alignment> holds;

  FigureCondition(String text, Predicate<Alignment> holds) {
    this.text = text;
    this.holds = holds;
  }

  /** The condition in words, in Markdown. */
  public String text() {
    return text;
  }

  /** Whether an alignment fulfils it. */
  public boolean holdsFor(Alignment alignment) {
    return holds.test(alignment);
  }
}
