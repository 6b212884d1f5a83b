package org.cryoudl.pipeline.micrograph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.micrographs.AutopickStar;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.io.micrographs.CoordinateStar;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.star.StarFile;

/**
 * Finds the coordinates of micrographs: in RELION 4's {@code autopick.star}, in a folder of files
 * called after micrographs, or in one file for one micrograph.
 */
final class CoordinateFinder {

  private final Path source;
  private final Optional<Path> projectFolder;

  /** The files of the folder; empty if the source is a file. */
  private final Optional<List<Path>> files;

  /** The rows of {@code autopick.star}; empty if the source is something else. */
  private final Optional<List<AutopickStar.Row>> rows;

  /** The coordinates of a micrograph and the file they are in. */
  record Found(Path file, List<Coordinate> coordinates) {}

  /**
   * Reads what there is.
   *
   * @param source file or folder
   * @param projectFolder that names in {@code autopick.star} are relative to, if the user knows it
   * @throws DataException if the source does not exist or is no STAR file
   */
  CoordinateFinder(Path source, Optional<Path> projectFolder) {
    this.source = source;
    this.projectFolder = projectFolder;
    if (Files.isDirectory(source)) {
      this.files = Optional.of(filesOf(source));
      this.rows = Optional.empty();
      return;
    }
    if (!Files.exists(source)) {
      throw new DataException(source + " does not exist; name coordinates or a folder of them");
    }
    this.files = Optional.empty();
    this.rows =
        AutopickStar.isOne(StarFile.read(source))
            ? Optional.of(AutopickStar.read(source))
            : Optional.empty();
  }

  private static List<Path> filesOf(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + folder + ": " + AtomicOutput.reason(e), e);
    }
  }

  /**
   * Finds those of a micrograph.
   *
   * @param root what its results are called after; see {@link MicrographInput#rootNames}
   * @param only whether it is the only micrograph
   * @throws UsageException if there are none for it
   * @throws DataException if a file cannot be read
   */
  Found of(Micrograph micrograph, String root, boolean only) {
    if (files.isPresent()) {
      return read(inFolder(micrograph, root, files.get()));
    }
    if (rows.isPresent()) {
      return read(listed(micrograph, rows.get()));
    }
    if (!only) {
      throw missing(micrograph, source + ", which is for one micrograph");
    }
    return read(source);
  }

  private static Found read(Path file) {
    return new Found(file, CoordinateStar.read(file));
  }

  private Path listed(Micrograph micrograph, List<AutopickStar.Row> rows) {
    Path name = Path.of(row(micrograph, rows).coordinates());
    return Stream.concat(
            projectFolder.stream().map(folder -> folder.resolve(name)),
            Stream.of(name, AtomicOutput.folderOf(source).resolve(name.getFileName().toString())))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> missing(micrograph, name.toString()));
  }

  /** The row that names the micrograph; else the first one that names a file called as it is. */
  private AutopickStar.Row row(Micrograph micrograph, List<AutopickStar.Row> rows) {
    Predicate<AutopickStar.Row> named = row -> row.micrograph().equals(micrograph.name());
    Predicate<AutopickStar.Row> called =
        row -> Path.of(row.micrograph()).getFileName().equals(micrograph.file().getFileName());
    return Stream.of(named, called)
        .flatMap(same -> rows.stream().filter(same))
        .findFirst()
        .orElseThrow(() -> missing(micrograph, "its name in " + source));
  }

  private Path inFolder(Micrograph micrograph, String root, List<Path> files) {
    List<Path> found =
        files.stream().filter(file -> belongs(file.getFileName().toString(), root)).toList();
    if (found.size() > 1) {
      throw new UsageException(
          "there are "
              + found.size()
              + " files of coordinates for "
              + micrograph.name()
              + " in "
              + source
              + ", such as "
              + found.get(0)
              + " and "
              + found.get(1)
              + "; name one");
    }
    if (found.isEmpty()) {
      throw missing(micrograph, source.resolve(root + "_*.star").toString());
    }
    return found.get(0);
  }

  private static boolean belongs(String name, String root) {
    return name.endsWith(".star")
        && (name.equals(root + ".star")
            || name.startsWith(root + "_") && name.indexOf('_', root.length() + 1) < 0);
  }

  private static UsageException missing(Micrograph micrograph, String tried) {
    return new UsageException(new MicrographReason.CoordinatesMissing(micrograph.name(), tried));
  }
}
