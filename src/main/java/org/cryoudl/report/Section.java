package org.cryoudl.report;

import java.util.List;
import java.util.stream.Stream;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Folded;

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

  /** The blocks, each one that is folded followed by what is in it. */
  public List<Block> allBlocks() {
    return blocks.stream()
        .flatMap(
            block ->
                block instanceof Folded folded
                    ? Stream.concat(Stream.of(block), folded.blocks().stream())
                    : Stream.of(block))
        .toList();
  }

  public static Section of(String id, String title, Block... blocks) {
    return new Section(id, title, List.of(blocks));
  }
}
