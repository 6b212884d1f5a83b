package org.cryoudl.io.torch;

/** What is wrong with a pickle; the message is a part of a sentence. */
final class PickleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PickleException(String message) {
    super(message, null);
  }
}
