package org.cryoudl.pipeline.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.cryoudl.io.FileState;
import org.cryoudl.pipeline.files.ProgramVersion;

/**
 * What the outcome of a run depends on: two runs of one identity write the same results.
 *
 * @param facts in their order
 */
public record RunIdentity(List<Fact> facts) {

  /** One of the things that it depends on. */
  public record Fact(String name, String value) {}

  /** Where two identities differ; the value is a dash where one has no such fact. */
  public record Difference(String name, String first, String second) {}

  /**
   * The identity of a run of this program.
   *
   * @param command by which the program was started
   * @param options a record with all that decides the outcome
   * @param inputs files that are read
   */
  public static RunIdentity of(String command, Record options, Collection<FileState> inputs) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("version", ProgramVersion.current()));
    facts.add(new Fact("command", command));
    for (FileState input : inputs) {
      String file = input.file().toAbsolutePath().normalize().toString();
      facts.add(
          new Fact(
              file,
              input.bytes()
                  + " bytes of "
                  + input.modified()
                  + ", "
                  + input.head().substring(0, 16)));
    }
    facts.addAll(RecordFacts.of(options));
    return new RunIdentity(List.copyOf(facts));
  }

  /** The states of files, of those that are regular ones. */
  public static List<FileState> states(Collection<Path> files) {
    return files.stream().map(FileState::of).flatMap(Optional::stream).toList();
  }

  /** The first fact that another identity has not, or has with another value. */
  public Optional<Difference> differenceFrom(RunIdentity other) {
    for (int n = 0; n < Math.max(facts.size(), other.facts.size()); n++) {
      Optional<Fact> own = at(n);
      Optional<Fact> its = other.at(n);
      if (!own.equals(its)) {
        String name = own.or(() -> its).orElseThrow().name();
        return Optional.of(new Difference(name, value(name), other.value(name)));
      }
    }
    return Optional.empty();
  }

  private Optional<Fact> at(int number) {
    return number < facts.size() ? Optional.of(facts.get(number)) : Optional.empty();
  }

  private String value(String name) {
    return facts.stream()
        .filter(fact -> fact.name().equals(name))
        .map(Fact::value)
        .findFirst()
        .orElse("-");
  }
}
