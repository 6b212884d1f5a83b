package org.cryoudl.io;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.failure.Reason;

/**
 * A file cannot be written for want of room: its disk is full, or a limit of the user's is reached.
 *
 * @param file by its final name
 * @param limit that is reached
 * @param freeBytes that could still be written on its disk when it was measured
 * @param diskBytes that its disk holds; 0 if that is not known
 */
public record NoRoom(Path file, Limit limit, long freeBytes, long diskBytes) implements Reason {

  /** What limits the room. */
  public enum Limit {
    /** The size of the disk. */
    DISK("No space left on device", "no room left on its disk"),
    /** The share of the disk that a user may take. */
    QUOTA("Disk quota exceeded", "your quota of its disk is used up"),
    /** The size of one file that a process may write. */
    FILE_SIZE("File too large", "the limit of the size of one file is reached");

    private final String inEnglish;
    private final String words;

    Limit(String inEnglish, String words) {
      this.inEnglish = inEnglish;
      this.words = words;
    }
  }

  /** So little cannot hold any result: where an error has words in another language, this tells. */
  private static final long NOTHING = 4096;

  /**
   * Whether a failure is one of room.
   *
   * @param target what was written; may lie in a staging folder
   * @param failure that the system gave
   */
  static Optional<NoRoom> behind(Path target, IOException failure) {
    File disk = disk(target);
    long free = disk.getUsableSpace();
    long size = disk.getTotalSpace();
    String message = String.valueOf(failure.getMessage());
    for (Limit limit : Limit.values()) {
      if (message.contains(limit.inEnglish)) {
        return Optional.of(new NoRoom(StagingFolder.published(target), limit, free, size));
      }
    }
    return size > 0 && free < NOTHING
        ? Optional.of(new NoRoom(StagingFolder.published(target), Limit.DISK, free, size))
        : Optional.empty();
  }

  /** A folder that is there on the disk that a file should be written to. */
  private static File disk(Path target) {
    Path folder = target.toAbsolutePath();
    while (folder.getParent() != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    return folder.toFile();
  }

  /** Whether the disk has room, but not for one more file, or not for more than it had taken. */
  public boolean isOfFiles() {
    return limit == Limit.DISK && freeBytes > 1_000_000;
  }

  @Override
  public String problem() {
    String room =
        diskBytes == 0 || limit == Limit.FILE_SIZE
            ? ""
            : String.format(
                Locale.ROOT, " (%s of %s free)", megabytes(freeBytes), megabytes(diskBytes));
    return "cannot write " + file + ": " + limit.words + room;
  }

  @Override
  public String remedy() {
    return limit == Limit.FILE_SIZE
        ? "raise that limit"
        : "make room there, or write to another disk";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, bytes < 1e9 ? "%.1f MB" : "%.0f MB", bytes / 1e6);
  }
}
