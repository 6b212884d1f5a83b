package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * A table with one row for each particle, which the page sorts and filters, and for some or all of
 * them what is shown when their row is opened.
 *
 * @param noun what rows are called, in the plural
 * @param names image names
 * @param columns figures, each with as many values
 * @param views what is shown of particles; none if empty
 */
@JsonPropertyOrder({"noun", "size", "names", "columns", "views"})
public record ParticleTable(
    String noun, List<String> names, List<Column> columns, ParticleViews views) implements Block {

  /** A table of particles. */
  public ParticleTable(List<String> names, List<Column> columns, ParticleViews views) {
    this("particles", names, columns, views);
  }

  public ParticleTable {
    names = List.copyOf(names);
    columns = List.copyOf(columns);
    for (Column column : columns) {
      if (column.values().length != names.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column '%s' has %d values for %d particles",
                column.key(),
                column.values().length,
                names.size()));
      }
    }
    for (ParticleViews.View view : views.views()) {
      if (view.row() >= names.size()) {
        throw new IllegalArgumentException(
            "view of row " + view.row() + " of " + names.size() + " particles");
      }
    }
  }

  /** Number of particles. */
  @JsonProperty("size")
  public int size() {
    return names.size();
  }

  /**
   * Figures about all particles. Values are copied in and out, and rounded to {@code decimals}
   * wherever they are written.
   *
   * @param key name in JSON and CSV
   * @param label heading in the page, short
   * @param explanation what it is, with its unit
   * @param decimals digits after the point
   * @param values one a particle; those not finite are left empty
   */
  public record Column(
      String key, String label, String explanation, int decimals, double[] values) {

    public Column {
      double unit = Math.pow(10, decimals);
      values = values.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.isFinite(values[i]) ? Math.rint(values[i] * unit) / unit : Double.NaN;
      }
    }

    @Override
    public double[] values() {
      return values.clone();
    }
  }
}
