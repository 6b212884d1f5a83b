package org.cryoudl.report.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;

/** A report's numbers as comma-separated values. */
final class ReportCsv {

  private ReportCsv() {}

  /**
   * One line for each point of a chart and each cell of a table, with its interval if it has one.
   */
  static void writeFigures(Report report, Path file) {
    CsvWriter.write(
        file,
        List.of("item", "series", "x", "y", "low", "high"),
        out -> {
          for (Section section : report.sections()) {
            for (Block block : section.allBlocks()) {
              if (block instanceof Chart chart) {
                for (Series series : chart.series()) {
                  writeSeries(chart.id(), series, out);
                }
              } else if (block instanceof Table table) {
                writeTable(table, out);
              }
            }
          }
        });
  }

  private static void writeSeries(String id, Series series, CsvWriter out) throws IOException {
    double[] x = series.x();
    double[] y = series.y();
    double[] low = series.interval().map(Series.Interval::low).orElse(new double[0]);
    double[] high = series.interval().map(Series.Interval::high).orElse(new double[0]);
    for (int i = 0; i < x.length; i++) {
      out.row(
          id,
          series.name(),
          number(x[i]),
          number(y[i]),
          i < low.length ? number(low[i]) : "",
          i < high.length ? number(high[i]) : "");
    }
  }

  /** The column's heading is the series, the row's first cell the position. */
  private static void writeTable(Table table, CsvWriter out) throws IOException {
    for (List<Table.Cell> row : table.rows()) {
      for (int c = 1; c < row.size(); c++) {
        Table.Cell cell = row.get(c);
        out.row(
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
  static void writeParticles(ParticleTable table, Path file) {
    List<String> header = new ArrayList<>(List.of("image"));
    table.columns().forEach(column -> header.add(column.key()));
    List<double[]> values = table.columns().stream().map(ParticleTable.Column::values).toList();
    CsvWriter.write(
        file,
        header,
        out -> {
          for (int i = 0; i < table.size(); i++) {
            Object[] cells = new Object[header.size()];
            cells[0] = table.names().get(i);
            for (int c = 1; c < cells.length; c++) {
              cells[c] = number(values.get(c - 1)[i]);
            }
            out.row(cells);
          }
        });
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
