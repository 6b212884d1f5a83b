package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplainedClassesTest {

  private static final int EACH = 100;

  /** Classes whose members prefer the volume by so many nats in the mean, with a spread of 3. */
  private static ExplainedClasses compared(double lenience, double inVolume, double... gains) {
    Random random = new Random(5);
    double[] volume = new double[EACH * gains.length];
    double[] free = new double[volume.length];
    int[] classOf = new int[volume.length];
    for (int k = 0; k < gains.length; k++) {
      double[] spread = random.doubles(EACH, -1, 1).toArray();
      double mean = IntStream.range(0, EACH).mapToDouble(n -> spread[n]).sum() / EACH;
      for (int n = 0; n < EACH; n++) {
        int i = k * EACH + n;
        classOf[i] = k;
        volume[i] = inVolume + random.nextGaussian();
        free[i] = volume[i] - gains[k] - 3 * Math.sqrt(3) * (spread[n] - mean);
      }
    }
    return ExplainedClasses.of(volume, free, classOf, gains.length, all(gains.length), lenience);
  }

  private static int[] all(int classes) {
    return IntStream.range(0, classes).toArray();
  }

  @Test
  void classesWhoseMembersContradictTheVolumeAreOthers() {
    // The standard error of a class is 0.3 nats: two of them are 0.6.
    ExplainedClasses found = compared(0, 20, 2, -0.5, -0.7, 1, -200);
    assertArrayEquals(new int[] {2, 4}, found.others(all(5)));
    assertArrayEquals(new int[] {0, 1, 3}, found.own(all(5)));
    assertArrayEquals(new boolean[] {true, true, false, true, false}, found.explained());
    assertEquals(3 * EACH, found.members().length);
    assertEquals((2 - 0.5 + 1) / 3, found.gain(), 1e-6);
    assertTrue(found.holds());
  }

  @Test
  void lenienceForgivesWhatACoarseVolumeLacks() {
    assertArrayEquals(new int[] {2}, compared(1, 20, -0.7, -1.5, -1.7).others(all(3)));
    assertTrue(compared(1, 20, -0.5, -0.5, -0.4).holds());
    assertFalse(compared(0, 20, -0.5, -0.5, -0.4).holds());
  }

  @Test
  void itHoldsOnlyForMostParticles() {
    assertTrue(compared(0, 20, 2, 2, -9, -9).holds());
    assertFalse(compared(0, 20, 2, -9, -9, -9).holds());
  }

  @Test
  void averagesOfNoiseThatAreWorseStillMakeNoVolume() {
    assertFalse(compared(0, -1, 2, 2, 2).holds());
    // log 3 = 1.1 nats choose one of three; the mean is known to 0.06.
    assertFalse(compared(0, 1, 2, 2, 2).holds());
    assertTrue(compared(0, 1.4, 2, 2, 2).holds());
  }

  @Test
  void aGainWithinItsErrorIsNone() {
    // 300 particles with a spread of 3 nats: the standard error is 0.17.
    assertFalse(compared(0, 20, 0.3, 0.3, 0.3).holds());
    assertTrue(compared(0, 20, 0.4, 0.4, 0.4).holds());
  }

  @Test
  void otherClassesHaveNoPart() {
    double[] inVolume = {10, 11, 12, 13, 14};
    ExplainedClasses found =
        ExplainedClasses.of(
            inVolume, new double[] {1, 2, 3, 99, 99}, new int[] {-1, 0, 0, 1, 1}, 2, all(1), 0);
    assertArrayEquals(new int[] {1, 2}, found.members());
    assertEquals(9, found.gain(), 1e-12);
    assertTrue(found.holds());
    assertArrayEquals(new int[0], found.others(all(1)));
  }

  @Test
  void aGainIsOneOfTheMean() {
    // 400 particles with a spread of 1: the standard error of the mean is 0.05, two are 0.1.
    double[] gains = new Random(3).doubles(400, -Math.sqrt(3), Math.sqrt(3)).toArray();
    double mean = Arrays.stream(gains).average().orElseThrow();
    assertTrue(
        ExplainedClasses.isGain(Arrays.stream(gains).map(g -> g - mean + 0.12).toArray(), 3));
    assertFalse(
        ExplainedClasses.isGain(Arrays.stream(gains).map(g -> g - mean + 0.08).toArray(), 3));
    // A few with strong patterns do not decide.
    double[] junk = Arrays.stream(gains).map(g -> g - mean + 0.2).toArray();
    Arrays.fill(junk, 0, 4, -500);
    assertTrue(ExplainedClasses.isGain(junk, 3));
    Arrays.setAll(junk, i -> i < 4 ? 500 : gains[i] - mean - 0.2);
    assertFalse(ExplainedClasses.isGain(junk, 3));
  }
}
