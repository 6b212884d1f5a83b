package org.cryoudl.report;

import java.util.List;
import org.cryoudl.report.block.Block;

/**
 * A part of a report with its heading.
 *
 * @param id the anchor in the page: small letters, digits, dashes
 * @param title the heading
 * @param blocks what is in it, in reading order
 */
public record Section(String id, String title, List<Block> blocks) {

  public Section {
    blocks = List.copyOf(blocks);
  }

  public static Section of(String id, String title, Block... blocks) {
    return new Section(id, title, List.of(blocks));
  }
}
