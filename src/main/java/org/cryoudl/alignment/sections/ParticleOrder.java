package org.cryoudl.alignment.sections;

import org.cryoudl.random.KeyedRandom;
import org.cryoudl.random.Shuffle;

/** Particles in a random order, all of them before any comes again. */
final class ParticleOrder {

  private final long seed;
  private int[] order;
  private int rounds;
  private int next;

  ParticleOrder(int[] particles, long seed) {
    this.seed = seed;
    this.order = particles.clone();
    shuffle();
  }

  /** How far the order has come, to be kept. */
  record Kept(int[] order, int rounds, int next) {}

  /** How far the order has come, to be kept. */
  Kept kept() {
    return new Kept(order.clone(), rounds, next);
  }

  /** Goes on from there. */
  void restore(Kept kept) {
    order = kept.order.clone();
    rounds = kept.rounds;
    next = kept.next;
  }

  private void shuffle() {
    Shuffle.inPlace(order, KeyedRandom.of(seed, "order of particles", rounds++));
    next = 0;
  }

  /** The next ones: so many, or all if there are not more, none of them twice. */
  int[] next(int count) {
    int size = Math.min(count, order.length);
    if (next + size > order.length) {
      shuffle();
    }
    int[] some = new int[size];
    System.arraycopy(order, next, some, 0, size);
    next += size;
    return some;
  }
}
