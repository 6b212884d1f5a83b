package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and what they stand for, such as versions and settings. */
public record Facts(@JsonIgnore List<Fact> facts) implements Block {

  /** One of them. */
  public record Fact(String name, String value) {}

  public Facts {
    facts = List.copyOf(facts);
  }

  @JsonProperty("facts")
  Map<String, String> byName() {
    Map<String, String> values = new LinkedHashMap<>();
    facts.forEach(fact -> values.put(fact.name(), fact.value()));
    return values;
  }
}
