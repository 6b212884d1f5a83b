package org.cryoudl.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.alignment.PoseAppraisal;
import org.cryoudl.alignment.RotationalSymmetry;
import org.cryoudl.alignment.Testimony;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;

class AlignmentVerdictTest {

  private static final Testimony REAL = new Testimony(10, 500, 1, 1, 1, 0);

  @Test
  void noiseSeveralViewsAndOneViewAreToldApart() {
    String noise = verdict(0.3, 1, 1, new Testimony(10, -2.5, 0, 0, 0.5, 1), 0.5);
    assertTrue(noise.startsWith("No structure found"), noise);
    assertTrue(noise.contains("-2.5, needed 6.9"), noise);
    String several = verdict(0.4, 1, 1.6, REAL, 0);
    assertTrue(several.contains("does not describe"), several);
    String one = verdict(0.4, 1, 1.05, REAL, 1e-6);
    assertTrue(one.contains("no sign of a second view"), one);
    assertFalse(one.contains("modulo 180"), one);
    assertFalse(one.contains("unsure"), one);
    assertFalse(one.contains("overstated"), one);
    assertTrue(verdict(0.4, 0.6, 1.05, REAL, 0.01).contains("modulo 180"));
  }

  @Test
  void weakSetsAreCalledWeak() {
    Testimony weak = new Testimony(10, 30, 0.6, 1, 1, 0.4);
    String verdict = verdict(0.1, 0.55, 1, weak, 0);
    assertTrue(verdict.contains("confirm 60 % of"), verdict);
    assertTrue(verdict.contains("within 10 degrees is 0.55"), verdict);
  }

  /** Without witnesses, as in small sets, the correlation has to be more than an own share. */
  @Test
  void fewParticlesMustCorrelate() {
    assertTrue(verdict(0.09, 1, 1, Testimony.NONE, 0).startsWith("Do not trust"));
    assertFalse(verdict(0.3, 1, 1, Testimony.NONE, 0).startsWith("Do not trust"));
  }

  /** 100 particles that are all alike. */
  private static String verdict(
      double correlation,
      double confidence,
      double pattern,
      Testimony testimony,
      double halfTurns) {
    int count = 100;
    double[] ones = fill(1);
    RotationalSymmetry symmetry = new RotationalSymmetry(1, 1, 0);
    Pose[] poses = new Pose[count];
    Arrays.fill(poses, Pose.IDENTITY);
    return AlignmentVerdict.of(
        new Alignment(
            IntStream.range(0, count).toArray(),
            List.of(),
            poses,
            fill(correlation),
            fill(confidence),
            ones,
            ones,
            ones,
            ones,
            Image.square(4),
            Image.square(4),
            new double[3],
            pattern,
            Optional.of(
                new PoseAppraisal(
                    ones, ones, ones, ones, new boolean[count], symmetry, testimony, agreement)),
            halfTurns,
            new double[3],
            Optional.empty(),
            OptionalDouble.empty()));
  }

  private static double[] fill(double value) {
    double[] values = new double[100];
    Arrays.fill(values, value);
    return values;
  }
}
