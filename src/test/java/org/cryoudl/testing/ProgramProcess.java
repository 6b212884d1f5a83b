package org.cryoudl.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program in a process of its own, from the classes of this build, so that it can be killed,
 * requested to end, or given little memory.
 *
 * @param process what runs
 * @param log receives what it prints
 */
public record ProgramProcess(Process process, Path log) {

  private static final int MOST_MINUTES = 5;

  /** What shells count the sizes of files in. */
  private static final int BLOCK = 512;

  /**
   * Starts it.
   *
   * @param folder where it runs; its log lies beside the folder
   */
  public static ProgramProcess start(Path folder, List<String> arguments) throws IOException {
    return start(folder, List.of("-Xmx1g"), "org.cryoudl.cli.Main", arguments);
  }

  /** Starts it where no file may grow beyond a number of bytes; needs a POSIX shell. */
  public static ProgramProcess startLimited(Path folder, long bytes, List<String> arguments)
      throws IOException {
    List<String> limited = new ArrayList<>();
    limited.addAll(List.of("/bin/sh", "-c", "ulimit -f \"$0\"; exec \"$@\""));
    limited.add(Long.toString(bytes / BLOCK));
    // Java's own file of counters would be one of the files that may not grow.
    limited.addAll(
        command(List.of("-Xmx1g", "-XX:-UsePerfData"), "org.cryoudl.cli.Main", arguments));
    return run(folder, limited);
  }

  /** Starts it, or another main class of the build, with options of Java. */
  public static ProgramProcess start(
      Path folder, List<String> options, String main, List<String> arguments) throws IOException {
    return run(folder, command(options, main, arguments));
  }

  private static List<String> command(List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Compiled quickly, for runs are short.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Djava.awt.headless=true");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(arguments);
    return command;
  }

  private static ProgramProcess run(Path folder, List<String> command) throws IOException {
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new ProgramProcess(process, log);
  }

  /** The class path of this build, with full paths. */
  public static String classPath() {
    String tested = System.getProperty("surefire.test.class.path");
    String path = tested == null ? System.getProperty("java.class.path") : tested;
    List<String> absolute = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator)) {
      absolute.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, absolute);
  }

  /** Waits for its end; returns the exit code. */
  public int await() throws InterruptedException {
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end; see " + log);
    }
    return process.exitValue();
  }

  /** What it has printed. */
  public String printed() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }
}
