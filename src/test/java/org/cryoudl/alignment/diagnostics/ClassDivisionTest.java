package org.cryoudl.alignment.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.classification.TwoMolecules;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Test;

/** Particles of one and of two molecules at their true poses. */
class ClassDivisionTest {

  private static final int COUNT = 120;
  private static final double NOISE = 900;

  private final AnalyticParticles source = TwoMolecules.of(COUNT, NOISE);
  private final PolarParticles particles =
      PolarParticles.of(source, TwoMolecules.RINGS, TwoMolecules.MASK);
  private final PolarFrequencies frequencies =
      new PolarFrequencies(TwoMolecules.BOX, TwoMolecules.RINGS, TwoMolecules.MASK);
  private final ClassDivision division =
      new ClassDivision(
          particles, frequencies, new RingMask(frequencies, TwoMolecules.MASK), noise());

  @Test
  void twoMoleculesComeApart() {
    ClassDivision.Parts parts = divide(IntStream.range(0, COUNT).toArray());
    assertEquals(COUNT / 2, parts.leaving().length, 1);
    long odd = IntStream.of(parts.leaving()).filter(i -> i % 2 == 1).count();
    double share = odd / (double) parts.leaving().length;
    assertTrue(Math.max(share, 1 - share) > 0.95, "share " + share);
  }

  /** As many particles of one molecule gain less than half of what those of two gain. */
  @Test
  void aMixtureGainsMore() {
    int[] one = IntStream.range(0, COUNT).filter(i -> i % 2 == 0).toArray();
    int[] two = IntStream.range(0, COUNT / 2).toArray();
    double ofOne = divide(one).gain();
    double ofTwo = divide(two).gain();
    assertTrue(ofTwo > 2 * ofOne, ofTwo + " of two, " + ofOne + " of one");
  }

  @Test
  void aSingleParticleStays() {
    ClassDivision.Parts parts = divide(new int[] {7});
    assertArrayEquals(new int[0], parts.leaving());
    assertEquals(0, parts.gain());
  }

  @Test
  void theSameSeedDividesAlike() {
    int[] members = IntStream.range(0, COUNT).filter(i -> i % 3 > 0).toArray();
    assertArrayEquals(divide(members).leaving(), divide(members).leaving());
  }

  private ClassDivision.Parts divide(int[] members) {
    return division.of(members, source.poses(), ClassDivision.seed(3, 0, 0));
  }

  private static double[] noise() {
    double[] noise = new double[TwoMolecules.RINGS];
    Arrays.fill(noise, NOISE);
    return noise;
  }
}
