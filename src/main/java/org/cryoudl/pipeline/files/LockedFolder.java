package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;

/**
 * A folder that one run writes into. No other run does meanwhile, and what dead runs left there is
 * cleaned up first. Runs that keep files as they go, such as checkpoints, open it themselves;
 * others use an {@link OutputTransaction}.
 */
public final class LockedFolder implements AutoCloseable, RunningOutputs.Running {

  /** Of the hidden files of runs that have a folder to themselves. */
  static final String WHOLE_FOLDER = ".";

  private final Deque<Path> made;
  private final OutputLock lock;
  private final Predicate<String> names;
  private final KeptResults kept;

  private LockedFolder(
      Deque<Path> made, OutputLock lock, Predicate<String> names, KeptResults kept) {
    this.made = made;
    this.lock = lock;
    this.names = names;
    this.kept = kept;
  }

  /**
   * Opens a folder for a run that keeps what it has written if it is requested to end.
   *
   * @param folder made if missing
   * @param names accepts the names of files that such a run writes; half-written ones are removed
   * @param kept what is left of a run that is requested to end
   * @throws UsageException if another run writes there
   * @throws EnvironmentException if the folder cannot be made or written
   */
  public static LockedFolder open(Path folder, Predicate<String> names, KeptResults kept) {
    LockedFolder open = open(folder, WHOLE_FOLDER, folder, names, kept);
    RunningOutputs.add(open);
    return open;
  }

  /**
   * Keeps a second run of the same kind off a folder. What the run writes into it is locked apart.
   *
   * @param folder made if missing
   * @param kind of the run, a word
   * @return to be closed when the run has ended
   * @throws UsageException if another run of the kind is going on there
   * @throws EnvironmentException if the folder cannot be made or written
   */
  public static LockedFolder guard(Path folder, String kind) {
    return open(folder, "." + kind + ".", folder, name -> false, new KeptResults.Resumable(folder));
  }

  /**
   * Opens it for results that do not need all of it.
   *
   * @param prefix of the hidden files of the run
   * @param results how messages call what it writes
   */
  static LockedFolder open(
      Path folder, String prefix, Path results, Predicate<String> names, KeptResults kept) {
    Deque<Path> made = make(folder);
    try {
      OutputLock lock = OutputLock.take(folder, prefix, results);
      try {
        new Publication(folder, prefix).recover();
        recoverOthers(folder);
      } catch (IOException e) {
        lock.close();
        throw AtomicOutput.unwritable(folder, e);
      }
      LockedFolder open = new LockedFolder(made, lock, names, kept);
      open.removeTemporaries(folder);
      return open;
    } catch (RuntimeException e) {
      remove(made);
      throw e;
    }
  }

  /** Removes half-written files that dead runs left in the folder, or in one that lies in it. */
  public void removeTemporaries(Path within) {
    if (!Files.isDirectory(within)) {
      return;
    }
    try (Stream<Path> files = Files.list(within)) {
      files
          .filter(file -> AtomicOutput.isLeftOver(file, names))
          .toList()
          .forEach(AtomicOutput::discard);
    } catch (IOException e) {
      throw AtomicOutput.unwritable(within, e);
    }
  }

  /** Cleans up after dead runs that wrote single files, other than this one's. */
  private static void recoverOthers(Path folder) throws IOException {
    List<String> prefixes;
    try (Stream<Path> files = Files.list(folder)) {
      prefixes = files.map(OutputLock::prefix).flatMap(Optional::stream).toList();
    }
    for (String prefix : prefixes) {
      Optional<OutputLock> other = OutputLock.attempt(folder, prefix);
      if (other.isPresent()) {
        try {
          new Publication(folder, prefix).recover();
        } finally {
          other.get().close();
        }
      }
    }
  }

  /** The folders that were made, the deepest first. */
  private static Deque<Path> make(Path folder) {
    Deque<Path> missing = new ArrayDeque<>();
    Path each = folder.toAbsolutePath();
    while (each != null && Files.notExists(each)) {
      missing.addLast(each);
      each = each.getParent();
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicOutput.unmakeable(folder, e);
    }
    return missing;
  }

  private static void remove(Deque<Path> made) {
    try {
      for (Path folder : made) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      return; // something is in it
    }
  }

  /** Does the work of the run, then closes the folder. */
  public <T> T during(Supplier<T> work) {
    try (this) {
      return work.get();
    }
  }

  @Override
  public Optional<KeptResults> interrupt() {
    close();
    return Optional.of(kept);
  }

  /** Lets others write; folders that were made and are empty are removed. */
  @Override
  public void close() {
    RunningOutputs.remove(this);
    lock.close();
    remove(made);
  }
}
