package org.cryoudl.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.cryoudl.failure.EnvironmentException;
import org.jspecify.annotations.Nullable;

/** Results that arrive in any order and are taken in theirs. */
final class ArrivingResults {

  private final Map<Integer, byte[]> arrived = new HashMap<>();
  private @Nullable Throwable failure;

  synchronized void put(int piece, byte[] result) {
    arrived.put(piece, result);
    notifyAll();
  }

  synchronized void fail(Throwable cause) {
    failure = cause;
    notifyAll();
  }

  /**
   * Waits for the result of a piece, which can be taken once.
   *
   * @param described makes an exception of what ended the work before
   */
  synchronized byte[] take(int piece, Function<Throwable, RuntimeException> described) {
    while (!arrived.containsKey(piece)) {
      if (failure != null) {
        throw described.apply(failure);
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EnvironmentException("interrupted while a Spark job was running", e);
      }
    }
    byte[] result = arrived.remove(piece);
    return result == null ? new byte[0] : result;
  }
}
