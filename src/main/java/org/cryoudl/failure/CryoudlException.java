package org.cryoudl.failure;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure the user can act on. Its message is one sentence that names what is wrong, where (file
 * and line or image), the two offending numbers, and what to do; it is printed without a trace.
 * Where what to do is a matter of options, the failure carries a {@link Reason} too, from which a
 * program makes a sentence of its own. Anything else that reaches the command line is a bug and is
 * printed with its trace.
 */
public abstract sealed class CryoudlException extends RuntimeException
    permits UsageException, DataException, EnvironmentException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Reason reason;

  CryoudlException(String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
    this.reason = null;
  }

  CryoudlException(Reason reason, @Nullable Throwable cause) {
    super(oneLine(reason.sentence()), cause);
    this.reason = reason;
  }

  /** The sentence; never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), "");
  }

  /** What is wrong, as data; empty where the message says all. */
  public Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  /** What damaged files hold is quoted in messages; it must not reach a terminal as it is. */
  static String oneLine(@Nullable String message) {
    return message == null ? "" : message.replaceAll("\\p{Cntrl}", "?");
  }

  /** The process exit code that stands for this kind of failure. */
  public abstract int exitCode();
}
