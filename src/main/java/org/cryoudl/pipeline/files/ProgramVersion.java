package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Optional;
import java.util.jar.Attributes;

/** The version of the program and the commit it was built from, from its jar's manifest. */
public final class ProgramVersion {

  /** The manifest's entry for the commit; the build writes it (pom.xml). */
  private static final Attributes.Name COMMIT = new Attributes.Name("Implementation-Commit");

  private ProgramVersion() {}

  /**
   * The version and, after a plus sign, the commit, such as {@code 0.2.0+4a9b36d1c2}; {@code
   * -modified} follows if the sources had changed since. {@code development} when run from class
   * files.
   */
  public static String current() {
    return manifest().map(ProgramVersion::of).orElse("development");
  }

  /** The version that a manifest states; without a commit if the sources came without history. */
  static String of(Attributes manifest) {
    String version = manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    String commit = manifest.getValue(COMMIT);
    return commit == null ? version : version + "+" + commit;
  }

  private static Optional<Attributes> manifest() {
    URL here = ProgramVersion.class.getResource("ProgramVersion.class");
    try {
      return here.openConnection() instanceof JarURLConnection jar
          ? Optional.ofNullable(jar.getMainAttributes())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifest of " + here, e);
    }
  }
}
