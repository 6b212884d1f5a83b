package org.cryoudl.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;

/**
 * By what an input is known to be the same file with the same content as when it was opened: its
 * size, the time it was modified, and the checksum of its first 64 KB. Only a file that is changed
 * behind these and given its old time back goes unnoticed.
 *
 * @param file the input
 * @param bytes its size
 * @param modified when it was written last
 * @param head SHA-256 of its first 64 KB, in hexadecimal
 */
public record FileState(Path file, long bytes, FileTime modified, String head) {

  private static final int HEAD_BYTES = 1 << 16;

  /**
   * The state of a file now; empty for what is no regular file, such as a pipe, which can be read
   * only once.
   *
   * @throws EnvironmentException if it cannot be read
   */
  public static Optional<FileState> of(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileState(file, attributes.size(), attributes.lastModifiedTime(), head(file)));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Makes sure that nothing has changed since.
   *
   * @throws DataException if the file is gone or is not what it was
   */
  public void requireUnchanged() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      if (now.size() != bytes) {
        throw changed("it had " + bytes + " bytes, now it has " + now.size());
      }
      if (!now.lastModifiedTime().equals(modified)) {
        throw changed("it was of " + modified + ", now it is of " + now.lastModifiedTime());
      }
      if (!head(file).equals(head)) {
        throw changed("size and time are the same, but it starts with other bytes");
      }
    } catch (NoSuchFileException e) {
      throw changed("it is gone");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private DataException changed(String how) {
    return new DataException(
        file
            + " changed while it was in use ("
            + how
            + "), so results may mix two files and none is kept; run again once it stays as it is");
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(HEAD_BYTES);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(start));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static EnvironmentException unreadable(Path file, IOException e) {
    return new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
  }
}
