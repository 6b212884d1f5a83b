package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cryoudl.io.StagingFolder;

/**
 * Brings the complete results of a run to their final names, by renaming within one folder.
 *
 * <ol>
 *   <li>A journal of the names is written beside the results, and the staging folder is renamed to
 *       the publishing folder. From here on the run counts as complete.
 *   <li>Earlier results of any of the names are moved aside, into a hidden folder.
 *   <li>The new ones are moved to their names.
 *   <li>The earlier ones and the publishing folder are removed.
 * </ol>
 *
 * <p>Files of two runs never stand side by side, and each is complete. If a step fails, all is
 * moved back. If the process dies between two steps, part of the results is missing until {@link
 * #recover} goes on where it stopped, as the next run in the folder does first; none is lost. That
 * holds for processes that die; whether renames survive a power failure in their order is up to the
 * file system.
 */
final class Publication {

  private static final String JOURNAL = ".journal";
  private static final String PUBLISHING = "cryoudl.publishing";
  private static final String EARLIER = "cryoudl.earlier";
  private static final String NEW = "+";
  private static final String OTHER = "-";

  /** Renames a file or a folder; tests let it fail. */
  @FunctionalInterface
  interface Mover {
    void move(Path from, Path to) throws IOException;
  }

  private final Path folder;
  private final Path staging;
  private final Path publishing;
  private final Path earlier;
  private final Mover mover;

  /**
   * @param folder the final place
   * @param prefix of the hidden folders of these results
   */
  Publication(Path folder, String prefix) {
    this(folder, prefix, (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
  }

  Publication(Path folder, String prefix, Mover mover) {
    this.folder = folder;
    this.staging = StagingFolder.of(folder, prefix);
    this.publishing = folder.resolve(prefix + PUBLISHING);
    this.earlier = folder.resolve(prefix + EARLIER);
    this.mover = mover;
  }

  /** Where results are written until all are complete. */
  Path staging() {
    return staging;
  }

  /** Makes the staging folder. */
  void begin() throws IOException {
    Files.createDirectory(staging);
  }

  /**
   * Publishes all that is in the staging folder: files, those in folders among them, or a folder in
   * place of a folder. Folders keep what else is in them.
   *
   * @param names of all results that a run may have; those not written now, but by an earlier run,
   *     are removed with its other results
   * @throws IOException if a step failed; then everything is as it was before
   */
  void publish(List<String> names) throws IOException {
    requireAllNamed(names);
    Map<String, Boolean> journal = new LinkedHashMap<>();
    for (String name : names) {
      journal.put(name, Files.exists(staging.resolve(name)));
    }
    Files.write(staging.resolve(JOURNAL), lines(journal), StandardCharsets.UTF_8);
    mover.move(staging, publishing);
    try {
      complete(journal);
    } catch (IOException e) {
      moveBack(journal, e);
      throw e;
    }
    try {
      removeTree(earlier);
      removeTree(publishing);
    } catch (IOException e) {
      return; // the results are there; the next run in the folder removes the rest
    }
  }

  private void requireAllNamed(List<String> names) throws IOException {
    try (Stream<Path> files = Files.walk(staging)) {
      List<String> unnamed =
          files
              .filter(Files::isRegularFile)
              .map(staging::relativize)
              .filter(file -> !isNamed(file, names))
              .map(Path::toString)
              .toList();
      if (!unnamed.isEmpty()) {
        throw new IllegalStateException("results that were not announced: " + unnamed);
      }
    }
  }

  /** Whether a file, or a folder that it lies in, has one of the names. */
  private static boolean isNamed(Path file, List<String> names) {
    for (Path part = file; part != null; part = part.getParent()) {
      if (names.contains(part.toString().replace('\\', '/'))) {
        return true;
      }
    }
    return false;
  }

  /** Renames a file; folders that the new name needs are made. */
  private void move(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    mover.move(from, to);
  }

  /** Finishes what a run that died left: publishes its results if complete, else removes them. */
  void recover() throws IOException {
    removeTree(staging);
    if (Files.exists(publishing.resolve(JOURNAL))) {
      complete(read(publishing.resolve(JOURNAL)));
    }
    removeTree(earlier);
    removeTree(publishing);
  }

  /** Removes what was written so far; where that fails, the next run in the folder does it. */
  void abandon() {
    try {
      removeTree(staging);
    } catch (IOException e) {
      return;
    }
  }

  /** Done twice it does no more than once: what has been moved is not moved again. */
  private void complete(Map<String, Boolean> journal) throws IOException {
    Files.createDirectories(earlier);
    for (Map.Entry<String, Boolean> name : journal.entrySet()) {
      Path target = folder.resolve(name.getKey());
      boolean placed = name.getValue() && !Files.exists(publishing.resolve(name.getKey()));
      if (!placed && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)
            && !Files.isDirectory(publishing.resolve(name.getKey()))) {
          throw new IOException(target + " is a folder");
        }
        move(target, earlier.resolve(name.getKey()));
      }
    }
    for (Map.Entry<String, Boolean> name : journal.entrySet()) {
      Path written = publishing.resolve(name.getKey());
      if (name.getValue() && Files.exists(written)) {
        move(written, folder.resolve(name.getKey()));
      }
    }
  }

  private void moveBack(Map<String, Boolean> journal, IOException failure) {
    try {
      for (Map.Entry<String, Boolean> name : journal.entrySet()) {
        Path written = publishing.resolve(name.getKey());
        if (name.getValue() && !Files.exists(written)) {
          mover.move(folder.resolve(name.getKey()), written);
        }
      }
      for (String name : journal.keySet()) {
        Path aside = earlier.resolve(name);
        if (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
          mover.move(aside, folder.resolve(name));
        }
      }
      mover.move(publishing, staging);
      removeTree(earlier);
    } catch (IOException e) {
      failure.addSuppressed(e); // the next run in the folder goes on from here
    }
  }

  private static List<String> lines(Map<String, Boolean> journal) {
    List<String> lines = new ArrayList<>();
    journal.forEach((name, written) -> lines.add((written ? NEW : OTHER) + name));
    return lines;
  }

  private static Map<String, Boolean> read(Path file) throws IOException {
    Map<String, Boolean> journal = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      journal.put(line.substring(1), line.startsWith(NEW));
    }
    return journal;
  }

  /**
   * Removes a folder with all that it holds; one that is not there is all right. Another thread may
   * still be writing into it.
   */
  static void removeTree(Path root) throws IOException {
    for (int trial = 0; trial < 10 && Files.exists(root, LinkOption.NOFOLLOW_LINKS); trial++) {
      walk(root);
    }
    try (Stream<Path> left = Files.exists(root) ? Files.list(root) : Stream.empty()) {
      if (left.findAny().isPresent()) {
        throw new IOException(root + " cannot be removed");
      }
    }
  }

  private static void walk(Path root) throws IOException {
    try {
      Files.walkFileTree(root, new Remover());
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return; // somebody else removed or made a file meanwhile
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
