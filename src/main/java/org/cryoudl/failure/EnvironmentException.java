package org.cryoudl.failure;

/**
 * The machine cannot do what was requested: no such device, no native library, no room, no
 * permission.
 */
public final class EnvironmentException extends CryoudlException {

  private static final long serialVersionUID = 1L;

  /** The exit code of the process for this kind of failure. */
  public static final int EXIT_CODE = 4;

  /** A failure in one sentence. */
  public EnvironmentException(String message) {
    super(message, null);
  }

  /** A failure in one sentence, with what caused it. */
  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure whose facts a program may word itself. */
  public EnvironmentException(Reason reason) {
    super(reason, null);
  }

  /** The same, with what caused it. */
  public EnvironmentException(Reason reason, Throwable cause) {
    super(reason, cause);
  }

  @Override
  public int exitCode() {
    return EXIT_CODE;
  }
}
