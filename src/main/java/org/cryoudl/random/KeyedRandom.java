package org.cryoudl.random;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on (seed, purpose, index) only, so that a particle is the same
 * whichever thread makes it, however many are made, and whether or not another effect is on.
 */
public final class KeyedRandom {

  /** What the numbers are for; each purpose has its own stream. */
  public enum Purpose {
    CLASS,
    POSE,
    DEFOCUS,
    WHITE_NOISE,
    LOW_FREQUENCY_NOISE,
    SPECIMEN_PART,
    PURE_NOISE
  }

  private KeyedRandom() {}

  /** A generator of its own for one purpose and one particle or part. */
  public static SplittableRandom of(long seed, Purpose purpose, long index) {
    return new SplittableRandom(mix(mix(mix(seed) + purpose.ordinal()) + index));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), after its increment. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
