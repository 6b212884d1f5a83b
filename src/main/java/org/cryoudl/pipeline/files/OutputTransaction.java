package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.FileState;

/**
 * The results of one run: written beside their final place, then moved there together. Until then
 * earlier results stay as they are, and stay if the run fails, is interrupted or killed, or the
 * disk is full. {@link Publication} states what holds when a process dies while results are moved.
 *
 * <p>While it is open no other run writes the same results ({@link OutputLock}), and what dead runs
 * left in the folder is removed. Inputs are compared before results are moved: if one has changed
 * meanwhile, nothing is.
 *
 * <pre>{@code
 * try (OutputTransaction results = OutputTransaction.begin(folder, names, inputs, overwrite)) {
 *   Alignment alignment = aligner.align(set);
 *   results.publish(staging -> write(alignment, staging));
 * }
 * }</pre>
 */
public final class OutputTransaction implements AutoCloseable, RunningOutputs.Running {

  private enum State {
    OPEN,
    PUBLISHED,
    ABANDONED
  }

  private final Target target;
  private final LockedFolder lock;
  private final Publication publication;
  private final List<FileState> inputs = new ArrayList<>();
  private State state = State.OPEN;

  /**
   * @param results how messages call it
   * @param folder that holds the results
   * @param prefix of hidden files
   */
  private record Target(
      Path results, Path folder, String prefix, List<String> names, boolean overwrite) {

    /** Whether its names may be written. */
    void check() {
      OutputFolder.check(folder, names, overwrite);
    }

    /** The same results, which may take the place of those that a killed run moved already. */
    Target going(StateFolder kept) {
      return new Target(results, folder, prefix, names, overwrite || kept.isMoving());
    }
  }

  private OutputTransaction(Target target, LockedFolder lock) {
    this.target = target;
    this.lock = lock;
    this.publication = new Publication(target.folder(), target.prefix());
  }

  /**
   * Prepares for the results of a run, before any work is done.
   *
   * @param folder their place, made if missing
   * @param names of all files that the run may write
   * @param inputs files that the run reads; they are never written over, and compared at the end
   * @param overwrite whether results that are there may be replaced
   * @throws UsageException if another run writes there, or a result is there and may not be
   *     replaced, or is an input
   * @throws EnvironmentException if the folder cannot be made or written
   */
  public static OutputTransaction begin(
      Path folder, List<String> names, Collection<Path> inputs, boolean overwrite) {
    return begin(
        new Target(folder, folder, LockedFolder.WHOLE_FOLDER, names, overwrite), inputs, false);
  }

  /**
   * As {@link #begin(Path, List, Collection, boolean)}, for a run that goes on where another was
   * killed: the {@link #stateFolder} stays as that left it.
   */
  public static OutputTransaction resume(
      Path folder, List<String> names, Collection<Path> inputs, boolean overwrite) {
    return begin(
        new Target(folder, folder, LockedFolder.WHOLE_FOLDER, names, overwrite), inputs, true);
  }

  /** As {@link #begin}, for a single file, whose name the user chose. */
  public static OutputTransaction beginFile(Path file, Collection<Path> inputs, boolean overwrite) {
    return beginFiles(file, List.of(), inputs, overwrite);
  }

  /**
   * As {@link #beginFile}, for a file with others that belong to it.
   *
   * @param companions names of files beside it that may be written too
   */
  public static OutputTransaction beginFiles(
      Path file, List<String> companions, Collection<Path> inputs, boolean overwrite) {
    return files(file, companions, inputs, overwrite, false);
  }

  /** As {@link #beginFiles}, for a run that goes on where another was killed. */
  public static OutputTransaction resumeFiles(
      Path file, List<String> companions, Collection<Path> inputs, boolean overwrite) {
    return files(file, companions, inputs, overwrite, true);
  }

  private static OutputTransaction files(
      Path file,
      List<String> companions,
      Collection<Path> inputs,
      boolean overwrite,
      boolean resumed) {
    OutputFolder.checkFile(file, inputs, true);
    List<String> names = new ArrayList<>(List.of(file.getFileName().toString()));
    String prefix = "." + names.get(0) + ".";
    names.addAll(companions);
    return begin(
        new Target(file, AtomicOutput.folderOf(file), prefix, names, overwrite), inputs, resumed);
  }

  /** As {@link #begin}, for a whole folder, which may replace an earlier one. */
  public static OutputTransaction beginFolder(Path result) {
    String name = result.getFileName().toString();
    Path parent = AtomicOutput.folderOf(result);
    return begin(
        new Target(result, parent, "." + name + ".", List.of(name), true), List.of(), false);
  }

  private static OutputTransaction begin(Target wanted, Collection<Path> inputs, boolean resumed) {
    OutputFolder.requireNoInput(wanted.folder(), wanted.names(), inputs);
    KeptResults kept = new KeptResults.Nothing(wanted.results());
    LockedFolder lock =
        LockedFolder.open(
            wanted.folder(), wanted.prefix(), wanted.results(), wanted.names()::contains, kept);
    StateFolder state = StateFolder.of(wanted.folder(), wanted.prefix(), wanted.results());
    Target target = resumed ? wanted.going(state) : wanted;
    OutputTransaction begun = new OutputTransaction(target, lock);
    try {
      target.check();
      if (!resumed) {
        state.remove();
      }
      inputs.forEach(input -> FileState.of(input).ifPresent(begun.inputs::add));
      begun.publication.begin();
      RunningOutputs.add(begun);
      return begun;
    } catch (IOException e) {
      begun.close();
      throw AtomicOutput.unwritable(target.folder(), e);
    } catch (RuntimeException e) {
      begun.close();
      throw e;
    }
  }

  /** Adds inputs that were found while others were read, as they were then. */
  public void watch(Collection<FileState> more) {
    inputs.addAll(more);
  }

  /** Where a run may keep what it has done; removed once the results are in their place. */
  public StateFolder stateFolder() {
    return StateFolder.of(target.folder(), target.prefix(), target.results());
  }

  /**
   * A folder for what a run shows while it works. What is in it when results are published has to
   * be one of them; all else has to be removed before.
   */
  public Path workFolder() {
    return publication.staging();
  }

  /**
   * Writes the results and moves them to their names.
   *
   * @param writer writes all files into the folder that it is given
   * @throws DataException if an input has changed; then nothing is moved
   * @throws EnvironmentException if the disk is full; then nothing is moved
   */
  public void publish(Consumer<Path> writer) {
    publishing(
        folder -> {
          writer.accept(folder);
          return null;
        });
  }

  /** As {@link #publish}, for a writer with a result. */
  public <T> T publishing(Function<Path, T> writer) {
    T result = writer.apply(publication.staging());
    inputs.forEach(FileState::requireUnchanged);
    move();
    return result;
  }

  private synchronized void move() {
    if (state != State.OPEN) {
      throw new IllegalStateException("the run that writes " + target.results() + " is " + state);
    }
    target.check(); // another program may have written one meanwhile
    try {
      stateFolder().beginMove();
      publication.publish(target.names());
      state = State.PUBLISHED;
      stateFolder().forget();
    } catch (IOException e) {
      throw AtomicOutput.unwritable(target.folder(), e);
    }
  }

  @Override
  public synchronized Optional<KeptResults> interrupt() {
    boolean published = state == State.PUBLISHED;
    boolean resumable = stateFolder().exists();
    close();
    if (published) {
      return Optional.of(new KeptResults.All(target.results()));
    }
    return Optional.of(
        resumable
            ? new KeptResults.Resumable(target.results())
            : new KeptResults.Nothing(target.results()));
  }

  /** Removes what was not published, and lets others write. */
  @Override
  public synchronized void close() {
    if (state == State.OPEN) {
      state = State.ABANDONED;
      publication.abandon();
    }
    lock.close();
    RunningOutputs.remove(this);
  }
}
