package org.cryoudl.random;

import java.util.SplittableRandom;

/** Random numbers that depend on what they are for, not on the order in which they are drawn. */
public final class RandomKey {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private RandomKey() {}

  /** The generator for one (seed, purpose, index). */
  public static SplittableRandom of(long seed, String purpose, long index) {
    return new SplittableRandom(mix(mix(seed + GOLDEN) ^ mix(purpose.hashCode()) + mix(~index)));
  }

  /** The finaliser of MurmurHash3's 64-bit variant. */
  private static long mix(long z) {
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
