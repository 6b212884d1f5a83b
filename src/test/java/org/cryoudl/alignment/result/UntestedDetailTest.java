package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

class UntestedDetailTest {

  private static final int BOX = 64;

  private static ViewResult tested(int shells, int confirmed) {
    return KnownAlignment.view(BOX, shells, 40, 0.9, confirmed);
  }

  private static ViewResult untested(int shells) {
    ViewResult view = KnownAlignment.view(BOX, shells, 12, 1);
    return new ViewResult(
        view.particles(),
        view.average(),
        view.unfilteredAverage(),
        view.ringCorrelation(),
        view.noisePower(),
        1,
        0,
        Optional.of(
            new AverageReliability(
                0.43, RotationalSymmetry.NONE, 0, HeldOutEvidence.NONE, Optional.empty())));
  }

  private static double halves(ViewResult view) {
    return view.rings().crossing(RingCorrelation.RESOLVED).orElseThrow();
  }

  /** Halves were too fine by 0.25, 0.5 and 0.75 in the others: by 0.5 here. */
  @Test
  void anUntestedClassIsTakenToBeAsTooFineAsTheOthers() {
    double all = halves(tested(20, 20));
    List<ViewResult> views =
        List.of(
            tested(20, (int) Math.round(0.25 * all)),
            untested(16),
            tested(20, (int) Math.round(0.75 * all)),
            tested(20, (int) Math.round(0.5 * all)));
    List<ViewResult> bounded = UntestedDetail.bounded(views);
    assertEquals(
        0.5 * halves(views.get(1)), bounded.get(1).resolvedShell().orElseThrow(), 1.01, "shell");
    assertTrue(bounded.get(1).resolvedShell().orElseThrow() <= 0.53 * halves(views.get(1)));
    assertEquals(0, bounded.get(1).heldOut().count());
    for (int k : new int[] {0, 2, 3}) {
      assertSame(views.get(k), bounded.get(k));
    }
  }

  @Test
  void whereAllTestedOnesAreNoiseNothingIsResolved() {
    ViewResult noise = KnownAlignment.view(BOX, 20, 40, 0);
    assertTrue(noise.heldOut().indicatesNoise());
    List<ViewResult> bounded = UntestedDetail.bounded(List.of(noise, untested(16)));
    assertEquals(0, bounded.get(1).resolvedShell().orElseThrow());
  }

  @Test
  void whereNoneWasTestedTheHalvesCount() {
    List<ViewResult> views = List.of(untested(16), untested(9));
    assertSame(views, UntestedDetail.bounded(views));
    assertEquals(halves(views.get(0)), views.get(0).resolvedShell().orElseThrow());
  }
}
