package org.cryoudl.alignment.baseline.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.alignment.baseline.BaselineAligner;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterativeAveragingTest {

  private static final int BOX = 40;
  private static final int COUNT = 24;

  @TempDir Path folder;

  private final List<AveragingHistory> histories = new ArrayList<>();

  /** Particles of the molecule at some turns, shifted at random, with noise. */
  private Pose[] write(Path file, double mostDegrees, double noise, int junk) {
    BlobProjection molecule = SimulatedSet.molecule(BOX);
    Random random = new Random(9);
    Pose[] poses = new Pose[COUNT];
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(3))) {
      for (int i = 0; i < COUNT; i++) {
        poses[i] =
            new Pose(
                mostDegrees * random.nextDouble(),
                2 * random.nextGaussian(),
                2 * random.nextGaussian());
        float[] pixels = molecule.render(BOX, poses[i]).pixels();
        for (int p = 0; p < pixels.length; p++) {
          float signal = i % (COUNT / 2) < junk ? 0 : pixels[p];
          pixels[p] = signal + (float) (noise * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return poses;
  }

  private Alignment align(Path file, AveragingOptions averaging) {
    try (ParticleSet set = SimulatedSet.open(file)) {
      return new BaselineAligner(
              new IterativeAveraging(averaging, histories::add),
              AlignmentOptions.DEFAULT,
              Progress.silent())
          .align(set);
    }
  }

  private static double deviation(float[] pixels) {
    double squares = 0;
    for (float v : pixels) {
      squares += v * v;
    }
    return Math.sqrt(squares / pixels.length);
  }

  @Test
  void withoutRotationOnlyShiftsAreFound() {
    Path file = folder.resolve("straight.mrcs");
    double noise = deviation(SimulatedSet.molecule(BOX).render(BOX, Pose.IDENTITY).pixels());
    Pose[] truth = write(file, 0, noise, 0);
    Alignment found = align(file, new AveragingOptions(false, OptionalDouble.empty(), 3));
    for (Pose pose : found.particles().poses()) {
      assertEquals(0, pose.psiDegrees());
    }
    AlignmentScore score = AlignmentScore.of(found.particles().poses(), truth, 0);
    assertTrue(score.meanShiftPixels().orElseThrow() < 0.4, score.toString());
  }

  /** Turned particles, shifted but not turned back, average to rings: no direction is left. */
  @Test
  void withoutRotationTurnedParticlesMakeARing() {
    Path file = folder.resolve("turned.mrcs");
    write(file, 360, 0.01, 0);
    align(file, new AveragingOptions(false, OptionalDouble.empty(), 2));
    double ring = anisotropy(histories.get(0).combined());
    align(file, new AveragingOptions(true, OptionalDouble.empty(), 2));
    double molecule = anisotropy(histories.get(1).combined());
    assertTrue(ring < 0.5 * molecule, ring + " against " + molecule);
  }

  /** Variance along circles over variance about the mean. */
  private static double anisotropy(Image image) {
    int box = image.box();
    double[] sum = new double[box];
    double[] squares = new double[box];
    int[] count = new int[box];
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        int radius = (int) Math.round(Math.hypot(r - box / 2, c - box / 2));
        if (radius < 0.35 * box) {
          double v = image.at(r, c);
          sum[radius] += v;
          squares[radius] += v * v;
          count[radius]++;
        }
      }
    }
    double along = 0;
    double total = 0;
    double all = 0;
    int pixels = 0;
    for (int radius = 0; radius < box; radius++) {
      if (count[radius] > 0) {
        along += squares[radius] - sum[radius] * sum[radius] / count[radius];
        total += squares[radius];
        all += sum[radius];
        pixels += count[radius];
      }
    }
    return along / (total - all * all / pixels);
  }

  @Test
  void historyTellsWhatHappened() {
    Path file = folder.resolve("p.mrcs");
    double noise = deviation(SimulatedSet.molecule(BOX).render(BOX, Pose.IDENTITY).pixels());
    Pose[] truth = write(file, 360, noise, 2);
    Alignment found = align(file, new AveragingOptions(true, OptionalDouble.empty(), 4));
    AveragingHistory history = histories.get(0);
    assertEquals(2, history.halves().size());
    for (AveragingHistory.Half half : history.halves()) {
      assertEquals(COUNT / 2, half.particles());
      assertEquals(4, half.rounds().size());
      assertEquals(4 * COUNT / 2, half.correlations().length);
      assertTrue(half.frames().size() > 4 && half.frames().size() < 40);
      AveragingHistory.Round last = half.rounds().get(3);
      // Two images of each half hold noise only and fall off from the others.
      assertTrue(last.accepted() <= COUNT / 2 - 2, last.toString());
      assertTrue(last.accepted() >= COUNT / 2 - 4, last.toString());
      assertTrue(last.meanCorrelation() > half.rounds().get(0).meanCorrelation());
    }
    assertTrue(history.halfCorrelation() > 0.9, "halves " + history.halfCorrelation());
    double wrong = 0;
    double common =
        Angles.wrap(found.particles().poses()[5].psiDegrees() - truth[5].psiDegrees(), 360);
    for (int i = 0; i < COUNT; i++) {
      if (i % (COUNT / 2) >= 2) {
        double turn = found.particles().poses()[i].psiDegrees() - truth[i].psiDegrees() - common;
        wrong += Math.abs(Angles.wrap(turn, 360)) > 6 ? 1 : 0;
      }
    }
    assertEquals(0, wrong, "both halves in one frame");
  }

  @Test
  void aThresholdThatNothingPassesIsNamedWithTheBest() {
    Path file = folder.resolve("p.mrcs");
    write(file, 360, 5, 0);
    DataException refused =
        assertThrows(
            DataException.class,
            () -> align(file, new AveragingOptions(true, OptionalDouble.of(0.95), 2)));
    assertTrue(refused.getMessage().contains("0.950"), refused.getMessage());
    assertTrue(refused.getMessage().contains("lower threshold"), refused.getMessage());
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new AveragingOptions(true, OptionalDouble.empty(), 0));
    assertThrows(
        IllegalArgumentException.class, () -> new AveragingOptions(true, OptionalDouble.of(1), 1));
  }
}
