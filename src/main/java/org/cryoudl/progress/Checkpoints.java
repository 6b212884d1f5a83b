package org.cryoudl.progress;

import java.util.function.Supplier;

/**
 * Where long work keeps what its steps found, so that a later run of the same work goes on where
 * this one stopped. A step is work whose value depends on nothing but what came before it: if its
 * value was kept, the work is left out and the value is the same to the last bit. Safe to call from
 * several threads.
 *
 * <p>A value is a record of numbers, texts, enums, optionals, arrays, lists and other such records.
 */
public interface Checkpoints {

  /**
   * The value of a step: the one that an earlier run kept, else what {@code work} gives, which is
   * kept.
   *
   * @param name of the step, used once; what the work keeps {@link #within} that name is forgotten
   *     once the step's own value is kept
   * @param type of the value
   */
  <T extends Record> T step(String name, Class<T> type, Supplier<T> work);

  /** Whether an earlier run kept a step. */
  boolean has(String name);

  /** The steps of a part of the work, whose names are its own. */
  Checkpoints within(String part);

  /** Forgets the steps of a part, once all steps that were done until now are kept. */
  void forget(String part);

  /** Keeps nothing. */
  static Checkpoints none() {
    return NoCheckpoints.INSTANCE;
  }
}
