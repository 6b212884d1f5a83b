package org.cryoudl.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cryoudl.testing.RunFolder;

/**
 * A good file, what is beside it, and commands that read it.
 *
 * @param name of the kind of file
 * @param folder holds the file and what belongs to it
 * @param file the file that is damaged
 * @param good its content, of which copies are damaged
 * @param run a folder that a command goes on with, of which a copy is made each time; empty if none
 * @param whole makes the file from its content: puts a damaged part back into its container
 * @param commands with {@code FILE} for the file, {@code DIR} for the folder and {@code OUT} for a
 *     path that does not exist
 */
record Subject(
    String name,
    Path folder,
    Path file,
    byte[] good,
    Optional<Path> run,
    UnaryOperator<byte[]> whole,
    List<String> commands) {

  private static final String MADE = "made";

  /** A file that is damaged as it is. */
  static Subject of(String name, Path file, String... commands) throws IOException {
    return new Subject(
        name,
        file.getParent(),
        file,
        Files.readAllBytes(file),
        Optional.empty(),
        UnaryOperator.identity(),
        List.of(commands));
  }

  /** A file of a run, of which a copy in the folder {@code made/run} is damaged. */
  static Subject ofRun(String name, Path run, String file, String... commands) throws IOException {
    return new Subject(
        name,
        run.getParent(),
        run.resolveSibling(MADE).resolve("run").resolve(file),
        Files.readAllBytes(run.resolve(file)),
        Optional.of(run),
        UnaryOperator.identity(),
        List.of(commands));
  }

  /** With those commands only that hold none of these; empty if none are left. */
  Optional<Subject> without(String... parts) {
    List<String> left =
        commands.stream().filter(command -> Stream.of(parts).noneMatch(command::contains)).toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new Subject(name, folder, file, good, run, whole, left));
  }

  /** Where a command writes. */
  Path made() {
    return folder.resolve(MADE);
  }

  /** Writes a damaged copy in the place of the file. */
  void write(byte[] changed) throws IOException {
    RunFolder.remove(made());
    Files.createDirectories(made());
    if (run.isPresent()) {
      RunFolder.copy(run.get(), made().resolve("run"));
    }
    Files.write(file, whole.apply(changed));
  }

  /** The arguments of one of the commands. */
  String[] arguments(String command, Path out) {
    String[] arguments = (command + " -q --threads 1").split(" ");
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          arguments[i]
              .replace("FILE", file.toString())
              .replace("DIR", folder.toString())
              .replace("OUT", out.toString());
    }
    return arguments;
  }
}
