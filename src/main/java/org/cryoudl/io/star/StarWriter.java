package org.cryoudl.io.star;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.AtomicOutput;

/**
 * Writes tables in the layout RELION reads (found out by running its parser): a blank line, the
 * version comment, the block, {@code loop_}, numbered columns with a trailing blank, the rows, and
 * a line that holds one space. Streams: nothing is kept.
 */
public final class StarWriter {

  /** The version comment of RELION 3.1 and later, which brought optics groups. */
  public static final int VERSION_3_1 = 30001;

  /** What a file holds. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void write(StarWriter star) throws IOException;
  }

  private final Appendable out;

  /**
   * @param out where the text goes; the caller closes it
   */
  public StarWriter(Appendable out) {
    this.out = out;
  }

  /**
   * Writes a file in UTF-8, under a temporary name until it is complete.
   *
   * @throws org.cryoudl.failure.EnvironmentException if the folder cannot be written or is full
   */
  public static void write(Path target, Content content) {
    AtomicOutput.write(
        target,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            content.write(new StarWriter(out));
          }
        });
  }

  /** Opens a loop of RELION 3.1 in a block of its own: {@link #version}, {@link #block}, loop. */
  public void open(String block, List<String> columns) throws IOException {
    version(VERSION_3_1);
    block(block);
    loop(columns);
  }

  /** Writes the comment that states to RELION which version the next block follows. */
  public void version(int version) throws IOException {
    out.append("\n# version ").append(Integer.toString(version)).append('\n');
  }

  /** Opens a block. */
  public void block(String name) throws IOException {
    out.append("\ndata_").append(name).append("\n\n");
  }

  /** Opens a loop in the current block. Column names come without the leading underscore. */
  public void loop(List<String> columns) throws IOException {
    out.append("loop_ \n");
    for (int c = 0; c < columns.size(); c++) {
      out.append('_').append(columns.get(c)).append(" #").append(Integer.toString(c + 1));
      out.append(" \n");
    }
  }

  /** Writes one row of values that are quoted already where they must be. */
  public void row(List<String> rawValues) throws IOException {
    for (String value : rawValues) {
      out.append(value).append(' ');
    }
    out.append('\n');
  }

  /** Writes one row as it stands. */
  public void rawRow(String line) throws IOException {
    out.append(line).append('\n');
  }

  /** Writes one single value of the current block. */
  public void single(String name, String rawValue) throws IOException {
    out.append('_').append(name).append(' ').append(rawValue).append('\n');
  }

  /** Closes a loop or a list of single values. */
  public void end() throws IOException {
    out.append(" \n");
  }

  /** Writes a table as it was read. */
  public void table(StarTable table) throws IOException {
    if (table.isLoop()) {
      loop(table.columns());
      for (int row = 0; row < table.rowCount(); row++) {
        rawRow(table.rawLine(row));
      }
    } else {
      List<String> values = table.rawValues(0);
      for (int c = 0; c < values.size(); c++) {
        single(table.columns().get(c), values.get(c));
      }
    }
    end();
  }

  /**
   * The text as it must stand in a row: in quotes if it is empty, holds blanks, or begins with a
   * character that means something else.
   *
   * @throws DataException if no kind of quote can hold it
   */
  public static String quote(String text) {
    boolean plain = !text.isEmpty() && "_#'\";".indexOf(text.charAt(0)) < 0;
    for (int i = 0; plain && i < text.length(); i++) {
      plain = !Character.isWhitespace(text.charAt(i));
    }
    if (plain) {
      return text;
    }
    for (char quote : new char[] {'"', '\''}) {
      String quoted = quote + text + quote;
      StarTokens tokens = new StarTokens(quoted);
      boolean whole = text.indexOf('\n') < 0 && tokens.next() && tokens.raw().equals(quoted);
      if (whole && !tokens.isUnterminated()) {
        return quoted;
      }
    }
    throw new DataException("the value <" + text + "> cannot stand in a STAR or XMD file");
  }
}
