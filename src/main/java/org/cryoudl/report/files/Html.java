package org.cryoudl.report.files;

/** Text that cannot be taken for markup. */
final class Html {

  private Html() {}

  /** Escapes text for an element's content or a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** JSON inside a script element, which ends at the first "less than, slash" otherwise. */
  static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }
}
