package org.cryoudl.pipeline.align.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Pose;
import org.cryoudl.pipeline.health.Assumption;
import org.junit.jupiter.api.Test;

/** Particles that lie as far from the centre as was looked for. */
class ShiftRangeTest {

  private static final int COUNT = 1000;
  private static final double LARGEST = 20;

  @Test
  void manyAtTheLimitAreDoubtful() {
    // Shifts of up to 45 px that a search within 20 px brought to its limit: 1 - (20 / 45)^2 of
    // them, 80 %, and by 0.95 of the limit 82 %.
    SplittableRandom random = new SplittableRandom(1);
    Pose[] poses =
        IntStream.range(0, COUNT)
            .mapToObj(i -> at(Math.min(LARGEST, 45 * Math.sqrt(random.nextDouble())), i))
            .toArray(Pose[]::new);
    Assumption doubt = ShiftRange.doubt(poses, LARGEST).orElseThrow();
    assertEquals("20.0 px", doubt.taken());
    double percent = Double.parseDouble(doubt.why().split(" ")[0]);
    assertEquals(82, percent, 4);
    assertEquals(Assumption.Certainty.DOUBTFUL, doubt.certainty());
  }

  @Test
  void shiftsThatMeanNothingAreNot() {
    // Noise is found anywhere within the largest shift: 1 - 0.95^2 of it, 10 %, at the limit.
    SplittableRandom random = new SplittableRandom(2);
    Pose[] poses =
        IntStream.range(0, COUNT)
            .mapToObj(i -> at(LARGEST * Math.sqrt(random.nextDouble()), i))
            .toArray(Pose[]::new);
    assertEquals(Optional.empty(), ShiftRange.doubt(poses, LARGEST));
  }

  @Test
  void theShareThatCountsLiesAtFifteenPercent() {
    assertFalse(ShiftRange.doubt(far(150), LARGEST).isPresent());
    assertEquals(
        "15 % of the particles lie 19.0 px or more from the centre of the box: centre them, or look"
            + " for larger shifts",
        ShiftRange.doubt(far(151), LARGEST).orElseThrow().why());
  }

  private static Pose[] far(int count) {
    return IntStream.range(0, COUNT)
        .mapToObj(i -> at(i < count ? 19.01 : 18.9, i))
        .toArray(Pose[]::new);
  }

  private static Pose at(double distance, int number) {
    return new Pose(0, distance * Math.cos(number), distance * Math.sin(number));
  }
}
