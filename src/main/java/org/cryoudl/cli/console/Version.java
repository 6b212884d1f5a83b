package org.cryoudl.cli.console;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, from its jar's manifest. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"cryoudl " + current()};
  }

  /** The version, or {@code development} when run from class files. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
