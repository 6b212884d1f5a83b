package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.SameFile;

/** Makes sure that results replace nothing unasked and take no input's place. */
public final class OutputFolder {

  private OutputFolder() {}

  /** A result of this name is there and may not be replaced. */
  public record FileExists(Path file) implements Reason {
    @Override
    public String problem() {
      return file + " is there already";
    }

    @Override
    public String remedy() {
      return "choose another folder, or allow results to be replaced";
    }
  }

  /**
   * Makes a folder for results if it is missing.
   *
   * @throws EnvironmentException if it cannot be made
   */
  public static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicOutput.unmakeable(folder, e);
    }
  }

  /**
   * Checks results that are there.
   *
   * @param names all files that may be written into the folder
   * @param overwrite whether files of these names may be replaced
   * @throws UsageException if one is there and may not be replaced
   */
  public static void check(Path folder, List<String> names, boolean overwrite) {
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.exists(file) && !overwrite) {
        throw new UsageException(new FileExists(file));
      }
    }
  }

  /**
   * The same for a single file, whose name the user chose.
   *
   * @throws UsageException if it is there and may not be replaced, or is an input
   */
  public static void checkFile(Path file, Collection<Path> inputs, boolean overwrite) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new UsageException(file + " is a folder; name a file in it");
    }
    List<String> names = List.of(file.getFileName().toString());
    requireNoInput(folder, names, inputs);
    check(folder, names, overwrite);
  }

  /**
   * Keeps results off files that are read.
   *
   * @throws UsageException if a file of these names in {@code folder} is one of the inputs
   */
  public static void requireNoInput(Path folder, List<String> names, Collection<Path> inputs) {
    for (String name : names) {
      Path file = folder.resolve(name);
      for (Path input : inputs) {
        if (SameFile.is(file, input)) {
          throw new UsageException(
              file + " is an input, which is never written over; name another output folder");
        }
      }
    }
  }
}
