package org.cryoudl.pipeline;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;

/**
 * Finds the model that comes with the program: the newest {@code models/polar-VERSION.safetensors}
 * in the folder that the environment variable CRYOUDL_HOME names, else beside the program's jar or
 * in a folder above it.
 */
public final class ShippedModel {

  private static final String HOME = "CRYOUDL_HOME";
  private static final Pattern NAME =
      Pattern.compile("polar-(\\d{1,6}(\\.\\d{1,6})*)\\.safetensors");

  /** A jar lies in target/ of the program's folder. */
  private static final int FOLDERS_ABOVE_JAR = 2;

  private ShippedModel() {}

  /**
   * The shipped model's file.
   *
   * @throws UsageException if there is none, listing where it was looked for
   */
  public static Path find() {
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
    return findIn(List.copyOf(homes));
  }

  /** The newest model in the first of some folders that holds any. */
  static Path findIn(List<Path> homes) {
    List<String> looked = new ArrayList<>();
    for (Path home : homes) {
      Path models = home.resolve("models");
      Optional<Path> newest = newest(models);
      if (newest.isPresent()) {
        return newest.get();
      }
      looked.add(models.toString());
    }
    throw new UsageException(
        "no model is given and no shipped one (polar-VERSION.safetensors) is in "
            + String.join(" or ", looked)
            + "; name one with -m, or set "
            + HOME
            + " to the program's folder");
  }

  private static Optional<Path> newest(Path models) {
    if (!Files.isDirectory(models)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(models)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          // Number by number: 0.10 is newer than 0.9.
          .max(Comparator.comparing(ShippedModel::version, Arrays::compare));
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + models + ": " + AtomicOutput.reason(e), e);
    }
  }

  private static int[] version(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is not named as a shipped model");
    }
    return Stream.of(name.group(1).split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  private static Path programFile() {
    try {
      return Path.of(
          ShippedModel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program does not know where it lies", e);
    }
  }
}
