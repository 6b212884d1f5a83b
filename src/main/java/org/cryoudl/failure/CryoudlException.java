package org.cryoudl.failure;

/**
 * A failure the user can act on. Its message is one sentence that names what is wrong, where (file
 * and line or image), the two offending numbers, and what to do; it is printed without a trace.
 * Anything else that reaches the command line is a bug and is printed with its trace.
 */
public abstract sealed class CryoudlException extends RuntimeException
    permits UsageException, DataException, EnvironmentException {

  private static final long serialVersionUID = 1L;

  CryoudlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The process exit code that stands for this kind of failure. */
  public abstract int exitCode();
}
