package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.score.ClassOrder;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

class ClassFiguresTest {

  private static final int BOX = 32;

  private static ViewResult view(int particles, double trust) {
    return KnownAlignment.view(BOX, 8, particles, trust);
  }

  /** Weights 1, 1, 2: (1 + 1 + 2)^2 / (1 + 1 + 4); half as many at posteriors of a half. */
  @Test
  void effectiveParticlesFollowKish() {
    KnownAlignment known =
        KnownAlignment.of(view(5, 1), view(3, 1))
            .scale(1, 1, 1, 1, 1, 1, 1, 2)
            .psiErrorDegrees(2.5)
            .shiftErrorPixels(0.25);
    Alignment sure = known.build();
    assertEquals(5, ClassAccuracy.of(sure, 0).orElseThrow().effectiveParticles(), 1e-12);
    assertEquals(16.0 / 6, ClassAccuracy.of(sure, 1).orElseThrow().effectiveParticles(), 1e-12);
    assertEquals(2.5, ClassAccuracy.of(sure, 1).orElseThrow().psiErrorDegrees());
    assertEquals(0.25, ClassAccuracy.of(sure, 1).orElseThrow().shiftErrorPixels());
    Alignment half = known.classPosterior(1, 1, 1, 1, 1, 0.5, 0.5, 0.5).build();
    assertEquals(8.0 / 6, ClassAccuracy.of(half, 1).orElseThrow().effectiveParticles(), 1e-12);
    // Flagged particles have no part in an average.
    Alignment flagged = known.outliers(2).build();
    assertEquals(3, ClassAccuracy.of(flagged, 0).orElseThrow().effectiveParticles(), 1e-12);
    Alignment empty = KnownAlignment.of(view(5, 1), ViewResult.empty(BOX)).build();
    assertEquals(Optional.empty(), ClassAccuracy.of(empty, 1));
  }

  @Test
  void theBestScoreComesFirstAndTiesKeepTheirNumbers() {
    Alignment alignment =
        KnownAlignment.of(
                view(9, 0.2), view(8, 0.9), view(8, 0.9), view(7, 0.5), ViewResult.empty(BOX))
            .build();
    assertEquals(List.of(1, 2, 3, 0), ClassOrder.bestFirst(alignment));
  }

  @Test
  void leadingClassesAreTheOwnAndTheLikeliestOthers() {
    assertArrayEquals(
        new int[] {2, 4, 0}, LeadingClasses.choose(2, new float[] {.1f, .05f, .4f, 0, .45f}));
    assertArrayEquals(new int[] {1}, LeadingClasses.choose(1, new float[] {.009f, .991f}));
    // Equal ones in the order of their numbers.
    assertArrayEquals(
        new int[] {3, 0, 1}, LeadingClasses.choose(3, new float[] {.2f, .2f, .2f, .4f}));
  }

  /** Nothing is left beyond the crossing and its edge, nothing changed before it. */
  @Test
  void anAverageOfAClassHoldsNoFinerDetailThanItsHalvesShare() {
    ViewResult before = view(5, 1);
    double shell = before.rings().crossing(RingCorrelation.RESOLVED).orElseThrow();
    assertEquals(8, shell, 0.5);
    HalfSpectrum spectrum = Fft2D.of(BOX).forward(before.resolved().average().pixels());
    float[] values = spectrum.values();
    for (int row = 0; row < BOX; row++) {
      for (int kx = 0; kx <= BOX / 2; kx++) {
        double k = Math.hypot(kx, HalfSpectrum.rowFrequency(BOX, row));
        int at = 2 * (row * (BOX / 2 + 1) + kx);
        double size = Math.hypot(values[at], values[at + 1]);
        if (k <= shell) {
          assertEquals(1, size, 1e-5);
        } else if (k >= shell + 2) {
          assertEquals(0, size, 1e-5);
        } else {
          assertTrue(size <= 1 + 1e-5);
        }
      }
    }
  }

  /** Halves of an average that was aligned to noise agree on more than held-out particles do. */
  @Test
  void theResolutionIsNoFinerThanHeldOutParticlesConfirm() {
    double halves = view(5, 1).rings().crossing(RingCorrelation.RESOLVED).orElseThrow();
    assertEquals(halves, view(5, 1).resolvedShell().orElseThrow());
    assertEquals(5, KnownAlignment.view(BOX, 8, 5, 1, 5).resolvedShell().orElseThrow());
    assertEquals(halves, KnownAlignment.view(BOX, 8, 5, 1, 12).resolvedShell().orElseThrow());
    assertEquals(0, view(5, 0).resolvedShell().orElseThrow());
  }
}
