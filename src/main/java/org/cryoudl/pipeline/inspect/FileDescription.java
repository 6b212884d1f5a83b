package org.cryoudl.pipeline.inspect;

import java.util.List;
import org.cryoudl.pipeline.health.HealthLevel;

/**
 * What a file holds.
 *
 * @param lines a label and a text each, most important first
 * @param worst how good the worst of it is
 */
public record FileDescription(List<String> lines, HealthLevel worst) {

  public FileDescription {
    lines = List.copyOf(lines);
  }

  /** Whether something of it is so wrong that it cannot be worked with. */
  public boolean isWrong() {
    return worst == HealthLevel.WRONG;
  }
}
