package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;

/**
 * Makes sure, before any work is done, that results can be written, replace nothing unasked and
 * take no input's place.
 */
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
   * Makes a folder if it is missing and checks it.
   *
   * @param names all files that may be written into it
   * @param inputs files that must not be written over
   * @param overwrite whether files of these names may be replaced
   * @throws UsageException if one is there and may not be replaced, or is an input
   * @throws EnvironmentException if the folder cannot be made or written
   */
  public static void prepare(
      Path folder, List<String> names, List<Path> inputs, boolean overwrite) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot make the folder " + folder + ": " + AtomicOutput.reason(e), e);
    }
    requireNoInput(folder, names, inputs);
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.exists(file) && !overwrite) {
        throw new UsageException(new FileExists(file));
      }
    }
    AtomicOutput.write(folder.resolve(".probe"), temporary -> Files.write(temporary, new byte[1]));
    AtomicOutput.discard(folder.resolve(".probe"));
  }

  /**
   * The same for a single file, whose name the user chose.
   *
   * @throws UsageException if it is there and may not be replaced, or is an input
   * @throws EnvironmentException if its folder cannot be made or written
   */
  public static void prepareFile(Path file, List<Path> inputs, boolean overwrite) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new UsageException(file + " is a folder; name a file in it");
    }
    prepare(folder, List.of(file.getFileName().toString()), inputs, overwrite);
  }

  /**
   * Keeps results off files that are read.
   *
   * @throws UsageException if a file of these names in {@code folder} is one of the inputs
   */
  public static void requireNoInput(Path folder, List<String> names, List<Path> inputs) {
    for (String name : names) {
      Path file = folder.resolve(name);
      for (Path input : inputs) {
        try {
          if (Files.exists(file) && Files.exists(input) && Files.isSameFile(file, input)) {
            throw new UsageException(
                file + " is an input, which is never written over; name another output folder");
          }
        } catch (IOException e) {
          throw new EnvironmentException("cannot read " + input + ": " + AtomicOutput.reason(e), e);
        }
      }
    }
  }

  /**
   * Removes what an earlier run left, so that it does not stand beside what this one writes.
   *
   * @param names files in {@code folder}; those that are not there are passed over
   * @throws EnvironmentException if one cannot be removed
   */
  public static void clear(Path folder, List<String> names) {
    for (String name : names) {
      Path file = folder.resolve(name);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new EnvironmentException("cannot remove " + file + ": " + AtomicOutput.reason(e), e);
      }
    }
  }
}
