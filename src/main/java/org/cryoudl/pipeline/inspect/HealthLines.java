package org.cryoudl.pipeline.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cryoudl.pipeline.health.Finding;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.health.Level;

/** What was found in an input: what is fine in one line, then what is doubtful and what is wrong. */
final class HealthLines {

  private HealthLines() {}

  static List<String> of(InputHealth health) {
    List<String> lines = new ArrayList<>();
    List<Finding> fine = health.at(Level.FINE);
    if (!fine.isEmpty()) {
      lines.add(
          FileInspector.line(
              Level.FINE.word(),
              fine.stream().map(Finding::subject).collect(Collectors.joining(", "))));
    }
    for (Level level : List.of(Level.DOUBTFUL, Level.WRONG)) {
      health
          .at(level)
          .forEach(finding -> lines.add(FileInspector.line(level.word(), finding.text())));
    }
    return lines;
  }
}
