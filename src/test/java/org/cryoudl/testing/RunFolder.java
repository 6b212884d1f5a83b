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

  /** The checksums of all files by name; hidden ones apart. */
  public static Map<String, String> results(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(each -> !isHidden(each)).toList()) {
          sums.put(file.getFileName().toString(), FileChecksum.sha256(file));
        }
      }
    }
    return sums;
  }

  /** The names of hidden files and folders, which runs that died leave. */
  public static List<String> hidden(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(RunFolder::isHidden)
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** Makes a folder hold what another does, and nothing else. */
  public static void copy(Path from, Path to) throws IOException {
    remove(to);
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
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

  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }
}
