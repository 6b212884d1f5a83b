package org.cryoudl.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cryoudl.testing.TrialTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands on files with damage drawn at random: they work or refuse in a few lines, in time and
 * memory, leave no part of a result and no input changed. {@code -Dcryoudl.mutant=17} repeats the
 * mutant of that number alone, {@code -Dcryoudl.mutants=20000} draws more, {@code
 * -Dcryoudl.kinds=sorted.*} takes the kinds of these names only, and {@code -Dcryoudl.trials=FILE}
 * writes a table of exit codes and times.
 */
class MutatedInputsTest {

  private static final int FEW = 100;
  private static final int MANY = Integer.getInteger("cryoudl.mutants", 5000);
  private static final int QUICK_FOR_EACH_SLOW = 8;
  private static final String KINDS = System.getProperty("cryoudl.kinds", ".*");
  private static final Long ONE = Long.getLong("cryoudl.mutant");

  @TempDir Path folder;

  @Test
  void aFewAreReadOrRefused() throws Exception {
    List<Subject> subjects = new ArrayList<>();
    for (Subject subject : new Subjects(folder).light()) {
      subject.without("align", "-o ", "config", "synthesize").ifPresent(subjects::add);
    }
    require(subjects, FEW);
  }

  @Test
  @Tag("slow")
  void manyAreReadOrRefused() throws Exception {
    require(all(), MANY);
  }

  /** What is not damaged is read: else the mutants would all be refused for the same reason. */
  @Test
  @Tag("slow")
  void goodFilesAreRead() throws Exception {
    List<String> failures = new ArrayList<>();
    for (Subject subject : new LinkedHashSet<>(all())) {
      for (String command : subject.commands()) {
        Mutant.Finding finding = new Mutant(0, subject).run(command, subject.good());
        if (finding.code() != 0 || !finding.wrong().isEmpty()) {
          failures.add(finding.mutant() + finding.wrong() + finding.said());
        }
      }
    }
    assertEquals(List.of(), failures, String.join("\n", failures));
  }

  /** Those that take milliseconds more often than those that train or align with a network. */
  private List<Subject> all() throws Exception {
    List<Subject> subjects = new ArrayList<>();
    NetworkSubjects network = new NetworkSubjects(folder);
    List<Subject> quick = new ArrayList<>(new Subjects(folder).light());
    quick.addAll(network.quick());
    ClassSubjects classes = new ClassSubjects(folder);
    quick.addAll(classes.quick());
    quick.addAll(new ToolSubjects(folder).quick());
    for (int i = 0; i < QUICK_FOR_EACH_SLOW; i++) {
      subjects.addAll(quick);
    }
    subjects.addAll(network.slow());
    subjects.addAll(classes.slow());
    subjects.removeIf(subject -> !subject.name().matches(KINDS));
    return subjects;
  }

  private static void require(List<Subject> subjects, int count) throws Exception {
    List<String> failures = new ArrayList<>();
    Map<String, Integer> codes = new TreeMap<>();
    Map<String, Long> times = new TreeMap<>();
    for (long number = ONE == null ? 0 : ONE; number < (ONE == null ? count : ONE + 1); number++) {
      Subject subject = subjects.get((int) (number % subjects.size()));
      long start = System.nanoTime();
      Mutant.Finding finding = new Mutant(number, subject).run();
      times.merge(subject.name(), (System.nanoTime() - start) / 1000, Long::sum);
      codes.merge(subject.name() + " " + finding.code(), 1, Integer::sum);
      if (!finding.wrong().isEmpty()) {
        failures.add(finding.mutant() + "\n  " + String.join("\n  ", finding.wrong()));
      }
    }
    TrialTable.add("exit codes " + codes + ", microseconds " + times);
    assertEquals(List.of(), failures, String.join("\n", failures));
  }
}
