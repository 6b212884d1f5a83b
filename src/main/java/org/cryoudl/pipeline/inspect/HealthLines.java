package org.cryoudl.pipeline.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cryoudl.pipeline.health.HealthLevel;
import org.cryoudl.pipeline.health.InputFinding;
import org.cryoudl.pipeline.health.InputHealth;

/**
 * What was found in an input: what is fine in one line, then what is doubtful and what is wrong.
 */
final class HealthLines {

  private HealthLines() {}

  static List<String> of(InputHealth health) {
    List<String> lines = new ArrayList<>();
    List<InputFinding> fine = health.at(HealthLevel.FINE);
    if (!fine.isEmpty()) {
      lines.add(
          FileInspector.line(
              HealthLevel.FINE.word(),
              fine.stream().map(InputFinding::subject).collect(Collectors.joining(", "))));
    }
    for (HealthLevel level : List.of(HealthLevel.DOUBTFUL, HealthLevel.WRONG)) {
      health
          .at(level)
          .forEach(finding -> lines.add(FileInspector.line(level.word(), finding.text())));
    }
    return lines;
  }
}
