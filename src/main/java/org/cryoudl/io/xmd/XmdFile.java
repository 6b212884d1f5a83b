package org.cryoudl.io.xmd;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;

/**
 * The tables of an XMIPP metadata file: STAR's grammar behind a first line that holds {@code #
 * XMIPP_STAR_1 *}. Columns are found by name, in any order; vectors stand in quotes and are kept.
 *
 * @param content the file as STAR sees it
 */
public record XmdFile(StarFile content) {

  static final String MARK = "# XMIPP_STAR_1 *";

  /**
   * @throws DataException if the first line lacks XMIPP's mark
   */
  public XmdFile {
    if (!content.firstLine().contains(MARK)) {
      throw new DataException(
          content.file()
              + ", line 1: '"
              + MARK
              + "' is missing, so this is not an XMIPP metadata file");
    }
  }

  /**
   * Reads a file.
   *
   * @throws DataException if the file is missing or breaks the format; file and line are named
   */
  public static XmdFile read(Path file) {
    return new XmdFile(StarFile.read(file));
  }

  /** How messages name the file. */
  public String file() {
    return content.file();
  }

  public List<StarTable> tables() {
    return content.tables();
  }

  /** The first table of the block called {@code data_block}. */
  public Optional<StarTable> table(String block) {
    return content.table(block);
  }
}
