package org.cryoudl.report.block;

import java.util.List;

/**
 * Blocks behind a line, until the reader opens it; charts within are drawn then.
 *
 * @param id anchor
 * @param title the line
 * @param blocks in reading order; none of them is folded itself
 */
public record Folded(String id, String title, List<Block> blocks) implements Block {

  public Folded {
    blocks = List.copyOf(blocks);
    if (blocks.stream().anyMatch(Folded.class::isInstance)) {
      throw new IllegalArgumentException("'" + id + "' holds blocks that are folded again");
    }
  }
}
