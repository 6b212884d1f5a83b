package org.cryoudl.pipeline.selection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.progress.Progress;

/**
 * Takes the particles of some classes out of a classification of CryoUDL or RELION.
 *
 * @param folder the classification: a folder, or one STAR file of a RELION iteration
 * @param output folder for the results
 * @param rules a class is chosen if all of them hold; at least one
 * @param invert whether to take all other classes instead
 * @param options where stacks are looked for, and whether they are needed
 * @param overwrite whether results that are there may be replaced
 * @param invocation how the program was started, for the record
 */
public record SelectJob(
    Path folder,
    Path output,
    List<SelectionRule> rules,
    boolean invert,
    ParticleSetOptions options,
    boolean overwrite,
    Invocation invocation) {

  public SelectJob {
    rules = List.copyOf(rules);
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("a selection needs at least one rule");
    }
  }

  /**
   * Chooses and writes.
   *
   * @throws UsageException if a named class does not exist, or a result is there and may not be
   *     replaced
   * @throws DataException if the folder holds no classes, lacks what a rule needs, or no particle
   *     is chosen
   */
  public Selection run(Progress progress) {
    ClassifiedFolder source = ClassifiedFolder.open(folder);
    List<ClassMembers> files = new ArrayList<>();
    try {
      for (Path file : source.particles()) {
        // A .cs file names stacks relative to a project of cryoSPARC, wherever the results lie.
        boolean cs = source.cs().filter(file::equals).isPresent() && source.particles().size() > 1;
        files.add(ClassMembers.open(file, cs ? options.withoutImages() : options));
      }
      files.forEach(files.get(0)::requireSame);
      List<Assumption> assumptions =
          InputHealth.acceptMetadata(files.get(0).set(), false, progress);
      List<ClassCount> all = counted(source, files.get(0));
      Set<Integer> numbers = numbers(new SelectionRule.Classes(source, all), progress);
      Selection selection = Selection.of(this, all, numbers, assumptions);
      requireParticles(selection);
      if (source.averages().isEmpty()) {
        progress.warn(folder + " holds no averages of its classes; only particles are written");
      }
      List<ClassCount> chosen =
          all.stream().filter(one -> numbers.contains(one.known().number())).toList();
      try (OutputTransaction results = begin(source, files)) {
        results.publish(
            staging -> {
              SelectionOutput out = new SelectionOutput(staging, source, chosen);
              out.writeParticles(files, numbers, progress);
              out.writeClasses(selection);
            });
      }
      return selection;
    } finally {
      files.forEach(ClassMembers::close);
    }
  }

  private OutputTransaction begin(ClassifiedFolder source, List<ClassMembers> files) {
    List<String> names = SelectionOutput.names();
    OutputTransaction begun = OutputTransaction.begin(output, names, source.inputs(), overwrite);
    files.forEach(file -> begun.watch(file.set().fileStates()));
    return begun;
  }

  private void requireParticles(Selection selection) {
    if (selection.particles() == 0) {
      throw new DataException(
          folder
              + ": no particle is selected; none of "
              + selection.ofClasses()
              + " classes with particles fits ("
              + (invert ? "not: " : "")
              + String.join(", ", selection.rules())
              + ")");
    }
  }

  /** The chosen classes; those without particles are never among them. */
  private Set<Integer> numbers(SelectionRule.Classes classes, Progress progress) {
    Set<Integer> chosen = new TreeSet<>();
    classes.all().forEach(one -> chosen.add(one.known().number()));
    Set<Integer> all = new TreeSet<>(chosen);
    rules.forEach(rule -> chosen.retainAll(rule.choose(classes)));
    if (invert) {
      all.removeAll(chosen);
      chosen.clear();
      chosen.addAll(all);
    }
    Set<Integer> empty = new TreeSet<>(chosen);
    classes.all().stream()
        .filter(one -> one.particles() > 0)
        .forEach(one -> empty.remove(one.known().number()));
    chosen.removeAll(empty);
    boolean named = !invert && rules.stream().anyMatch(SelectionRule.Numbers.class::isInstance);
    if (named && !empty.isEmpty() && !chosen.isEmpty()) {
      progress.warn(
          folder
              + ": left out, for they hold no particles: classes "
              + SelectionRule.ranges(empty));
    }
    return chosen;
  }

  /** All classes: those the folder describes, and those only particles know. */
  private static List<ClassCount> counted(ClassifiedFolder source, ClassMembers members) {
    Map<Integer, Integer> counts = members.counts();
    List<ClassCount> all = new ArrayList<>();
    Set<Integer> described = new TreeSet<>();
    double total = members.set().size();
    for (SortedClass known : source.classes()) {
      described.add(known.number());
      int count = counts.getOrDefault(known.number(), 0);
      all.add(new ClassCount(known, count, count / total));
    }
    counts.forEach(
        (number, count) -> {
          if (described.contains(number)) {
            return;
          }
          if (!described.isEmpty()) {
            throw new DataException(
                String.format(
                    Locale.ROOT,
                    "%s holds %d particles of class %d, which %s does not know",
                    members.set().file(),
                    count,
                    number,
                    source.figures()));
          }
          SortedClass unknown =
              new SortedClass(
                  number,
                  OptionalInt.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  Optional.empty());
          all.add(new ClassCount(unknown, count, count / total));
        });
    all.sort(Comparator.comparingInt(one -> one.known().number()));
    return all;
  }
}
