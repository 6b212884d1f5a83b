package org.cryoudl.pipeline.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The files of the page, which lie in the program. */
final class PageFiles {

  private static final String ROOT = "/org/cryoudl/explorer/";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** A file and its media type. */
  record Content(byte[] bytes, String type) {}

  private PageFiles() {}

  /** A file by its name; the page itself if the name is empty. */
  static Optional<Content> named(String name) {
    String file = name.isEmpty() ? "index.html" : name;
    if (!file.matches("[a-z][a-z-]*\\.(html|js|css|svg)")) {
      return Optional.empty();
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(ROOT + file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              new Content(
                  in.readAllBytes(),
                  TYPES.getOrDefault(
                      file.substring(file.lastIndexOf('.') + 1), "application/octet-stream")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
