package org.cryoudl.pipeline.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.files.StateFolder;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * What the steps of a run found, in files beside its results, so that the run goes on from there
 * after it was killed. Every file is written under a temporary name and moved, and states what it
 * holds and a checksum: one that is damaged is as if it were not there.
 *
 * <p>Steps wait in memory until the time spent on writing is a small part of the run's, so that the
 * loss of a killed run and the cost for one that is not stay small.
 */
public final class RunState implements Checkpoints {

  private static final String IDENTITY = "run";
  private static final String EXTENSION = ".step";

  /** Writing takes no larger part of the time than one over this. */
  private static final int REST = 25;

  /** How fast a disk is taken to be before it is used: half a gigabyte a second. */
  private static final double EXPECTED_BYTES_A_NANO = 0.5;

  /** More than this does not wait. */
  private static final long MOST_WAITING_BYTES = 256L << 20;

  private final StateFolder folder;
  private final RunIdentity identity;
  private final Progress progress;
  private final LongSupplier nanoClock;
  private final long start;
  private final Part all;
  private final Map<Path, byte[]> waiting = new LinkedHashMap<>();
  private final List<Path> forgotten = new ArrayList<>();
  private long waitingBytes;
  private long spentNanos;
  private boolean identified;
  private Optional<Exception> failure = Optional.empty();

  /** A state that belongs to another run. */
  public record OtherRun(Path results, String what, String kept, String now) implements Reason {
    @Override
    public String problem() {
      return results + " keeps a run with " + what + " " + kept + ", this one has " + now;
    }

    @Override
    public String remedy() {
      return "start it as it was started, or begin anew";
    }
  }

  private RunState(
      StateFolder folder, RunIdentity identity, Progress progress, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
    this.folder = folder;
    this.identity = identity;
    this.progress = progress;
    this.all = new Part(folder.path());
  }

  /**
   * The state of a run, of which an earlier one may have kept some steps.
   *
   * @param folder of the state; nothing is written before the first step is kept
   * @param identity of the run
   * @param progress is warned if the state cannot be written
   * @throws UsageException if the folder keeps a run with another identity
   */
  public static RunState open(StateFolder folder, RunIdentity identity, Progress progress) {
    return open(folder, identity, progress, System::nanoTime);
  }

  /** As {@link #open(StateFolder, RunIdentity, Progress)}, by another clock. */
  static RunState open(
      StateFolder folder, RunIdentity identity, Progress progress, LongSupplier nanoClock) {
    RunState state = new RunState(folder, identity, progress, nanoClock);
    Optional<RunIdentity> kept = read(state.all.file(IDENTITY), RunIdentity.class);
    if (kept.isPresent()) {
      identity
          .differenceFrom(kept.get())
          .ifPresent(
              other -> {
                throw new UsageException(
                    new OtherRun(folder.results(), other.name(), other.second(), other.first()));
              });
      state.identified = true;
    } else {
      folder.remove();
    }
    return state;
  }

  /**
   * Does work of the run. Where its input or a choice is wrong, the same would happen again, so
   * what was kept is removed.
   */
  public <T> T during(Supplier<T> work) {
    try {
      return work.get();
    } catch (UsageException | DataException e) {
      folder.remove();
      throw e;
    }
  }

  /** Whether an earlier run kept something. */
  boolean isResumed() {
    return identified;
  }

  @Override
  public <T extends Record> T step(String name, Class<T> type, Supplier<T> work) {
    return all.step(name, type, work);
  }

  @Override
  public boolean has(String name) {
    return all.has(name);
  }

  @Override
  public Checkpoints within(String part) {
    return all.within(part);
  }

  @Override
  public void forget(String part) {
    all.forget(part);
  }

  private <T extends Record> T step(Path file, Class<T> type, Supplier<T> work) {
    Optional<T> kept = read(file, type);
    if (kept.isPresent()) {
      return kept.get();
    }
    T value = work.get();
    keep(file, value);
    return value;
  }

  private static <T extends Record> Optional<T> read(Path file, Class<T> type) {
    try {
      return Optional.of(RecordBytes.read(Files.readAllBytes(file), type));
    } catch (IOException e) {
      return Optional.empty(); // missing or damaged: the step is done
    }
  }

  private synchronized void keep(Path file, Record value) {
    if (failure.isPresent()) {
      return;
    }
    long begin = nanoClock.getAsLong();
    Path inner = partOf(file);
    waiting
        .entrySet()
        .removeIf(
            other -> {
              boolean ofThis = other.getKey().startsWith(inner);
              waitingBytes -= ofThis ? other.getValue().length : 0;
              return ofThis;
            });
    byte[] bytes = RecordBytes.of(value);
    waiting.put(file, bytes);
    waitingBytes += bytes.length;
    forgotten.add(inner);
    if (REST * spentNanos <= begin - start || waitingBytes > MOST_WAITING_BYTES) {
      write();
    }
    spentNanos += nanoClock.getAsLong() - begin;
  }

  private synchronized void forget(Path part) {
    forgotten.add(part);
  }

  /** Writes the steps that wait, then removes what they make needless. */
  private void write() {
    try {
      identify();
      for (Map.Entry<Path, byte[]> each : waiting.entrySet()) {
        put(each.getKey(), each.getValue());
      }
      for (Path part : forgotten) {
        StateFolder.removeTree(part);
      }
    } catch (EnvironmentException | IOException e) {
      failed(e);
    }
    waiting.clear();
    waitingBytes = 0;
    forgotten.clear();
  }

  private void identify() throws IOException {
    if (!identified) {
      folder.make();
      put(all.file(IDENTITY), RecordBytes.of(identity));
      identified = true;
    }
  }

  private void failed(Exception e) {
    failure = Optional.of(e);
    folder.remove(); // the results need the room
    progress.warn("this run could not be resumed if it were killed: " + e.getMessage());
  }

  /**
   * Whether a file of this size can be written such that the time spent on writing stays a small
   * part of the run's.
   */
  public synchronized boolean isDue(long bytes) {
    long expected = (long) (bytes / EXPECTED_BYTES_A_NANO);
    return failure.isEmpty() && REST * (spentNanos + expected) <= nanoClock.getAsLong() - start;
  }

  /** Where a file lies that the run keeps beside its steps: one too large to be in memory. */
  public Path file(String name) {
    return folder.path().resolve(name);
  }

  /**
   * Writes such a file under a temporary name and moves it, in the place of the one before. If that
   * fails, the run goes on and keeps nothing more.
   */
  public synchronized void keepFile(String name, AtomicOutput.Writer writer) {
    if (failure.isPresent()) {
      return;
    }
    long begin = nanoClock.getAsLong();
    try {
      identify();
      AtomicOutput.write(file(name), writer);
    } catch (EnvironmentException | IOException e) {
      failed(e);
    }
    spentNanos += nanoClock.getAsLong() - begin;
  }

  /**
   * Writes all that waits, where what is kept is the result.
   *
   * @throws EnvironmentException if something could not be written
   */
  public synchronized void finish() {
    if (failure.isEmpty()) {
      write();
    }
    if (failure.isPresent()) {
      throw failure.get() instanceof EnvironmentException known
          ? known
          : AtomicOutput.unwritable(folder.path(), new IOException(failure.get()));
    }
  }

  /** The run that keeps a state in a folder, if one does. */
  public static Optional<RunIdentity> identityIn(Path folder) {
    return stepIn(folder, IDENTITY, RunIdentity.class);
  }

  /** The value of a step that a run has kept in a folder, if it has. */
  public static <T extends Record> Optional<T> stepIn(Path folder, String name, Class<T> type) {
    return read(folder.resolve(fileName(name) + EXTENSION), type);
  }

  private static void put(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(AtomicOutput.folderOf(file));
    AtomicOutput.write(file, temporary -> Files.write(temporary, bytes));
  }

  /** The folder for what is kept within a step. */
  private static Path partOf(Path file) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - EXTENSION.length()));
  }

  private static String fileName(String step) {
    return step.replace(' ', '-');
  }

  /** The steps of the run or of a part of it, in a folder of their own. */
  private final class Part implements Checkpoints {

    private final Path path;

    Part(Path path) {
      this.path = path;
    }

    private Path file(String name) {
      return path.resolve(fileName(name) + EXTENSION);
    }

    @Override
    public <T extends Record> T step(String name, Class<T> type, Supplier<T> work) {
      return RunState.this.step(file(name), type, work);
    }

    @Override
    public boolean has(String name) {
      try {
        return RecordBytes.areWhole(Files.readAllBytes(file(name)));
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public Checkpoints within(String part) {
      return new Part(path.resolve(fileName(part)));
    }

    @Override
    public void forget(String part) {
      RunState.this.forget(path.resolve(fileName(part)));
    }
  }
}
