package org.cryoudl.progress;

import java.util.function.Supplier;

/** Keeps nothing: every step is done. */
enum NoCheckpoints implements Checkpoints {
  INSTANCE;

  @Override
  public <T extends Record> T step(String name, Class<T> type, Supplier<T> work) {
    return work.get();
  }

  @Override
  public boolean has(String name) {
    return false;
  }

  @Override
  public Checkpoints within(String part) {
    return this;
  }

  @Override
  public void forget(String part) {
    // There is nothing.
  }
}
