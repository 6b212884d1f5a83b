package org.cryoudl.pipeline.explorer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark of an address. */
record Query(Map<String, String> values) {

  static Query of(@Nullable String raw) {
    Map<String, String> values = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new Query(values);
  }

  /** A text; empty if it is not there. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** A number within bounds; {@code otherwise} if it is not there. */
  double number(String name, double otherwise, double least, double most) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // worded below
    }
    throw new DataException(
        name + " must be a number from " + least + " to " + most + ", not '" + text + "'");
  }
}
