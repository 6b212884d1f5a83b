package org.cryoudl.io.star;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.DataException;
import org.jspecify.annotations.Nullable;

/** Turns the lines of a STAR or XMD file into tables, one line after the other. */
final class StarParser {

  private static final Pattern VERSION = Pattern.compile("#\\s*version\\s+(\\d{1,9})\\s*");

  private final String file;
  private final List<StarTable> tables = new ArrayList<>();
  private final Map<String, Integer> blockLines = new HashMap<>();
  private OptionalInt version = OptionalInt.empty();
  private String firstLine = "";
  private int line;

  private @Nullable String block;
  private boolean inLoop;
  private int tableLine;
  // Column names with the lines they stand in; of single values, their raw text too.
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<String> singleValues = new ArrayList<>();
  private StarRows rows = new StarRows();

  StarParser(String file) {
    this.file = file;
  }

  void accept(String text) {
    line++;
    String content = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (line == 1) {
      firstLine = content;
    }
    StarTokens tokens = new StarTokens(content);
    if (!tokens.next()) {
      noteVersion(content);
      return;
    }
    if (content.indexOf('\0') >= 0) {
      throw fault("holds a zero byte, so this is not a STAR or XMD file");
    }
    String first = tokens.raw();
    String lower = tokens.isQuoted() ? "" : keyword(first);
    boolean alone = !tokens.next();
    if (lower.startsWith("data_") && alone) {
      beginBlock(first.substring("data_".length()));
    } else if (block == null) {
      throw fault("'" + first + "' stands before any data_ block; this is not a STAR or XMD file");
    } else if (lower.equals("loop_") && alone) {
      endTable();
      inLoop = true;
      tableLine = line;
    } else if ((alone && (lower.startsWith("save_") || lower.equals("stop_")))
        || content.startsWith(";")) {
      throw fault("'" + first + "' (save frames, stop_ and multi-line values) is not supported");
    } else if (first.startsWith("_") && !isRow(content)) {
      define(first, alone ? null : tokens);
    } else {
      addRow(content);
    }
  }

  StarFile finish() {
    endTable();
    if (block == null) {
      throw new DataException(
          file + " is empty: its " + line + " lines hold no data_ block, so there is no table");
    }
    return new StarFile(file, version, firstLine, tables);
  }

  private static String keyword(String token) {
    char c = token.charAt(0);
    return "dlsDLS".indexOf(c) >= 0 ? token.toLowerCase(Locale.ROOT) : "";
  }

  private void noteVersion(String content) {
    Matcher matcher = VERSION.matcher(content.strip());
    if (version.isEmpty() && matcher.matches()) {
      version = OptionalInt.of(Integer.parseInt(matcher.group(1)));
    }
  }

  private void beginBlock(String name) {
    endTable();
    Integer earlier = blockLines.putIfAbsent(name, line);
    if (earlier != null) {
      throw fault("the block data_" + name + " stands in line " + earlier + " already");
    }
    block = name;
    inLoop = false;
    tableLine = line;
  }

  /** Once a loop has rows, a line that begins with _ is a row if it has a row's length. */
  private boolean isRow(String content) {
    return inLoop && rows.size() > 0 && countValues(content) == columns.size();
  }

  private void define(String token, @Nullable StarTokens rest) {
    if (inLoop && rows.size() > 0) {
      endTable();
      inLoop = false;
      tableLine = line;
    }
    int hash = token.indexOf('#'); // RELION's "#n" may lack the blank before it
    String name = token.substring(1, hash < 0 ? token.length() : hash);
    if (name.isEmpty()) {
      throw fault("a column has no name");
    }
    Integer earlier = columns.putIfAbsent(name, line);
    if (earlier != null) {
      throw fault("the column _" + name + " stands in line " + earlier + " already");
    }
    if (inLoop) {
      if (rest != null) {
        throw fault(
            "'"
                + rest.raw()
                + "' stands behind the column _"
                + name
                + " of a loop; use a new line");
      }
      return;
    }
    if (rest == null) {
      throw fault("_" + name + " has no value, and no loop_ stands before it");
    }
    singleValues.add(rest.raw());
    if (rest.next()) {
      throw fault("_" + name + " has more than one value, and no loop_ stands before it");
    }
    if (rest.isUnterminated()) {
      throw fault("a quote is not closed");
    }
  }

  private void addRow(String content) {
    if (!inLoop) {
      throw fault("a row of values stands in the block data_" + block + ", which has no loop_");
    }
    if (columns.isEmpty()) {
      throw fault("a row of values follows loop_, which has no columns");
    }
    int values = countValues(content);
    if (values != columns.size()) {
      throw fault(
          "the row has "
              + values
              + " values, but the block data_"
              + block
              + " has "
              + columns.size()
              + " columns");
    }
    rows.add(content, line);
  }

  private int countValues(String content) {
    StarTokens tokens = new StarTokens(content);
    int count = 0;
    while (tokens.next()) {
      count++;
    }
    if (tokens.isUnterminated()) {
      throw fault("a quote is not closed");
    }
    return count;
  }

  private void endTable() {
    if (!inLoop && !singleValues.isEmpty()) {
      rows.add(String.join(" ", singleValues), tableLine);
    }
    if (block != null && (inLoop || !columns.isEmpty())) {
      tables.add(
          new StarTable(file, block, inLoop, tableLine, List.copyOf(columns.keySet()), rows));
    }
    inLoop = false;
    columns.clear();
    singleValues.clear();
    rows = new StarRows();
  }

  private DataException fault(String what) {
    return new DataException(file + ", line " + line + ": " + what);
  }
}
