package org.cryoudl.pipeline.benchmark.programs;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryoudl.pipeline.align.AlignMethod;
import org.cryoudl.pipeline.benchmark.record.PreparedSet;
import org.cryoudl.pipeline.benchmark.record.RunVariant;
import org.cryoudl.pipeline.benchmark.record.SortVariant;

/**
 * Command lines that run this program again as it runs now: the same Java, options and classes.
 *
 * @param arguments common options that each run gets
 */
public record OwnProgram(List<String> arguments) {

  private static final String MAIN = "org.cryoudl.cli.Main";

  /** The command that aligns a set by a method. */
  public List<String> align(PreparedSet set, RunVariant variant, Path results) {
    List<String> command = program();
    command.addAll(
        List.of(
            "align",
            "--method",
            variant.kind().label(),
            "-i",
            set.particles().toString(),
            "-o",
            results.toString(),
            "--overwrite",
            "--quiet"));
    variant
        .settings()
        .ifPresent(
            own -> command.addAll(List.of("--initial", own.start(), "--prior", own.prior())));
    if (variant.kind() == AlignMethod.Kind.ORACLE) {
      command.addAll(
          List.of(
              "--truth",
              set.truth().toString(),
              "--template",
              set.template().orElseThrow().toString()));
    }
    command.addAll(arguments);
    return command;
  }

  /**
   * The command that sorts a set into classes.
   *
   * @param variant where it begins, and its prior on averages
   */
  public List<String> classify(PreparedSet set, int classes, SortVariant variant, Path results) {
    List<String> command = program();
    command.addAll(
        List.of(
            "classify",
            "-i",
            set.particles().toString(),
            "-o",
            results.toString(),
            "--classes",
            Integer.toString(classes),
            "--prior",
            variant.prior(),
            "--overwrite",
            "--quiet"));
    variant.start().ifPresent(start -> command.addAll(List.of("--start", start)));
    command.addAll(arguments);
    return command;
  }

  private static List<String> program() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // A debugger or an agent of this run is not for the others.
      if (!option.startsWith("-agentlib") && !option.startsWith("-javaagent")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", classPath(), MAIN));
    return command;
  }

  /** By full names: a launcher may name the jars in a way that holds in this process only. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(OwnProgram::fullName)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String fullName(String entry) {
    try {
      return Path.of(entry).toRealPath().toString();
    } catch (IOException e) {
      return entry; // what is not there is no matter: Java passes it over
    }
  }
}
