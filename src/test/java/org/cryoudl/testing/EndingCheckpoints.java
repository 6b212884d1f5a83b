package org.cryoudl.testing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.cryoudl.progress.Checkpoints;

/**
 * Ends a run after a number of steps that were done and kept.
 *
 * @param left how many more may be done before the last
 */
public record EndingCheckpoints(Checkpoints kept, AtomicInteger left) implements Checkpoints {

  /** As if the process were killed. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public <T extends Record> T step(String name, Class<T> type, Supplier<T> work) {
    boolean known = kept.has(name);
    T value = kept.step(name, type, work);
    if (!known && left.getAndDecrement() <= 0) {
      throw new Killed();
    }
    return value;
  }

  @Override
  public boolean has(String name) {
    return kept.has(name);
  }

  @Override
  public Checkpoints within(String part) {
    return new EndingCheckpoints(kept.within(part), left);
  }

  @Override
  public void forget(String part) {
    kept.forget(part);
  }
}
