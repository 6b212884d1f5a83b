package org.cryoudl.network.model;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What passes through a network that run side by side may use, one lane each: arrays of the engine
 * are not safe for several threads.
 */
final class Lanes<L> {

  private final BlockingQueue<L> free;

  /**
   * @param count passes that may run side by side
   * @param lanes makes what each may use
   */
  Lanes(int count, Supplier<L> lanes) {
    this.free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      free.add(lanes.get());
    }
  }

  /** Runs a pass as soon as a lane is free. */
  <R> R use(Function<L, R> pass) {
    L lane = take();
    try {
      return pass.apply(lane);
    } finally {
      free.add(lane);
    }
  }

  private L take() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the network", e);
    }
  }
}
