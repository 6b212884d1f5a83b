package org.cryoudl.random;

import java.util.SplittableRandom;

/** Brings numbers into a random order (Durstenfeld, Commun. ACM 7 (1964) 420). */
public final class Shuffle {

  private Shuffle() {}

  /** Exchanges the numbers in place; every order is as likely as any other. */
  public static void inPlace(int[] numbers, SplittableRandom random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = kept;
    }
  }
}
