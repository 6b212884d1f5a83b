package org.cryoudl.io.particles.naming;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of metadata, or one block of it: {@code block@file.xmd}.
 *
 * @param block the requested block
 * @param file the file
 */
public record MetadataAddress(Optional<String> block, Path file) {

  /** Takes an address apart, unless a file of that whole name exists. */
  public static MetadataAddress of(Path address) {
    String text = address.toString();
    int at = text.indexOf('@');
    if (at < 0 || at == text.length() - 1 || Files.exists(address)) {
      return new MetadataAddress(Optional.empty(), address);
    }
    return new MetadataAddress(Optional.of(text.substring(0, at)), Path.of(text.substring(at + 1)));
  }
}
