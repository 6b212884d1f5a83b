package org.cryoudl.pipeline.files;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cryoudl.failure.UsageException;

/**
 * Where the files lie that come with the program (models, configurations, recipes): the folder that
 * the environment variable CRYOUDL_HOME names, else beside the program's jar or in a folder above
 * it.
 */
public final class ProgramFolder {

  /** The environment variable that names the folder. */
  public static final String HOME = "CRYOUDL_HOME";

  /** A jar lies in target/ of the program's folder. */
  private static final int FOLDERS_ABOVE_JAR = 2;

  private ProgramFolder() {}

  /** The folders that may be it, the likeliest first. */
  public static List<Path> candidates() {
    Set<Path> homes = new LinkedHashSet<>();
    String home = System.getenv(HOME);
    if (home != null && !home.isBlank()) {
      homes.add(Path.of(home));
    }
    Path folder = programFile().toAbsolutePath().normalize().getParent();
    for (int i = 0; i < FOLDERS_ABOVE_JAR && folder != null; i++) {
      homes.add(folder);
      folder = folder.getParent();
    }
    return List.copyOf(homes);
  }

  /**
   * A file that comes with the program.
   *
   * @param name relative to the program's folder
   * @throws UsageException if it is nowhere, listing where it was looked for
   */
  public static Path file(String name) {
    List<Path> homes = candidates();
    return homes.stream()
        .map(home -> home.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    String.format(
                        Locale.ROOT,
                        "%s, which comes with cryoudl, is in none of %s; set %s to the program's folder",
                        name,
                        homes,
                        HOME)));
  }

  private static Path programFile() {
    try {
      return Path.of(
          ProgramFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program does not know where it lies", e);
    }
  }
}
