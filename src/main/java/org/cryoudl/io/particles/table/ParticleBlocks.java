package org.cryoudl.io.particles.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;

/** Finds the table of particles among the blocks of a STAR or XMD file. */
final class ParticleBlocks {

  private ParticleBlocks() {}

  /**
   * The block the user names; else the only one with an image column; else, of several, the first
   * that has one of the usual names.
   *
   * @param imageColumn the column that makes a table one of particles
   * @throws DataException if there is no such block, or several and none has a usual name
   */
  static StarTable choose(
      StarFile file, Optional<String> block, String imageColumn, List<String> usualNames) {
    if (block.isPresent()) {
      return file.table(block.get())
          .orElseThrow(
              () ->
                  new DataException(
                      file.file()
                          + ": there is no block data_"
                          + block.get()
                          + "; the file has "
                          + names(file.tables())));
    }
    List<StarTable> candidates =
        file.tables().stream().filter(table -> table.has(imageColumn)).toList();
    if (candidates.isEmpty()) {
      throw new DataException(
          file.file()
              + ": no block has the column _"
              + imageColumn
              + " that names particle images; the file has "
              + names(file.tables()));
    }
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    return candidates.stream()
        .filter(table -> usualNames.contains(table.block()))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    file.file()
                        + ": "
                        + candidates.size()
                        + " blocks name particle images ("
                        + names(candidates)
                        + "); choose one, for instance "
                        + candidates.get(0).block()
                        + "@"
                        + file.file()));
  }

  /** The columns of a table that are neither known nor shared. */
  static List<String> unknown(
      StarTable table, Set<String> known, Function<SharedColumn, String> sharedName) {
    Set<String> shared =
        Arrays.stream(SharedColumn.values()).map(sharedName).collect(Collectors.toSet());
    return table.columns().stream()
        .filter(column -> !known.contains(column) && !shared.contains(column))
        .toList();
  }

  private static String names(List<StarTable> tables) {
    return ShortList.of(
        tables.stream()
            .map(table -> "data_" + table.block() + " (" + ShortList.of(table.columns()) + ")")
            .toList());
  }
}
