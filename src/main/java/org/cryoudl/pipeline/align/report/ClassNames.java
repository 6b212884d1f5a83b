package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.cryoudl.alignment.result.ClassLikeness;

/**
 * Some classes, as a sentence names them.
 *
 * @param numbers from 1, ascending; at least one
 */
record ClassNames(List<Integer> numbers) {

  /** The classes at the beginning of a sentence: "Class 1", "Classes 2 to 4". */
  String subject() {
    return (isOne() ? "Class " : "Classes ") + list();
  }

  /** The classes within a sentence: "class 1", "classes 2 to 4". */
  String object() {
    return (isOne() ? "class " : "classes ") + list();
  }

  /** One of two words or phrases. */
  String when(String one, String several) {
    return isOne() ? one : several;
  }

  private boolean isOne() {
    return numbers.size() == 1;
  }

  private String list() {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from < numbers.size()) {
      int to = from;
      while (to + 1 < numbers.size() && numbers.get(to + 1) == numbers.get(to) + 1) {
        to++;
      }
      if (to - from >= 2) {
        parts.add(numbers.get(from) + " to " + numbers.get(to));
      } else {
        numbers.subList(from, to + 1).forEach(number -> parts.add(number.toString()));
      }
      from = to + 1;
    }
    return joined(parts);
  }

  /** Classes that are alike, directly or through others, together; the smallest number first. */
  static List<ClassNames> groups(List<ClassLikeness> pairs) {
    List<TreeSet<Integer>> groups = new ArrayList<>();
    for (ClassLikeness pair : pairs) {
      TreeSet<Integer> joined = new TreeSet<>(List.of(pair.first() + 1, pair.second() + 1));
      groups.removeIf(
          group -> {
            boolean touches = group.stream().anyMatch(joined::contains);
            if (touches) {
              joined.addAll(group);
            }
            return touches;
          });
      groups.add(joined);
    }
    return groups.stream()
        .sorted(Comparator.comparingInt(TreeSet::first))
        .map(group -> new ClassNames(List.copyOf(group)))
        .toList();
  }

  /** Words with commas and an "and" before the last. */
  static String joined(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
