package org.cryoudl.pipeline.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

/** What a validation claims of the resolution. */
class ValidationTextTest {

  private static final int BOX = 32;
  private static final int SHELLS = 16;

  /**
   * Over three shells of a box of 64 A the correlation is 0.6 at shell 7 and 0.3 at shell 8, below
   * what chance reaches there: it crosses at 7.8, that is 8.2 A.
   */
  @Test
  void aCurveThatFallsShowsAResolution() {
    double[] rings = new double[SHELLS];
    Arrays.fill(rings, 0, 8, 0.9);
    assertEquals("two halves aligned apart agree to 8.2 A", claim(rings).replace('\u00c5', 'A'));
  }

  /** Where it never falls, nothing finer than the pixels is claimed, and a warning says so. */
  @Test
  void aCurveThatNeverFallsShowsNone() {
    double[] rings = new double[SHELLS];
    Arrays.fill(rings, 0.9);
    assertEquals(
        "the halves agree up to the Nyquist frequency, so no resolution can be", claim(rings));
  }

  /** The last words that say how far the halves agree. */
  private static String claim(double[] rings) {
    String all = ValidationText.verdict(validation(rings));
    int warning = all.indexOf("WARNING: ");
    String from =
        warning < 0 ? all.substring(all.indexOf("two halves")) : all.substring(warning + 9);
    return from.substring(0, warning < 0 ? from.indexOf(" (FRC") : from.indexOf(" claimed"));
  }

  private static Validation validation(double[] rings) {
    Pose[] poses = new Pose[20];
    Arrays.fill(poses, Pose.IDENTITY);
    double[] well = new double[20];
    Arrays.fill(well, 0.8);
    Validation.Curve noise =
        new Validation.Curve(0, new RingCorrelation(new double[SHELLS], 0.5), new double[20]);
    return new Validation(
        20,
        20,
        BOX,
        OptionalDouble.of(2),
        0.5,
        new Validation.Curve(0.9, new RingCorrelation(rings, 0.5), well),
        new double[] {0.9},
        new double[] {8},
        AlignmentScore.of(poses, poses, 0),
        noise,
        noise);
  }
}
