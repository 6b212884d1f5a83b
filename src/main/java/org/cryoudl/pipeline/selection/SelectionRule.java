package org.cryoudl.pipeline.selection;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;

/** Which classes are chosen. */
public sealed interface SelectionRule {

  /** The numbers of classes that the rule chooses. */
  Set<Integer> choose(Classes classes);

  /** The rule in words. */
  String words();

  /** The classes to choose from. */
  record Classes(ClassifiedFolder folder, List<ClassCount> all) {

    private Set<Integer> where(Predicate<ClassCount> rule) {
      return all.stream()
          .filter(rule)
          .map(one -> one.known().number())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /**
   * Classes of given numbers.
   *
   * @param numbers counted from 1
   */
  record Numbers(Set<Integer> numbers) implements SelectionRule {

    public Numbers {
      numbers = Set.copyOf(numbers);
    }

    /**
     * Reads a list such as {@code 1,3-9}.
     *
     * @throws UsageException if it is none
     */
    public static Numbers parse(String list) {
      Set<Integer> numbers = new TreeSet<>();
      for (String part : list.split(",", -1)) {
        String[] ends = part.strip().split("-", -1);
        int from = number(ends[0], list);
        int to = number(ends[ends.length - 1], list);
        if (ends.length > 2 || to < from) {
          throw noList(list);
        }
        for (int k = from; k <= to; k++) {
          numbers.add(k);
        }
      }
      return new Numbers(numbers);
    }

    private static int number(String text, String list) {
      if (!text.strip().matches("[1-9]\\d{0,5}")) {
        throw noList(list);
      }
      return Integer.parseInt(text.strip());
    }

    private static UsageException noList(String list) {
      return new UsageException(
          "'" + list + "' is no list of classes; name them like 1,3-9 (they count from 1)");
    }

    @Override
    public Set<Integer> choose(Classes classes) {
      Set<Integer> known = classes.where(one -> true);
      for (int number : new TreeSet<>(numbers)) {
        if (!known.contains(number)) {
          throw new UsageException(
              String.format(
                  Locale.ROOT,
                  "there is no class %d: %s has %d classes, %s",
                  number,
                  classes.folder().particles().get(0),
                  known.size(),
                  ranges(known)));
        }
      }
      return numbers;
    }

    @Override
    public String words() {
      return "classes " + ranges(numbers);
    }
  }

  /** Numbers as people write them: {@code 1,3-9}. */
  static String ranges(Set<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    List<Integer> sorted = numbers.stream().sorted().toList();
    for (int i = 0; i < sorted.size(); i++) {
      int from = i;
      while (i + 1 < sorted.size() && sorted.get(i + 1) == sorted.get(i) + 1) {
        i++;
      }
      text.append(text.length() == 0 ? "" : ",").append(sorted.get(from));
      if (i > from) {
        text.append('-').append(sorted.get(i));
      }
    }
    return text.toString();
  }

  /**
   * Classes with at least some score.
   *
   * @param least from 0 to 1
   */
  record Score(double least) implements SelectionRule {

    /**
     * @throws UsageException if no score can be that high or low
     */
    public Score {
      if (!(least >= 0 && least <= 1)) {
        throw new UsageException("scores of classes lie between 0 and 1, got " + least);
      }
    }

    @Override
    public Set<Integer> choose(Classes classes) {
      if (classes.all().stream().allMatch(one -> one.known().score().isEmpty())) {
        throw new DataException(new SelectionReason.NoScores(classes.folder().figures()));
      }
      return classes.where(one -> one.known().score().orElse(-1) >= least);
    }

    @Override
    public String words() {
      return "a score of at least " + least;
    }
  }

  /**
   * Classes whose averages are resolved so far.
   *
   * @param angstroms above 0
   */
  record Resolution(double angstroms) implements SelectionRule {

    /**
     * Reads a resolution such as {@code 15A}, {@code 15 Å} or {@code 15}.
     *
     * @throws UsageException if it is none
     */
    public static Resolution parse(String text) {
      String number = text.strip().replaceFirst("\\s*[A\u00c5\u212b]$", "");
      try {
        double angstroms = Double.parseDouble(number);
        if (angstroms > 0 && angstroms < RelionClasses.UNRESOLVED) {
          return new Resolution(angstroms);
        }
      } catch (NumberFormatException e) {
        // worded below, together with numbers that are none
      }
      throw new UsageException(
          "a resolution is a number of Angstroms between 0 and "
              + (int) RelionClasses.UNRESOLVED
              + ", such as 15A; got '"
              + text
              + "'");
    }

    @Override
    public Set<Integer> choose(Classes classes) {
      if (classes.all().stream().allMatch(one -> one.known().resolutionAngstroms().isEmpty())) {
        throw new DataException(new SelectionReason.NoResolutions(classes.folder().figures()));
      }
      return classes.where(
          one -> one.known().resolutionAngstroms().orElse(Double.POSITIVE_INFINITY) <= angstroms);
    }

    @Override
    public String words() {
      return "a resolution of " + angstroms + " A or better";
    }
  }

  /** Classes that the classification itself recommends. */
  record Recommended() implements SelectionRule {

    @Override
    public Set<Integer> choose(Classes classes) {
      if (classes.all().stream().allMatch(one -> one.known().recommended().isEmpty())) {
        throw new DataException(new SelectionReason.NoRecommendation(classes.folder().figures()));
      }
      return classes.where(one -> one.known().recommended().orElse(false));
    }

    @Override
    public String words() {
      return "recommended";
    }
  }
}
