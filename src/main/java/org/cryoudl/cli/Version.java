package org.cryoudl.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, from its jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"cryoudl " + current()};
  }

  /** The version, or {@code development} when run from class files. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
