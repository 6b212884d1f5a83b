package org.cryoudl.pipeline.micrograph;

import java.nio.file.Path;

/** How metadata name files. */
final class FileNames {

  private FileNames() {}

  /** From the working folder, where RELION is run, if the file lies below it, else in full. */
  static String fromWorkingFolder(Path file) {
    Path working = Path.of("").toAbsolutePath();
    Path full = file.toAbsolutePath().normalize();
    Path shortest = full.startsWith(working) ? working.relativize(full) : full;
    return shortest.toString().replace('\\', '/');
  }
}
