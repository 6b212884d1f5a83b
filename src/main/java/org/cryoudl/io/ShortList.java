package org.cryoudl.io;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists of names that may be very long, in a length that a person reads. */
public final class ShortList {

  private static final int MOST = 12;

  private ShortList() {}

  /** The names with commas between them; of many the first, and how many more there are. */
  public static String of(Collection<String> names) {
    return of(names, MOST);
  }

  /** The same with at most so many names. */
  public static String of(Collection<String> names, int most) {
    String first = names.stream().limit(most).collect(Collectors.joining(", "));
    return names.size() <= most ? first : first + " and " + (names.size() - most) + " more";
  }

  /**
   * The same for names such as {@code ctf/cs_mm}, those before one stroke together where there are
   * many.
   */
  public static String ofFields(Collection<String> fields) {
    if (fields.size() <= MOST) {
      return of(fields);
    }
    Map<String, Integer> groups = new LinkedHashMap<>();
    for (String field : fields) {
      int stroke = field.indexOf('/');
      groups.merge(stroke < 0 ? field : field.substring(0, stroke + 1) + "*", 1, Integer::sum);
    }
    return of(
        groups.entrySet().stream()
            .map(
                group ->
                    group.getKey() + (group.getValue() > 1 ? " (" + group.getValue() + ")" : ""))
            .toList());
  }
}
