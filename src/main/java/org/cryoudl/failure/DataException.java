package org.cryoudl.failure;

/** An input file holds something it must not, or lacks something it must hold. */
public final class DataException extends CryoudlException {

  private static final long serialVersionUID = 1L;

  /** The exit code of the process for this kind of failure. */
  public static final int EXIT_CODE = 3;

  /** A failure in one sentence. */
  public DataException(String message) {
    super(message, null);
  }

  /** A failure in one sentence, with what caused it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure whose facts a program may word itself. */
  public DataException(Reason reason) {
    super(reason, null);
  }

  @Override
  public int exitCode() {
    return EXIT_CODE;
  }
}
