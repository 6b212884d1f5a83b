package org.cryoudl.pipeline.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.pipeline.health.Assumption;

/**
 * What was chosen, written as selection.json.
 *
 * @param program name and version
 * @param commandLine what the user typed
 * @param source the folder of classes
 * @param rules in words; a class is chosen if all hold
 * @param inverted whether the classes are taken for which they do not all hold
 * @param particles how many were chosen
 * @param ofParticles how many there were
 * @param classes how many were chosen that hold particles
 * @param ofClasses how many held particles
 * @param chosen the chosen classes
 * @param left the others
 * @param assumptions what is doubtful about the particles
 */
public record Selection(
    String program,
    String commandLine,
    String source,
    List<String> rules,
    boolean inverted,
    int particles,
    int ofParticles,
    int classes,
    int ofClasses,
    List<Entry> chosen,
    List<Entry> left,
    List<Assumption> assumptions) {

  /**
   * One class.
   *
   * @param number counted from 1
   * @param particles how many it holds
   * @param share of all particles
   * @param resolutionAngstroms if known
   * @param score if known
   */
  public record Entry(
      int number,
      int particles,
      double share,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble resolutionAngstroms,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble score) {

    private static Entry of(ClassCount one) {
      return new Entry(
          one.known().number(),
          one.particles(),
          one.share(),
          one.known().resolutionAngstroms(),
          one.known().score());
    }

    private String line() {
      return String.format(
          Locale.ROOT,
          "%7d %10d %7.1f %% %12s %7s",
          number,
          particles,
          100 * share,
          text(resolutionAngstroms, "%.1f A"),
          text(score, "%.2f"));
    }

    private static String text(OptionalDouble value, String format) {
      return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }
  }

  static Selection of(
      SelectJob job, List<ClassCount> all, Set<Integer> chosen, List<Assumption> assumptions) {
    List<ClassCount> in =
        all.stream().filter(one -> chosen.contains(one.known().number())).toList();
    List<ClassCount> out =
        all.stream().filter(one -> !chosen.contains(one.known().number())).toList();
    return new Selection(
        "cryoudl " + job.invocation().version(),
        job.invocation().commandLine(),
        job.folder().toString(),
        job.rules().stream().map(SelectionRule::words).toList(),
        job.invert(),
        particles(in),
        particles(all),
        occupied(in),
        occupied(all),
        in.stream().map(Entry::of).toList(),
        out.stream().map(Entry::of).toList(),
        assumptions);
  }

  private static int particles(List<ClassCount> classes) {
    return classes.stream().mapToInt(ClassCount::particles).sum();
  }

  private static int occupied(List<ClassCount> classes) {
    return (int) classes.stream().filter(one -> one.particles() > 0).count();
  }

  /** The chosen classes as a table for a person, with a sum. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("  class  particles     share   resolution   score");
    chosen.forEach(one -> lines.add(one.line()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d of %d particles (%.1f %%) in %d of %d classes",
            particles,
            ofParticles,
            100.0 * particles / ofParticles,
            classes,
            ofClasses));
    return lines;
  }
}
