package org.cryoudl.pipeline.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.files.ProgramFolder;

/**
 * Finds the model that comes with the program: the newest {@code models/polar-VERSION.safetensors}
 * in the {@link ProgramFolder}.
 */
public final class ShippedModel {

  private static final Pattern NAME =
      Pattern.compile("polar-(\\d{1,6}(\\.\\d{1,6})*)\\.safetensors");

  private ShippedModel() {}

  /**
   * The shipped model's file.
   *
   * @throws UsageException if there is none, listing where it was looked for
   */
  public static Path find() {
    return findIn(ProgramFolder.candidates());
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
            + ProgramFolder.HOME
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
}
