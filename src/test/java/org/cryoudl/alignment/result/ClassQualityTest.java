package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;

class ClassQualityTest {

  private static final int BOX = 40;

  @Test
  void evidenceIsWhatHeldOutParticlesConfirm() {
    HeldOutEvidence noise = new HeldOutEvidence(10, -3, 0, 0, 0.5, 0.5);
    HeldOutEvidence weak = new HeldOutEvidence(10, HeldOutEvidence.NEEDED, 1, 1, 1, 0);
    HeldOutEvidence strong = new HeldOutEvidence(10, 99 * HeldOutEvidence.NEEDED, 0.9, 1, 1, 0);
    assertEquals(0, ClassQuality.evidence(noise));
    assertEquals(0.5, ClassQuality.evidence(weak), 1e-12);
    assertEquals(0.9 * 0.99, ClassQuality.evidence(strong), 1e-12);
    assertEquals(ClassQuality.UNTESTED, ClassQuality.evidence(HeldOutEvidence.NONE));
  }

  @Test
  void anEdgeIsNotCompactAndADiscIs() {
    float[] disc = new float[BOX * BOX];
    float[] edge = new float[BOX * BOX];
    for (int row = 0; row < BOX; row++) {
      for (int column = 0; column < BOX; column++) {
        double radius = Math.hypot(row - BOX / 2, column - BOX / 2);
        disc[row * BOX + column] = radius < 0.25 * BOX ? 1 : 0;
        edge[row * BOX + column] = row < BOX / 2 ? -1 : 1;
      }
    }
    assertEquals(1, ClassQuality.compactness(Image.square(BOX, disc)), 1e-6);
    // The rim is as strong as the middle: 1 / (1 + 2^2).
    assertEquals(0.2, ClassQuality.compactness(Image.square(BOX, edge)), 1e-6);
    assertEquals(0, ClassQuality.compactness(Image.square(BOX, new float[BOX * BOX])));
  }

  @Test
  void theScoreIsTheProductAndNamesTheWorst() {
    ClassQuality good = new ClassQuality(0.9, 0.95, 0.98, 0.8);
    assertEquals(0.9 * 0.95 * 0.98 * 0.8, good.value(), 1e-12);
    assertTrue(good.isRecommended());
    ClassQuality edge = new ClassQuality(0.9, 0.2, 0.98, 0.8);
    assertFalse(edge.isRecommended());
    assertTrue(edge.reason().contains("rim"), edge.reason());
    ClassQuality untested = new ClassQuality(ClassQuality.UNTESTED, 0.9, 0.7, 0.9);
    assertTrue(untested.reason().contains("too few held-out"), untested.reason());
  }
}
