package org.cryoudl.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Folded;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.Table;

/**
 * A document about one run. All text is plain: characters that mean something in HTML are escaped
 * when it is written.
 *
 * @param kind what was run, in two or three words ("Alignment")
 * @param title what it was run on
 * @param verdict what a person should make of it
 * @param highlights the few figures to read first
 * @param sections in reading order; ids of sections, charts and tables must differ
 */
public record Report(
    String kind,
    String title,
    Verdict verdict,
    List<Highlight> highlights,
    List<Section> sections) {

  public Report {
    highlights = List.copyOf(highlights);
    sections = List.copyOf(sections);
    Set<String> ids = new HashSet<>();
    for (Section section : sections) {
      requireNew(ids, section.id());
      for (Block block : section.allBlocks()) {
        if (block instanceof Chart chart) {
          requireNew(ids, chart.id());
        } else if (block instanceof Table table) {
          requireNew(ids, table.id());
        } else if (block instanceof Folded folded) {
          requireNew(ids, folded.id());
        }
      }
    }
    if (blocks(sections, ParticleTable.class).size() > 1) {
      throw new IllegalArgumentException("a report holds at most one particle table");
    }
  }

  private static void requireNew(Set<String> ids, String id) {
    if (!id.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "ids are small letters, digits and dashes, got '" + id + "'");
    }
    if (!ids.add(id)) {
      throw new IllegalArgumentException("the id '" + id + "' is there twice");
    }
  }

  /** All blocks of one kind, in reading order. */
  public <T extends Block> List<T> blocks(Class<T> kind) {
    return blocks(sections, kind);
  }

  private static <T extends Block> List<T> blocks(List<Section> sections, Class<T> kind) {
    return sections.stream()
        .flatMap(section -> section.allBlocks().stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
