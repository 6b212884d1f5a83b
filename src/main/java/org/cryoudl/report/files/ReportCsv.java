package org.cryoudl.report.files;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;

/** A report's numbers as comma-separated values (RFC 4180). */
final class ReportCsv {

  private ReportCsv() {}

  /**
   * One line for each point of a chart and each cell of a table, with its interval if it has one.
   */
  static void writeFigures(Report report, Writer out) throws IOException {
    out.write("item,series,x,y,low,high\n");
    for (Section section : report.sections()) {
      for (Block block : section.blocks()) {
        if (block instanceof Chart chart) {
          for (Series series : chart.series()) {
            writeSeries(chart.id(), series, out);
          }
        } else if (block instanceof Table table) {
          writeTable(table, out);
        }
      }
    }
  }

  private static void writeSeries(String id, Series series, Writer out) throws IOException {
    double[] x = series.x();
    double[] y = series.y();
    double[] low = series.interval().map(Series.Interval::low).orElse(new double[0]);
    double[] high = series.interval().map(Series.Interval::high).orElse(new double[0]);
    for (int i = 0; i < x.length; i++) {
      writeRow(
          out,
          id,
          series.name(),
          number(x[i]),
          number(y[i]),
          i < low.length ? number(low[i]) : "",
          i < high.length ? number(high[i]) : "");
    }
  }

  /** The column's heading is the series, the row's first cell the position. */
  private static void writeTable(Table table, Writer out) throws IOException {
    for (List<Table.Cell> row : table.rows()) {
      for (int c = 1; c < row.size(); c++) {
        Table.Cell cell = row.get(c);
        writeRow(
            out,
            table.id(),
            table.columns().get(c),
            value(row.get(0)),
            value(cell),
            cell.interval().map(ends -> number(ends.low())).orElse(""),
            cell.interval().map(ends -> number(ends.high())).orElse(""));
      }
    }
  }

  private static String value(Table.Cell cell) {
    return cell.number().isPresent() ? number(cell.number().getAsDouble()) : cell.text();
  }

  /** One line a particle. */
  static void writeParticles(ParticleTable table, Writer out) throws IOException {
    StringBuilder header = new StringBuilder("image");
    table.columns().forEach(column -> header.append(',').append(quoted(column.key())));
    out.write(header.append('\n').toString());
    List<double[]> values = table.columns().stream().map(ParticleTable.Column::values).toList();
    for (int i = 0; i < table.size(); i++) {
      StringBuilder line = new StringBuilder(quoted(table.names().get(i)));
      for (double[] column : values) {
        line.append(',').append(number(column[i]));
      }
      out.write(line.append('\n').toString());
    }
  }

  private static void writeRow(Writer out, String... cells) throws IOException {
    StringBuilder line = new StringBuilder();
    for (String cell : cells) {
      line.append(line.length() == 0 ? "" : ",").append(quoted(cell));
    }
    out.write(line.append('\n').toString());
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[,\"\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
