package org.cryoudl.io.csv;

import java.util.regex.Pattern;

/**
 * Keeps spreadsheets from running a text as a formula. They do so with a cell that begins with an
 * equals sign, plus, minus, at sign, tab or carriage return, quoted or not; an image may well be
 * named {@code =1+0.mrc}. Such a text is written with an apostrophe before it, which spreadsheets
 * take as the mark of a text. A text that begins with apostrophes and then one of these signs gets
 * one more, so that taking one away always gives the original. Numbers stay as they are.
 */
final class FormulaGuard {

  private static final Pattern RISKY = Pattern.compile("'*[=+\\-@\\t\\r]", Pattern.DOTALL);
  private static final Pattern GUARDED = Pattern.compile("'+[=+\\-@\\t\\r]", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?|-?Infinity");

  private FormulaGuard() {}

  /** The text as a cell holds it. */
  static String guarded(String text) {
    return RISKY.matcher(text).lookingAt() && !NUMBER.matcher(text).matches() ? "'" + text : text;
  }

  /** The text that a cell was written for. */
  static String original(String cell) {
    return GUARDED.matcher(cell).lookingAt() ? cell.substring(1) : cell;
  }
}
