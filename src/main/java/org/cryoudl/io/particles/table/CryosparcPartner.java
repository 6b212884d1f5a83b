package org.cryoudl.io.particles.table;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.FileState;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.cryosparc.NpyTable;

/**
 * The other half of a cryoSPARC job's output. What a job did not change (often the CTF) stands in a
 * passthrough file beside its particles; rows of both belong together by their {@code uid}.
 *
 * @param table the passthrough file
 * @param rows which of its rows belongs to each row of the particles
 * @param state of the file before it was read
 */
record CryosparcPartner(NpyTable table, int[] rows, Optional<FileState> state) {

  static final String UID = "uid";

  /** More files than this in a folder are not looked through. */
  private static final int MOST_FILES = 64;

  /**
   * What a folder holds for a table of particles.
   *
   * @param partner the only file with all its particles; empty if there is none or several
   * @param others files that hold what is looked for, but cannot be used
   */
  record Found(Optional<CryosparcPartner> partner, List<Path> others) {}

  /**
   * Looks beside {@code file} for passthrough files with some of the fields.
   *
   * @throws DataException if there is one, but two of the particles have the same uid
   */
  static Found find(Path file, NpyTable particles, List<String> fields) {
    List<CryosparcPartner> fitting = new ArrayList<>();
    List<Path> all = new ArrayList<>();
    List<Path> unfit = new ArrayList<>();
    for (Path beside : filesBeside(file)) {
      Optional<FileState> state = FileState.of(beside);
      Optional<NpyTable> table = passthrough(beside);
      if (table.isEmpty() || fields.stream().noneMatch(table.get()::has)) {
        continue;
      }
      all.add(beside);
      Optional<int[]> rows = matchingRows(particles, table.get());
      rows.ifPresentOrElse(
          found -> fitting.add(new CryosparcPartner(table.get(), found, state)),
          () -> unfit.add(beside));
    }
    return fitting.size() == 1
        ? new Found(Optional.of(fitting.get(0)), unfit)
        : new Found(Optional.empty(), all);
  }

  /**
   * A file that the user, or a result group, names.
   *
   * @throws DataException if it cannot be read, lacks particles, or a uid stands twice in one of
   *     the files
   */
  static CryosparcPartner named(Path file, NpyTable particles) {
    Optional<FileState> state = FileState.of(file);
    NpyTable table = NpyTable.read(file);
    for (NpyTable each : List.of(particles, table)) {
      if (!each.has(UID)) {
        throw new DataException(
            each.file()
                + " has no uid, by which "
                + particles.file()
                + " and "
                + file
                + " would belong together; its fields are "
                + ShortList.ofFields(each.fields()));
      }
    }
    rowsByUid(particles); // each has its own
    Map<Long, Integer> rowOf = rowsByUid(table);
    int first = -1;
    int missing = 0;
    for (int row = 0; row < particles.rowCount(); row++) {
      if (!rowOf.containsKey(particles.wholeNumber(row, UID))) {
        first = missing == 0 ? row : first;
        missing++;
      }
    }
    if (missing > 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s lacks %d of the %d particles of %s (by uid; the first is particle %d, uid %s);"
                  + " give the files of one job",
              file,
              missing,
              particles.rowCount(),
              particles.file(),
              first + 1,
              Long.toUnsignedString(particles.wholeNumber(first, UID))));
    }
    return new CryosparcPartner(table, rowsIn(rowOf, particles).orElseThrow(), state);
  }

  /** The files beside a passthrough file that name images and hold all its particles. */
  static List<CryosparcPartner> filesOfImages(Path passthrough, NpyTable particles) {
    List<CryosparcPartner> found = new ArrayList<>();
    for (Path beside : filesBeside(passthrough)) {
      Optional<FileState> state = FileState.of(beside);
      readable(beside)
          .filter(table -> table.has(CryosparcParticles.PATH) && table.has(UID))
          .flatMap(
              table ->
                  matchingRows(particles, table)
                      .map(rows -> new CryosparcPartner(table, rows, state)))
          .ifPresent(found::add);
    }
    return found;
  }

  private static Optional<NpyTable> passthrough(Path file) {
    return readable(file).filter(table -> table.has(UID) && !table.has(CryosparcParticles.PATH));
  }

  private static Optional<NpyTable> readable(Path file) {
    try {
      return Optional.of(NpyTable.read(file));
    } catch (DataException e) {
      return Optional.empty(); // the user did not name this file
    }
  }

  private static Optional<int[]> matchingRows(NpyTable particles, NpyTable other) {
    if (!particles.has(UID)) {
      return Optional.empty();
    }
    Optional<int[]> rows;
    try {
      rows = rowsIn(rowsByUid(other), particles);
    } catch (DataException e) {
      return Optional.empty(); // the user did not name this file
    }
    rows.ifPresent(found -> rowsByUid(particles));
    return rows;
  }

  /**
   * The row of each uid.
   *
   * @throws DataException if two rows have one, for then nobody knows which of them is meant
   */
  private static Map<Long, Integer> rowsByUid(NpyTable table) {
    Map<Long, Integer> rowOf = new HashMap<>();
    for (int row = 0; row < table.rowCount(); row++) {
      long uid = table.wholeNumber(row, UID);
      Integer before = rowOf.put(uid, row);
      if (before != null) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: rows %d and %d have the same uid %s, so that rows of two files cannot be"
                    + " joined by it; cryoSPARC gives every particle its own",
                table.file(),
                before + 1,
                row + 1,
                Long.toUnsignedString(uid)));
      }
    }
    return rowOf;
  }

  private static Optional<int[]> rowsIn(Map<Long, Integer> rowOf, NpyTable particles) {
    int[] rows = new int[particles.rowCount()];
    for (int row = 0; row < rows.length; row++) {
      Integer found = rowOf.get(particles.wholeNumber(row, UID));
      if (found == null) {
        return Optional.empty();
      }
      rows[row] = found;
    }
    return Optional.of(rows);
  }

  private static List<Path> filesBeside(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.cs")) {
      for (Path other : files) {
        if (Files.isRegularFile(other) && !other.getFileName().equals(file.getFileName())) {
          found.add(file.resolveSibling(other.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + folder + ": " + AtomicOutput.reason(e), e);
    }
    found.sort(null);
    return found.size() > MOST_FILES ? List.of() : found;
  }
}
