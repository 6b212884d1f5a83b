package org.cryoudl.pipeline.micrograph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
 *
 * @param source file or folder
 * @param projectFolder that names in {@code autopick.star} are relative to, if the user knows it
 */
record CoordinateFinder(Path source, Optional<Path> projectFolder) {

  /** The coordinates of a micrograph and the file they are in. */
  record Found(Path file, List<Coordinate> coordinates) {}

  /**
   * Finds them.
   *
   * @param only whether it is the only micrograph
   * @throws UsageException if there are none for it
   * @throws DataException if a file cannot be read
   */
  Found of(Micrograph micrograph, boolean only) {
    if (Files.isDirectory(source)) {
      return read(inFolder(micrograph));
    }
    if (!Files.exists(source)) {
      throw new DataException(source + " does not exist; name coordinates or a folder of them");
    }
    if (AutopickStar.isOne(StarFile.read(source))) {
      return read(listed(micrograph));
    }
    if (!only) {
      throw missing(micrograph, source + ", which is for one micrograph");
    }
    return read(source);
  }

  private static Found read(Path file) {
    return new Found(file, CoordinateStar.read(file));
  }

  private Path listed(Micrograph micrograph) {
    for (AutopickStar.Row row : AutopickStar.read(source)) {
      boolean same =
          row.micrograph().equals(micrograph.name())
              || Path.of(row.micrograph()).getFileName().equals(micrograph.file().getFileName());
      if (same) {
        Path name = Path.of(row.coordinates());
        return Stream.concat(
                projectFolder.stream().map(folder -> folder.resolve(name)),
                Stream.of(
                    name, AtomicOutput.folderOf(source).resolve(name.getFileName().toString())))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> missing(micrograph, name.toString()));
      }
    }
    throw missing(micrograph, "its name in " + source);
  }

  private Path inFolder(Micrograph micrograph) {
    String root = micrograph.rootName();
    List<Path> found;
    try (Stream<Path> files = Files.list(source)) {
      found = files.filter(file -> belongs(file.getFileName().toString(), root)).sorted().toList();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + source + ": " + AtomicOutput.reason(e), e);
    }
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
