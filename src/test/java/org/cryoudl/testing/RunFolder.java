package org.cryoudl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cryoudl.io.FileChecksum;

/** What a folder of results holds, to be compared with what it held before. */
public final class RunFolder {

  private RunFolder() {}

  /** Every run adds what it printed, and when; so this tells nothing of results. */
  private static final String LOG = "cryoudl.log";

  /** The checksums of all results by their names below the folder; hidden files apart. */
  public static Map<String, String> results(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (Path file : below(folder)) {
      boolean log = file.getFileName().toString().equals(LOG);
      if (Files.isRegularFile(file) && !log && !isBelowHidden(folder, file)) {
        sums.put(name(folder, file), FileChecksum.sha256(file));
      }
    }
    return sums;
  }

  /** The names of hidden files and folders, which runs that died leave. */
  public static List<String> hidden(Path folder) throws IOException {
    return below(folder).stream()
        .filter(RunFolder::isHidden)
        .map(file -> name(folder, file))
        .sorted()
        .toList();
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).toList();
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  /** Makes a folder hold what another does, and nothing else. */
  public static void copy(Path from, Path to) throws IOException {
    remove(to);
    Files.createDirectories(to);
    for (Path file : below(from)) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  /** Removes a folder with all that it holds. */
  public static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static boolean isBelowHidden(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (isHidden(part)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }
}
