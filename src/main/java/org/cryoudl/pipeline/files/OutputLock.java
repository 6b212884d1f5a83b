package org.cryoudl.pipeline.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second run off the results of one that is going on. The lock belongs to the operating
 * system and ends with the process, however that ends; the file that carries it holds the process
 * id and is removed when the lock is given back. On file systems without locks, the file alone
 * counts, for as long as the process that it names runs on this machine; there two machines do not
 * see each other's locks.
 */
final class OutputLock implements AutoCloseable {

  private static final String SUFFIX = "cryoudl.lock";

  /** A lock is tried again if its file was removed while it was taken. */
  private static final int TRIALS = 100;

  /**
   * The locks of this process. A second channel to a locked file must never be opened here: closing
   * it would end the lock of the first.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final @Nullable FileChannel channel; // null where the file system has no locks

  private OutputLock(Path file, @Nullable FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param folder what lies in it is locked
   * @param prefix which results in it; starts with a dot
   * @param results how a message calls them
   * @throws UsageException if another run holds it
   * @throws EnvironmentException if the folder cannot be written
   */
  static OutputLock take(Path folder, String prefix, Path results) {
    try {
      return attempt(folder, prefix)
          .orElseThrow(() -> busy(results, folder.resolve(prefix + SUFFIX)));
    } catch (IOException e) {
      throw AtomicOutput.unwritable(folder, e);
    }
  }

  private static UsageException busy(Path results, Path file) {
    return new UsageException(
        String.format(
            Locale.ROOT,
            "another run%s is writing %s; wait for its end, or write elsewhere",
            holder(file).map(id -> " (process " + id + ")").orElse(""),
            results));
  }

  /** The lock, if nobody holds it. */
  static Optional<OutputLock> attempt(Path folder, String prefix) throws IOException {
    Path file = folder.toRealPath().resolve(prefix + SUFFIX);
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return Optional.empty();
      }
      Optional<OutputLock> lock = open(file);
      lock.ifPresent(taken -> HELD.add(file));
      return lock;
    }
  }

  /** The prefix of the results that a file is the lock of, if it is one. */
  static Optional<String> prefix(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(SUFFIX)
        ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  private static Optional<OutputLock> open(Path file) throws IOException {
    for (int trial = 0; trial < TRIALS; trial++) {
      Object before = key(file);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean kept = false;
      try {
        Object opened = key(file);
        boolean locked;
        try {
          locked = channel.tryLock() != null;
        } catch (IOException e) {
          return withoutLocks(file);
        }
        if (!locked) {
          return Optional.empty();
        }
        // The holder before may have removed the file after it was opened here: then others would
        // lock another file of the same name.
        boolean same = opened != NONE && (before == NONE || before.equals(opened));
        if (same && opened.equals(key(file))) {
          name(channel);
          kept = true;
          return Optional.of(new OutputLock(file, channel));
        }
      } finally {
        if (!kept) {
          channel.close();
        }
      }
    }
    throw new IOException("its lock file keeps changing");
  }

  private static final Object NONE = new Object();

  /** What distinguishes one file from another of the same name. */
  private static Object key(Path file) throws IOException {
    try {
      return Objects.requireNonNullElse(
          Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "no keys here");
    } catch (NoSuchFileException e) {
      return NONE;
    }
  }

  private static void name(FileChannel channel) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(ownProcess().getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      return; // a full disk: the lock holds, only its message cannot name the process
    }
  }

  private static String ownProcess() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static Optional<OutputLock> withoutLocks(Path file) throws IOException {
    Optional<Long> holder = holder(file);
    if (holder
        .filter(id -> id != ProcessHandle.current().pid())
        .flatMap(ProcessHandle::of)
        .isPresent()) {
      return Optional.empty();
    }
    Files.deleteIfExists(file);
    try {
      Files.writeString(file, ownProcess(), StandardOpenOption.CREATE_NEW);
      return Optional.of(new OutputLock(file, null));
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
  }

  /** The process that a lock file names; only for files that this process has not locked. */
  private static Optional<Long> holder(Path file) {
    synchronized (HELD) {
      try {
        Path real = AtomicOutput.folderOf(file).toRealPath().resolve(file.getFileName());
        String text = HELD.contains(real) ? ownProcess() : Files.readString(real).strip();
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  /** Gives the lock back and removes its file. */
  @Override
  public void close() {
    synchronized (HELD) {
      if (!HELD.remove(file)) {
        return;
      }
      AtomicOutput.discard(file); // before the lock ends: afterwards it may be another's
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        return; // the lock ends with the process
      }
    }
  }
}
