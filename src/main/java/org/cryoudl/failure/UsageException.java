package org.cryoudl.failure;

/** The command line or a configuration is wrong. */
public final class UsageException extends CryoudlException {

  private static final long serialVersionUID = 1L;

  /** The exit code of the process for this kind of failure. */
  public static final int EXIT_CODE = 2;

  /** A failure in one sentence. */
  public UsageException(String message) {
    super(message, null);
  }

  /** A failure in one sentence, with what caused it. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure whose facts a program may word itself. */
  public UsageException(Reason reason) {
    super(reason, null);
  }

  /** A failure whose facts a program may word itself, with what caused it. */
  public UsageException(Reason reason, Throwable cause) {
    super(reason, cause);
  }

  @Override
  public int exitCode() {
    return EXIT_CODE;
  }
}
