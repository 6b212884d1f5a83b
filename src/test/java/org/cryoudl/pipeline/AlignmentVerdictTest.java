package org.cryoudl.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;

class AlignmentVerdictTest {

  @Test
  void noiseSeveralViewsAndOneViewAreToldApart() {
    assertTrue(verdict(0.11, 0.9, 1).startsWith("Do not trust"), verdict(0.11, 0.9, 1));
    assertTrue(verdict(0.4, 0.04, 1).startsWith("Do not trust"), verdict(0.4, 0.04, 1));
    assertTrue(verdict(0.4, 0.9, 1.6).contains("does not describe"), verdict(0.4, 0.9, 1.6));
    assertTrue(verdict(0.4, 0.9, 1.05).contains("no sign of a second view"));
    assertTrue(verdict(0.4, 0.9, 1.05, 0.01).contains("modulo 180"));
    assertFalse(verdict(0.4, 0.9, 1.05, 1e-6).contains("modulo 180"));
  }

  /** 100 particles, whose own share of the average is 0.1. */
  private static String verdict(double correlation, double network, double pattern) {
    return verdict(correlation, network, pattern, 0);
  }

  private static String verdict(
      double correlation, double network, double pattern, double halfTurns) {
    int count = 100;
    double[] ones = fill(1);
    Pose[] poses = new Pose[count];
    Arrays.fill(poses, Pose.IDENTITY);
    return AlignmentVerdict.of(
        new Alignment(
            IntStream.range(0, count).toArray(),
            List.of(),
            poses,
            fill(correlation),
            ones,
            fill(network),
            ones,
            ones,
            ones,
            Image.square(4),
            Image.square(4),
            new double[3],
            pattern,
            halfTurns,
            new double[3],
            Optional.empty(),
            OptionalDouble.empty(),
            Optional.empty()));
  }

  private static double[] fill(double value) {
    double[] values = new double[100];
    Arrays.fill(values, value);
    return values;
  }
}
