package org.cryoudl.report.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Facts;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Listing;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;

/** A report's content as JSON: all of it for programs, and the part that the page draws. */
final class ReportJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ReportJson() {}

  /** Everything but pictures. */
  static ObjectNode document(Report report) {
    ObjectNode root = NODES.objectNode();
    root.put("kind", report.kind());
    root.put("title", report.title());
    ObjectNode verdict = root.putObject("verdict");
    verdict.put("tone", word(report.verdict().tone()));
    report.verdict().sentences().forEach(verdict.putArray("sentences")::add);
    ArrayNode highlights = root.putArray("highlights");
    for (Highlight highlight : report.highlights()) {
      highlights
          .addObject()
          .put("label", highlight.label())
          .put("value", highlight.value())
          .put("note", highlight.note());
    }
    ArrayNode sections = root.putArray("sections");
    for (Section section : report.sections()) {
      ObjectNode node = sections.addObject();
      node.put("id", section.id());
      node.put("title", section.title());
      ArrayNode blocks = node.putArray("blocks");
      section.blocks().forEach(block -> blocks.add(block(block)));
    }
    return root;
  }

  /** What the page's script needs: charts by id, and the particles. */
  static ObjectNode page(Report report) {
    ObjectNode root = NODES.objectNode();
    ObjectNode charts = root.putObject("charts");
    report.blocks(Chart.class).forEach(chart -> charts.set(chart.id(), chart(chart)));
    for (ParticleTable table : report.blocks(ParticleTable.class)) {
      ObjectNode particles = particles(table);
      ParticleViews views = table.views();
      ObjectNode shown = particles.putObject("views");
      shown.put("side", views.side());
      shown.put("turns", views.turns());
      shown.put("before_title", views.beforeTitle());
      shown.put("after_title", views.afterTitle());
      shown.put("curve_title", views.curveTitle());
      shown.put("chunk", HtmlPage.VIEWS_IN_CHUNK);
      ArrayNode rows = shown.putArray("rows");
      views.views().forEach(view -> rows.add(view.row()));
      root.set("particles", particles);
    }
    return root;
  }

  private static ObjectNode block(Block block) {
    if (block instanceof Chart chart) {
      return chart(chart);
    }
    if (block instanceof Table table) {
      return table(table);
    }
    if (block instanceof ParticleTable particles) {
      return particles(particles);
    }
    ObjectNode node = NODES.objectNode();
    if (block instanceof Paragraph paragraph) {
      node.put("type", "paragraph").put("text", paragraph.text());
    } else if (block instanceof Listing listing) {
      node.put("type", "listing").put("title", listing.title()).put("text", listing.text());
    } else if (block instanceof Facts facts) {
      ObjectNode values = node.put("type", "facts").putObject("facts");
      facts.facts().forEach(fact -> values.put(fact.name(), fact.value()));
    } else if (block instanceof Gallery gallery) {
      ArrayNode pictures = node.put("type", "gallery").putArray("pictures");
      for (Picture picture : gallery.pictures()) {
        pictures.addObject().put("title", picture.title()).put("caption", picture.caption());
      }
    }
    return node;
  }

  private static ObjectNode chart(Chart chart) {
    ObjectNode node = NODES.objectNode();
    node.put("type", "chart");
    node.put("id", chart.id());
    node.put("title", chart.title());
    node.put("caption", chart.caption());
    node.set("x", axis(chart.x()));
    node.set("y", axis(chart.y()));
    ArrayNode all = node.putArray("series");
    for (Series series : chart.series()) {
      ObjectNode one = all.addObject();
      one.put("name", series.name());
      one.put("kind", word(series.kind()));
      one.set("x", numbers(series.x()));
      one.set("y", numbers(series.y()));
      series
          .interval()
          .ifPresent(
              interval -> {
                ObjectNode ends = one.putObject("interval");
                ends.put("along", word(interval.along()));
                ends.set("low", numbers(interval.low()));
                ends.set("high", numbers(interval.high()));
              });
    }
    ArrayNode levels = node.putArray("levels");
    for (Level level : chart.levels()) {
      levels
          .addObject()
          .put("direction", word(level.direction()))
          .put("value", level.value())
          .put("label", level.label());
    }
    return node;
  }

  private static ObjectNode axis(Axis axis) {
    ObjectNode node = NODES.objectNode();
    node.put("label", axis.label());
    node.put("scale", word(axis.scale()));
    node.put("same_unit", axis.sameUnit());
    axis.from().ifPresent(value -> node.put("from", value));
    axis.to().ifPresent(value -> node.put("to", value));
    ArrayNode ticks = node.putArray("ticks");
    axis.ticks()
        .forEach(tick -> ticks.addObject().put("value", tick.value()).put("label", tick.label()));
    return node;
  }

  private static ObjectNode table(Table table) {
    ObjectNode node = NODES.objectNode();
    node.put("type", "table");
    node.put("id", table.id());
    node.put("title", table.title());
    node.put("caption", table.caption());
    table.columns().forEach(node.putArray("columns")::add);
    ArrayNode rows = node.putArray("rows");
    for (List<Table.Cell> row : table.rows()) {
      ArrayNode cells = rows.addArray();
      for (Table.Cell cell : row) {
        if (cell.number().isPresent()) {
          add(cells, cell.number().getAsDouble());
        } else {
          cells.add(cell.text());
        }
      }
    }
    return node;
  }

  private static ObjectNode particles(ParticleTable table) {
    ObjectNode node = NODES.objectNode();
    node.put("type", "particles");
    node.put("noun", table.noun());
    node.put("size", table.size());
    table.names().forEach(node.putArray("names")::add);
    ArrayNode columns = node.putArray("columns");
    for (ParticleTable.Column column : table.columns()) {
      ObjectNode one = columns.addObject();
      one.put("key", column.key());
      one.put("label", column.label());
      one.put("explanation", column.explanation());
      one.put("decimals", column.decimals());
      one.set("values", numbers(column.values()));
    }
    return node;
  }

  private static ArrayNode numbers(double[] values) {
    ArrayNode array = NODES.arrayNode(values.length);
    for (double value : values) {
      add(array, value);
    }
    return array;
  }

  /** JSON has no infinity and no NaN: null stands for them. Whole numbers need no point. */
  private static void add(ArrayNode array, double value) {
    if (!Double.isFinite(value)) {
      array.addNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      array.add((long) value);
    } else {
      array.add(value);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
