package org.cryoudl.alignment.sections;

import java.util.SplittableRandom;
import org.cryoudl.random.KeyedRandom;

/** Particles in a random order, all of them before any comes again. */
final class ParticleOrder {

  private final long seed;
  private final int[] order;
  private int rounds;
  private int next;

  ParticleOrder(int[] particles, long seed) {
    this.seed = seed;
    this.order = particles.clone();
    shuffle();
  }

  private void shuffle() {
    SplittableRandom random = KeyedRandom.of(seed, "order of particles", rounds++);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
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
