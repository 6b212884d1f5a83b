package org.cryoudl.io.micrographs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;

/** RELION 4's {@code autopick.star}: which coordinates belong to which micrograph. */
public final class AutopickStar {

  static final String COORDINATES = "rlnMicrographCoordinates";

  /**
   * A micrograph with its coordinates.
   *
   * @param micrograph name of the micrograph
   * @param coordinates name of the file of its coordinates
   */
  public record Row(String micrograph, String coordinates) {}

  private AutopickStar() {}

  /** Whether a STAR file is of this kind. */
  public static boolean isOne(StarFile star) {
    return find(star).isPresent();
  }

  private static Optional<StarTable> find(StarFile star) {
    return star.tables().stream().filter(t -> t.has(COORDINATES)).findFirst();
  }

  /**
   * Its rows, in its order.
   *
   * @throws DataException if it is of another kind
   */
  public static List<Row> read(Path file) {
    StarTable table =
        find(StarFile.read(file))
            .orElseThrow(
                () ->
                    new DataException(
                        file + " names no coordinates: no block has the column _" + COORDINATES));
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      rows.add(
          new Row(
              table.text(row, table.require(MicrographStar.NAME)),
              table.text(row, table.require(COORDINATES))));
    }
    return rows;
  }

  /** Writes it. */
  public static void write(Path target, List<Row> rows) {
    StarWriter.write(
        target,
        star -> {
          star.open("coordinate_files", List.of(MicrographStar.NAME, COORDINATES));
          for (Row row : rows) {
            star.row(List.of(StarWriter.quote(row.micrograph), StarWriter.quote(row.coordinates)));
          }
          star.end();
        });
  }
}
