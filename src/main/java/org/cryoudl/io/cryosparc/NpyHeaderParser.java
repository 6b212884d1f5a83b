package org.cryoudl.io.cryosparc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.failure.DataException;

/**
 * Reads the Python literal in a .npy header: dictionaries, lists, tuples, strings, whole numbers,
 * True and False. Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
final class NpyHeaderParser {

  private final String file;
  private final String text;
  private int position;

  NpyHeaderParser(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /** The header's dictionary; lists and tuples become lists, numbers longs. */
  Map<?, ?> dictionary() {
    if (literal() instanceof Map<?, ?> dictionary) {
      return dictionary;
    }
    throw fault("a dictionary");
  }

  private Object literal() {
    char c = peek();
    if (c == '{') {
      return map();
    }
    if (c == '(' || c == '[') {
      return list(c == '(' ? ')' : ']');
    }
    if (c == '\'' || c == '"') {
      return string(c);
    }
    if (Character.isDigit(c)) {
      int start = position;
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
      String digits = text.substring(start, position);
      if (digits.length() > 18) {
        throw fault("a smaller number");
      }
      return Long.parseLong(digits);
    }
    for (String word : new String[] {"True", "False", "None"}) {
      if (text.startsWith(word, position)) {
        position += word.length();
        return word;
      }
    }
    throw fault("a value");
  }

  private Map<Object, Object> map() {
    Map<Object, Object> map = new LinkedHashMap<>();
    position++;
    while (peek() != '}') {
      Object key = literal();
      expect(':');
      map.put(key, literal());
      if (peek() != '}') {
        expect(',');
      }
    }
    position++;
    return map;
  }

  private List<Object> list(char end) {
    List<Object> list = new ArrayList<>();
    position++;
    while (peek() != end) {
      list.add(literal());
      if (peek() != end) {
        expect(',');
      }
    }
    position++;
    return list;
  }

  private String string(char quote) {
    StringBuilder value = new StringBuilder();
    position++;
    while (position < text.length() && text.charAt(position) != quote) {
      if (text.charAt(position) == '\\') {
        position++;
      }
      if (position < text.length()) {
        value.append(text.charAt(position));
      }
      position++;
    }
    expect(quote);
    return value.toString();
  }

  private char peek() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    if (position >= text.length()) {
      throw fault("more text");
    }
    return text.charAt(position);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw fault("'" + c + "'");
    }
    position++;
  }

  private DataException fault(String expected) {
    return new DataException(
        file + ": the NumPy header breaks off at character " + position + ": expected " + expected);
  }
}
