package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParticleOrderTest {

  private static final int[] PARTICLES = {3, 8, 13, 18, 23, 28, 33, 38, 43, 48};

  /** Each comes once before any comes again, in an order that the next round changes. */
  @Test
  void roundsHoldAllParticles() {
    ParticleOrder order = new ParticleOrder(PARTICLES, 1);
    int[][] rounds = new int[4][PARTICLES.length];
    for (int[] round : rounds) {
      System.arraycopy(order.next(5), 0, round, 0, 5);
      System.arraycopy(order.next(5), 0, round, 5, 5);
    }
    assertEquals(4, Arrays.stream(rounds).map(Arrays::toString).distinct().count());
    for (int[] round : rounds) {
      Arrays.sort(round);
      assertArrayEquals(PARTICLES, round);
    }
  }

  @Test
  void noParticleComesTwiceAtOnce() {
    ParticleOrder order = new ParticleOrder(PARTICLES, 1);
    for (int n = 0; n < 20; n++) {
      assertEquals(7, Arrays.stream(order.next(7)).distinct().count());
    }
    assertEquals(PARTICLES.length, order.next(100).length);
    assertEquals(0, new ParticleOrder(new int[0], 1).next(3).length);
  }
}
