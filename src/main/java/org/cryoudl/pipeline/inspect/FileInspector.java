package org.cryoudl.pipeline.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;

/** Describes files of one kind. */
public interface FileInspector {

  /** The kinds of files it knows, as a person would say it: "MRC (.mrc, .mrcs, .map)". */
  String kinds();

  /** Whether the file seems, by its name, to be of this kind. */
  boolean recognises(Path file);

  /**
   * Says what the file holds, most important first.
   *
   * @return lines as {@link #line} makes them
   * @throws org.cryoudl.failure.DataException if the file cannot be read
   */
  FileDescription describe(Path file, Progress progress);

  /** The files of images that the file names, as far as they are found; none if it names none. */
  List<Path> stacks(Path file);

  /**
   * The first images the file holds or names.
   *
   * @param atMost how many at most, at least 1
   * @return images of one size
   * @throws org.cryoudl.failure.DataException if the file or an image cannot be read
   */
  List<Image> images(Path file, int atMost);

  /** One line of a description: a short label, then a text, in columns. */
  static String line(String label, String text) {
    return String.format(Locale.ROOT, "%-12s%s", label, text);
  }
}
