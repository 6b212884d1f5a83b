package org.cryoudl.report.block;

import java.util.List;

/** Names and what they stand for, such as versions and settings. */
public record Facts(List<Fact> facts) implements Block {

  /** One of them. */
  public record Fact(String name, String value) {}

  public Facts {
    facts = List.copyOf(facts);
  }
}
