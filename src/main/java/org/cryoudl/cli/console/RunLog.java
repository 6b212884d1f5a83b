package org.cryoudl.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cryoudl.io.AtomicOutput;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a run printed, kept in the folder of its results: {@code cryoudl.log} holds for each run
 * that wrote there when it began, the version, the exact command line, and every line of its
 * output.
 */
public final class RunLog {

  /** The file's name in a folder of results. */
  public static final String NAME = "cryoudl.log";

  /** The options that name the folder of the results; the second is RELION's. */
  private static final List<String> OUTPUT = List.of("-o", "--o");

  /** With it a command writes nothing, so there is no run to keep. */
  private static final String DRY_RUN = "--dry-run";

  /** More than this is not kept; no run prints nearly so much. */
  private static final int MOST_CHARACTERS = 4_000_000;

  /** What a terminal erases: all up to the last mark of a line. */
  private static final Pattern ERASED = Pattern.compile("(?m)^.*\\u001b\\[K");

  private final StringBuilder printed = new StringBuilder();
  private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** A writer that passes on what is printed, and keeps it. */
  public PrintWriter keeping(PrintWriter shown) {
    Writer both =
        new Writer() {
          @Override
          public void write(char[] text, int from, int count) {
            keep(text, from, count);
            shown.write(text, from, count);
          }

          @Override
          public void flush() {
            shown.flush();
          }

          @Override
          public void close() {
            shown.close();
          }
        };
    return new PrintWriter(both, true);
  }

  private synchronized void keep(char[] text, int from, int count) {
    if (printed.length() + count <= MOST_CHARACTERS) {
      printed.append(text, from, count);
    }
  }

  /**
   * Adds the run to the log of its results, if it has a folder of results.
   *
   * @param parsed the command line
   * @param typed the same as the user typed it
   * @return why it could not be written, if it could not
   */
  public Optional<String> write(ParseResult parsed, List<String> typed) {
    Optional<Path> folder = folder(parsed).filter(Files::isDirectory);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.get().resolve(NAME);
    try {
      Files.writeString(
          file,
          text(typed),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot write " + file + ": " + AtomicOutput.reason(e));
    }
  }

  private static Optional<Path> folder(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      ParseResult own = command.getParseResult();
      if (own.isUsageHelpRequested()
          || own.isVersionHelpRequested()
          || own.hasMatchedOption(DRY_RUN)) {
        return Optional.empty();
      }
      for (String name : OUTPUT) {
        // One that was not typed may have a folder of its own.
        OptionSpec option = command.getCommandSpec().findOption(name);
        if (option != null && option.getValue() instanceof Path path) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  private synchronized String text(List<String> typed) {
    String lines = ERASED.matcher(printed.toString().replace("\r", "")).replaceAll("");
    return "# "
        + began
        + "  cryoudl "
        + Version.current()
        + "\n$ "
        + commandLine(typed)
        + "\n"
        + lines.replace(System.lineSeparator(), "\n")
        + "\n";
  }

  /** As a shell takes it: words with other than plain characters are quoted. */
  static String commandLine(List<String> typed) {
    StringBuilder line = new StringBuilder("cryoudl");
    for (String word : typed) {
      boolean plain = word.matches("[\\w@%+=:,./-]+");
      line.append(' ').append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }
}
