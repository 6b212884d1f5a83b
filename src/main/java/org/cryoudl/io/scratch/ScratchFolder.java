package org.cryoudl.io.scratch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.cryoudl.io.AtomicOutput;

/**
 * Scratch files in a folder, as long as they take no more than half of what is free on its disk:
 * the rest is for results and for others.
 */
public final class ScratchFolder implements ScratchSpace, AutoCloseable {

  private static final String NAME = "cryoudl.scratch.";

  private static final String ALL_THE_SAME = "; the run takes longer, its results are the same";

  private final Path folder;
  private final long memoryBytes;
  private final Consumer<String> log;
  private final List<ScratchFile> files = new ArrayList<>();
  private boolean closed;

  /**
   * @param folder that exists
   * @param log takes a sentence where a file cannot be had, or is lost
   */
  public ScratchFolder(Path folder, Consumer<String> log) {
    this(folder, MemoryShare.bytes(Runtime.getRuntime().maxMemory()), log);
  }

  /**
   * @param memoryBytes that arrays take before files are used
   */
  public ScratchFolder(Path folder, long memoryBytes, Consumer<String> log) {
    this.folder = folder;
    this.memoryBytes = memoryBytes;
    this.log = log;
  }

  /**
   * Bytes that files in a folder may take now.
   *
   * @param folder if it does not exist, the disk counts on which it would be made
   */
  public static long roomBytes(Path folder) {
    Path there = folder.toAbsolutePath();
    while (there.getParent() != null && !Files.isDirectory(there)) {
      there = there.getParent();
    }
    return there.toFile().getUsableSpace() / 2;
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public synchronized Optional<ScratchFile> file(int count, int floats) {
    if (closed) {
      throw new IllegalStateException("the scratch files of " + folder + " are closed");
    }
    double bytes = (double) Float.BYTES * count * floats;
    long room = roomBytes(folder);
    if (bytes > room) {
      log.accept(
          String.format(
                  Locale.ROOT,
                  "no scratch file is used: it would take %.1f GB, and half of what is free on its"
                      + " disk is %.1f GB",
                  bytes / 1e9,
                  room / 1e9)
              + ALL_THE_SAME);
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(NAME + (files.size() + 1));
      ScratchFile made = ScratchFile.create(file, count, floats, this::lost);
      files.add(made);
      return Optional.of(made);
    } catch (IOException e) {
      lost(e);
      return Optional.empty();
    }
  }

  private void lost(IOException failure) {
    log.accept(
        "the scratch file is given up (" + AtomicOutput.reason(failure) + ")" + ALL_THE_SAME);
  }

  /** Removes all files. */
  @Override
  public synchronized void close() {
    closed = true;
    files.forEach(ScratchFile::close);
  }
}
