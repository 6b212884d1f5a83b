package org.cryoudl.random;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on (seed, purpose, index) only, not on the order in which they are
 * drawn: a particle is the same whichever thread makes it, however many are made, and whether or
 * not another effect is on.
 */
public final class KeyedRandom {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private KeyedRandom() {}

  /** A generator of its own for one named purpose and one index. */
  public static SplittableRandom of(long seed, String purpose, long index) {
    return new SplittableRandom(
        murmur(murmur(seed + GOLDEN) ^ murmur(purpose.hashCode()) + murmur(~index)));
  }

  /**
   * A generator of its own for one listed purpose and one index.
   *
   * @param purpose its place in its enumeration is part of the key: simulated sets stay the same
   *     only while new purposes are added at the end
   */
  @SuppressWarnings("EnumOrdinal")
  public static SplittableRandom of(long seed, Enum<?> purpose, long index) {
    return new SplittableRandom(splitMix(splitMix(splitMix(seed) + purpose.ordinal()) + index));
  }

  /** The finaliser of MurmurHash3's 64-bit variant. */
  private static long murmur(long z) {
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), after its increment. */
  private static long splitMix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
