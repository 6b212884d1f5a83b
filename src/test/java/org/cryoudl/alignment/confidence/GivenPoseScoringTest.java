package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.baseline.oracle.CramerRaoBound;
import org.cryoudl.alignment.baseline.oracle.KnownTemplate;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of given poses of simulated particles. */
class GivenPoseScoringTest {

  private static final int BOX = 32;
  private static final int COUNT = 160;
  private static final double NOISE = 4;

  @TempDir Path folder;

  /** The poses come back as they were given, and so does the average of the molecule. */
  @Test
  void posesStayAndTheirAverageShowsTheMolecule() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    Pose[] truth = truth(simulated);
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "a"))) {
      Alignment found = scoring(set, false).of(truth);
      assertArrayEquals(truth, found.particles().poses());
      Image clean = SimulatedSet.molecule(BOX).render(BOX, Pose.IDENTITY);
      double correlation = correlation(clean, found.largestView().average());
      assertTrue(correlation > 0.98, "correlation " + correlation);
      assertEquals(Optional.empty(), found.particles().reliability());
    }
  }

  /** Standard errors are nearly the least possible ones, which a clean template gives. */
  @Test
  void standardErrorsAreNearlyTheLeastPossible() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    Pose[] truth = truth(simulated);
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "b"))) {
      ParticleIntake intake = ParticleIntake.of(set, AlignmentOptions.DEFAULT, Progress.silent());
      CramerRaoBound[] bounds =
          KnownTemplate.of(
                  intake,
                  SimulatedSet.molecule(BOX).render(BOX, Pose.IDENTITY),
                  truth,
                  AlignmentOptions.DEFAULT)
              .bounds();
      double least =
          Arrays.stream(bounds).mapToDouble(CramerRaoBound::psiDegrees).average().orElseThrow();
      double[] errors = scoring(set, false).of(truth).particles().psiErrorDegrees();
      double stated = Arrays.stream(errors).average().orElseThrow();
      assertEquals(1.05 * least, stated, 0.15 * least, "least " + least);
    }
  }

  /** Every tenth particle is given half a turn off: its pose is not the likely one. */
  @Test
  void wrongHalfTurnsAreUnlikely() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    Pose[] poses = truth(simulated);
    for (int i = 0; i < COUNT; i += 10) {
      poses[i] =
          new Pose(poses[i].psiDegrees() + 180, poses[i].originXPixels(), poses[i].originYPixels());
    }
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "c"))) {
      double[] confidence = scoring(set, false).of(poses).particles().confidence();
      double right = 0;
      for (int i = 0; i < COUNT; i++) {
        if (i % 10 == 0) {
          assertTrue(confidence[i] < 0.1, "particle " + i + ": " + confidence[i]);
        } else {
          right += confidence[i] / (0.9 * COUNT);
        }
      }
      assertEquals(1, right, 0.02);
    }
  }

  /**
   * A method whose angles have errors of 20 degrees: no figure is better than that. Within 10
   * degrees lie {@code erf(0.5 / sqrt 2)} = 38.29 % of a normal distribution.
   */
  @Test
  void theMethodsOwnErrorsAreTheLeast() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    Pose[] truth = truth(simulated);
    double[] errors = new double[COUNT];
    Arrays.fill(errors, 20);
    double[] network = new double[COUNT];
    Arrays.setAll(network, i -> i / (double) COUNT);
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "d"))) {
      Alignment plain = scoring(set, false).of(truth);
      Alignment floored =
          scoring(set, false).of(truth, Optional.empty(), Optional.of(network), errors);
      for (int i = 0; i < COUNT; i++) {
        assertEquals(20, floored.particles().psiErrorDegrees()[i], 1e-9);
        assertEquals(
            0.382925 * plain.particles().confidence()[i],
            floored.particles().confidence()[i],
            1e-6);
      }
      assertArrayEquals(network, floored.particles().networkConfidence().orElseThrow());
    }
  }

  /** All poses off by one shift in the average's frame: allowed to recentre, they lose it. */
  @Test
  void aCommonShiftIsTakenOffIfAllowed() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    Pose[] truth = truth(simulated);
    Pose[] off = Arrays.stream(truth).map(pose -> pose.thenMove(0, 4, -3)).toArray(Pose[]::new);
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "e"))) {
      Pose[] kept = scoring(set, false).of(off).particles().poses();
      Pose[] centred = scoring(set, true).of(off).particles().poses();
      for (int i = 0; i < COUNT; i++) {
        assertEquals(5, distance(kept[i], truth[i]), 1e-9);
        assertTrue(distance(centred[i], truth[i]) < 2, "particle " + i);
      }
    }
  }

  @Test
  void phasesAreFoundAtTheGivenPoses() {
    for (CtfModel.Mode mode :
        new CtfModel.Mode[] {CtfModel.Mode.FULL, CtfModel.Mode.PHASE_FLIPPED}) {
      SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, mode, NOISE);
      try (ParticleSet set = SimulatedSet.open(simulated.write(folder, mode.name()))) {
        assertEquals(
            Optional.of(mode == CtfModel.Mode.FULL ? CtfPhases.UNFLIPPED : CtfPhases.FLIPPED),
            scoring(set, false).of(truth(simulated)).phases());
      }
    }
  }

  private static GivenPoseScoring scoring(ParticleSet set, boolean recentre) {
    ParticleIntake intake = ParticleIntake.of(set, AlignmentOptions.DEFAULT, Progress.silent());
    return new GivenPoseScoring(intake, AlignmentOptions.DEFAULT, recentre);
  }

  private static Pose[] truth(SimulatedSet simulated) {
    Pose[] truth = new Pose[COUNT];
    Arrays.setAll(truth, simulated::truth);
    return truth;
  }

  private static double distance(Pose a, Pose b) {
    return Math.hypot(a.originXPixels() - b.originXPixels(), a.originYPixels() - b.originYPixels());
  }

  /** Pearson's, inside the mask. */
  private static double correlation(Image a, Image b) {
    double[] sums = new double[5];
    int count = 0;
    for (int p = 0; p < BOX * BOX; p++) {
      if (Math.hypot(p % BOX - BOX / 2, p / BOX - BOX / 2) < 0.4 * BOX) {
        double x = a.pixels()[p];
        double y = b.pixels()[p];
        sums[0] += x;
        sums[1] += y;
        sums[2] += x * x;
        sums[3] += y * y;
        sums[4] += x * y;
        count++;
      }
    }
    double covariance = sums[4] - sums[0] * sums[1] / count;
    return covariance
        / Math.sqrt((sums[2] - sums[0] * sums[0] / count) * (sums[3] - sums[1] * sums[1] / count));
  }
}
