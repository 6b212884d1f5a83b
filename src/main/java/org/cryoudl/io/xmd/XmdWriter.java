package org.cryoudl.io.xmd;

import java.io.IOException;
import java.util.List;
import org.cryoudl.io.star.StarTable;

/** Writes tables in the layout of XMIPP's metadata files. Streams: nothing is kept. */
public final class XmdWriter {

  private final Appendable out;

  /**
   * Begins a file.
   *
   * @param out where the text goes; the caller closes it
   */
  public XmdWriter(Appendable out) throws IOException {
    this.out = out;
    out.append(XmdFile.MARK).append(" \n# \n");
  }

  /** Opens a block. */
  public void block(String name) throws IOException {
    out.append("data_").append(name).append('\n');
  }

  /** Opens a loop in the current block. Column names come without the leading underscore. */
  public void loop(List<String> columns) throws IOException {
    out.append("loop_\n");
    for (String column : columns) {
      out.append(" _").append(column).append('\n');
    }
  }

  /** Writes one row of values that are quoted already where they must be. */
  public void row(List<String> rawValues) throws IOException {
    for (String value : rawValues) {
      out.append(' ').append(value);
    }
    out.append(" \n");
  }

  /** Writes a table as it was read. */
  public void table(StarTable table) throws IOException {
    if (table.isLoop()) {
      loop(table.columns());
      for (int row = 0; row < table.rowCount(); row++) {
        out.append(table.rawLine(row)).append('\n');
      }
    } else {
      List<String> values = table.rawValues(0);
      for (int c = 0; c < values.size(); c++) {
        out.append(" _").append(table.columns().get(c)).append(' ').append(values.get(c));
        out.append('\n');
      }
    }
  }
}
