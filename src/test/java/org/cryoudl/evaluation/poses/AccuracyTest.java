package org.cryoudl.evaluation.poses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.ErrorDistribution;
import org.cryoudl.evaluation.errors.ErrorTrend;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

/** Poses with errors of known distribution. */
class AccuracyTest {

  private static final int COUNT = 4000;
  private static final Bootstrap FEW = new Bootstrap(60, 1);

  private final Pose[] truth = new Pose[COUNT];
  private final Pose[] poses = new Pose[COUNT];
  private final double[] psiErrors = new double[COUNT];
  private final double[] shiftErrors = new double[COUNT];
  private final double[] confidence = new double[COUNT];
  private final double[] snr = new double[COUNT];

  /** Normal errors whose sizes differ from particle to particle, some half-turns wrong. */
  private Accuracy accuracy(double toldOverTrue, double wrongShare) {
    Random random = new Random(4);
    for (int i = 0; i < COUNT; i++) {
      truth[i] =
          new Pose(360 * random.nextDouble(), 5 * random.nextGaussian(), 5 * random.nextGaussian());
      double sigma = 0.2 + 0.8 * random.nextDouble();
      double shiftSigma = 0.1 + 0.2 * random.nextDouble();
      boolean wrong = random.nextDouble() < wrongShare;
      double turn = sigma * random.nextGaussian() + (wrong ? 180 : 0);
      poses[i] =
          truth[i]
              .thenMove(
                  turn, shiftSigma * random.nextGaussian(), shiftSigma * random.nextGaussian())
              // A frame of its own, which must not count.
              .thenMove(77, 3, -4);
      psiErrors[i] = toldOverTrue * sigma;
      shiftErrors[i] = toldOverTrue * shiftSigma;
      confidence[i] = 1 - wrongShare;
      snr[i] = 1 / (sigma * sigma);
    }
    return Accuracy.of(
        poses,
        truth,
        3,
        new Accuracy.Known(
            Optional.of(snr),
            Optional.empty(),
            Optional.of(new ReportedUncertainty(psiErrors, shiftErrors, confidence))),
        FEW);
  }

  @Test
  void figuresAreThoseOfTheScoringTool() {
    Accuracy accuracy = accuracy(1, 0.1);
    AlignmentScore score = AlignmentScore.of(poses, truth, 3);
    assertEquals(score.mod360().meanDegrees(), accuracy.mod360().mean().value(), 1e-12);
    assertEquals(score.mod360().medianDegrees(), accuracy.mod360().median().value(), 1e-12);
    assertEquals(score.mod360().rmsDegrees(), accuracy.mod360().rms().value(), 1e-12);
    assertEquals(score.mod180().meanDegrees(), accuracy.mod180().mean().value(), 1e-12);
    assertEquals(score.mod360().shareAbove1(), accuracy.mod360().above1().value(), 1e-12);
    assertEquals(score.mod360().shareAbove3(), accuracy.mod360().above3().value(), 1e-12);
    assertEquals(score.mod360().shareAbove10(), accuracy.mod360().above10().value(), 1e-12);
    assertEquals(
        score.meanShiftPixels().orElseThrow(),
        accuracy.shiftMeanPixels().orElseThrow().value(),
        1e-9);
    assertEquals(COUNT, accuracy.particles());
    assertEquals(3, accuracy.missing());
    assertEquals(0.1, accuracy.wrongHalfTurns().value(), 0.015);
    assertTrue(accuracy.wrongHalfTurns().low() < 0.1 && accuracy.wrongHalfTurns().high() > 0.1);
  }

  @Test
  void distributionsCountEveryError() {
    Accuracy accuracy = accuracy(1, 0.1);
    ErrorDistribution errors = accuracy.mod360();
    assertEquals(COUNT, IntStream.of(errors.histogramCounts()).sum());
    assertEquals(errors.histogramCounts().length + 1, errors.histogramEdges().length);
    double[] sizes = PoseErrors.of(poses, truth, 3).sizes360();
    for (int b = 0; b < errors.histogramCounts().length - 1; b++) {
      double from = errors.histogramEdges()[b];
      double to = errors.histogramEdges()[b + 1];
      long inside = Arrays.stream(sizes).filter(s -> s >= from && s < to).count();
      assertEquals(inside, errors.histogramCounts()[b], 1, "bin " + b);
    }
    for (int p = 0; p < errors.cumulativeSizes().length; p++) {
      double limit = errors.cumulativeSizes()[p] * (1 + 1e-12);
      double share = Arrays.stream(sizes).filter(s -> s <= limit).count() / (double) COUNT;
      assertEquals(share, errors.cumulativeShares()[p], 1.0 / COUNT);
    }
    assertEquals(1, errors.cumulativeShares()[errors.cumulativeShares().length - 1]);
  }

  @Test
  void honestErrorsAreCalledHonest() {
    Calibration calibration = accuracy(1, 0.1).calibration().orElseThrow();
    assertEquals(0.683, calibration.psiWithinOne().value(), 0.02);
    assertEquals(0.954, calibration.psiWithinTwo().value(), 0.01);
    assertEquals(0.683, calibration.shiftWithinOne().orElseThrow().value(), 0.02);
    assertEquals(0.954, calibration.shiftWithinTwo().orElseThrow().value(), 0.01);
    assertEquals(1, calibration.confidence().size());
    Calibration.ConfidenceBin bin = calibration.confidence().get(0);
    assertEquals(COUNT, bin.particles());
    assertEquals(0.9, bin.meanConfidence(), 1e-9);
    assertEquals(0.9, bin.rightShare(), 0.015);
  }

  /** P(|x| < 1/2) = 0.383 and P(|x| < 1) = 0.683 for errors stated half as large as they are. */
  @Test
  void boldErrorsAreFoundOut() {
    Calibration calibration = accuracy(0.5, 0).calibration().orElseThrow();
    assertEquals(0.383, calibration.psiWithinOne().value(), 0.025);
    assertEquals(0.683, calibration.psiWithinTwo().value(), 0.025);
    // A disc of half the radius holds 1 - 0.3173^(1/4) of a cloud instead of 1 - 0.3173.
    assertEquals(
        1 - Math.pow(0.3173, 0.25), calibration.shiftWithinOne().orElseThrow().value(), 0.025);
  }

  @Test
  void trendFollowsTheSignalToNoiseRatio() {
    ErrorTrend trend = accuracy(1, 0).bySnr().orElseThrow();
    assertEquals(5, trend.bins().size());
    int total = 0;
    for (ErrorTrend.Bin bin : trend.bins()) {
      assertTrue(bin.from() <= bin.to());
      // Errors of a particle are normal with a variance of one over its ratio.
      double low = Math.sqrt(2 / Math.PI / bin.to());
      double high = Math.sqrt(2 / Math.PI / bin.from());
      double mean = bin.meanErrorDegrees().value();
      assertTrue(mean > 0.95 * low && mean < 1.05 * high, low + " < " + mean + " < " + high);
      total += bin.particles();
    }
    assertEquals(COUNT, total);
    assertTrue(accuracy(1, 0).byDefocus().isEmpty());
  }

  @Test
  void nothingRightMeansNoShiftFigure() {
    Pose[] known = {new Pose(0, 0, 0), new Pose(0, 0, 0), new Pose(0, 0, 0), new Pose(0, 0, 0)};
    Pose[] found = {
      new Pose(0, 9, 0), new Pose(90, 0, 0), new Pose(180, 0, 0), new Pose(-90, 0, 0)
    };
    PoseErrors errors = PoseErrors.of(found, known, 0);
    long right =
        Arrays.stream(errors.score().errors360Degrees()).filter(e -> Math.abs(e) <= 10).count();
    Accuracy accuracy = Accuracy.of(found, known, 0, Accuracy.Known.NOTHING, FEW);
    assertEquals(right > 0, accuracy.shiftMeanPixels().isPresent());
    assertTrue(accuracy.calibration().isEmpty());
    assertArrayEquals(errors.sizes360(), PoseErrors.of(found, known, 0).sizes360());
  }
}
