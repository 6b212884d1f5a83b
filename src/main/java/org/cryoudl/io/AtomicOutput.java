package org.cryoudl.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.EnvironmentException;

/**
 * Writes a file under a temporary name in its final folder and moves it into place when complete,
 * so that an interrupted run never leaves a half-written file under a final name.
 */
public final class AtomicOutput {

  private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.(\\d{1,18})\\.tmp");

  private AtomicOutput() {}

  /** Writes the content of a file to the path it is given. */
  @FunctionalInterface
  public interface Writer {
    /** Writes the whole content. */
    void write(Path temporary) throws IOException;
  }

  /**
   * Lets {@code writer} write a temporary file, then moves it to {@code target}, replacing what is
   * there. If writing fails the temporary file is removed.
   *
   * @throws EnvironmentException if the folder cannot be written or is full
   */
  public static void write(Path target, Writer writer) {
    Path temporary = temporaryFor(target);
    try {
      writer.write(temporary);
      commit(temporary, target);
    } catch (IOException e) {
      throw unwritable(target, e);
    } finally {
      discard(temporary);
    }
  }

  /** Writes text in UTF-8. */
  public static void writeText(Path target, String text) {
    write(target, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
  }

  /** The temporary name for {@code target}, in the same folder so that a move is atomic. */
  public static Path temporaryFor(Path target) {
    return target.resolveSibling(
        "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
  }

  /**
   * Whether a file is the temporary one of a process that is dead, or of this one before it began.
   *
   * @param targets accepts the names of the files that may be written
   */
  public static boolean isLeftOver(Path file, Predicate<String> targets) {
    Matcher name = TEMPORARY.matcher(file.getFileName().toString());
    if (!name.matches() || !targets.test(name.group(1))) {
      return false;
    }
    long process = Long.parseLong(name.group(2));
    return process == ProcessHandle.current().pid() || ProcessHandle.of(process).isEmpty();
  }

  /** Moves a finished temporary file to its final name. */
  public static void commit(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Removes a temporary file if it is still there; a failure to do so is not worth a second error.
   */
  public static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      temporary.toFile().deleteOnExit();
    }
  }

  /**
   * What to throw where a file, or files in a folder, cannot be written; names its final path, and
   * the room if that is what lacks.
   */
  public static EnvironmentException unwritable(Path target, IOException e) {
    return failure(target, "cannot write " + StagingFolder.published(target), e);
  }

  /** The same where a folder cannot be made. */
  public static EnvironmentException unmakeable(Path folder, IOException e) {
    return failure(folder, "cannot make the folder " + folder, e);
  }

  private static EnvironmentException failure(Path target, String words, IOException e) {
    return NoRoom.behind(target, e)
        .map(room -> new EnvironmentException(room, e))
        .orElseGet(() -> new EnvironmentException(words + ": " + reason(e), e));
  }

  /** The folder that a file lies in; that of a file system's root is the root itself. */
  public static Path folderOf(Path file) {
    Path absolute = file.toAbsolutePath();
    return Objects.requireNonNullElse(absolute.getParent(), absolute);
  }

  /** A short reason a person understands. */
  public static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof CharacterCodingException) {
      return "it is no text in UTF-8";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
