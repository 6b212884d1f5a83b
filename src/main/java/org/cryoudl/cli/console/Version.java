package org.cryoudl.cli.console;

import org.cryoudl.pipeline.files.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, and records of a run keep. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"cryoudl " + current()};
  }

  /** The version of the program and the commit it was built from. */
  public static String current() {
    return ProgramVersion.current();
  }
}
