package org.cryoudl.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first failure of a stream. Printing to a {@code PrintStream} or {@code PrintWriter}
 * never fails, so that a list sent to a full disk would be cut short without a word.
 */
public final class RecordedOutput extends FilterOutputStream {

  /** What the system says where the reader of a pipe has seen enough, as {@code head} does. */
  private static final String READER_GONE = "Broken pipe";

  private @Nullable IOException failure;

  /** Writes to {@code out}. */
  public RecordedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Why not all has been written; empty also where nobody reads it to the end. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure).filter(e -> !READER_GONE.equals(e.getMessage()));
  }
}
