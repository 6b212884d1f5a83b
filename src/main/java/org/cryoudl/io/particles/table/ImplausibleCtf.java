package org.cryoudl.io.particles.table;

import java.util.Locale;
import org.cryoudl.failure.Reason;

/**
 * Metadata that no microscope has.
 *
 * @param place file, line and column
 * @param value as it is written
 * @param objection what speaks against it
 */
public record ImplausibleCtf(String place, String value, String objection) implements Reason {

  @Override
  public String problem() {
    return String.format(Locale.ROOT, "%s is %s; %s", place, value, objection);
  }

  @Override
  public String remedy() {
    return "correct it, or leave the CTF out";
  }

  @Override
  public String sentence() {
    return problem() + ": " + remedy();
  }
}
