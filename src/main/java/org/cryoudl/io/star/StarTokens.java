package org.cryoudl.io.star;

/**
 * Walks over the values of one line of a STAR or XMD file. Values are separated by blanks or tabs;
 * one that begins with ' or " runs to the same quote followed by a blank or the end of the line; a
 * value that begins with # starts a comment.
 */
final class StarTokens {

  private final String line;
  private int position;
  private int start;
  private int end;
  private boolean quoted;
  private boolean unterminated;

  StarTokens(String line) {
    this.line = line;
  }

  /** Steps to the next value; false at the end of the line or at a comment. */
  boolean next() {
    int length = line.length();
    while (position < length && isBlank(line.charAt(position))) {
      position++;
    }
    if (position == length || line.charAt(position) == '#') {
      return false;
    }
    start = position;
    char first = line.charAt(start);
    quoted = first == '"' || first == '\'';
    if (quoted) {
      end = closingQuote(first) + 1;
      unterminated |= end == 0;
      end = end == 0 ? length : end;
    } else {
      end = start + 1;
      while (end < length && !isBlank(line.charAt(end))) {
        end++;
      }
    }
    position = end;
    return true;
  }

  /** The current value with its quotes. */
  String raw() {
    return line.substring(start, end);
  }

  /** A value as {@link #raw} gives it, without its quotes. */
  static String withoutQuotes(String raw) {
    char first = raw.charAt(0);
    boolean quoted = first == '"' || first == '\'';
    return quoted ? raw.substring(1, raw.length() - 1) : raw;
  }

  /** Whether the current value stands in quotes. */
  boolean isQuoted() {
    return quoted;
  }

  /** Whether some value so far opened a quote and never closed it. */
  boolean isUnterminated() {
    return unterminated;
  }

  private int closingQuote(char quote) {
    for (int i = start + 1; i < line.length(); i++) {
      if (line.charAt(i) == quote && (i + 1 == line.length() || isBlank(line.charAt(i + 1)))) {
        return i;
      }
    }
    return -1;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
