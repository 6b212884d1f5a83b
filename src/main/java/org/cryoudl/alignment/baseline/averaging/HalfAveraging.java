package org.cryoudl.alignment.baseline.averaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.baseline.Correlator;
import org.cryoudl.alignment.baseline.ShiftSearch;
import org.cryoudl.alignment.baseline.TurnSearch;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.statistics.Robust;

/**
 * The running average of one half of a set: image after image is brought onto the average by
 * cross-correlation and, if it correlates well enough, joins it as {@code average = n / (n + 1)
 * average + 1 / (n + 1) image}. Serial by nature: each image meets the average that those before it
 * made.
 */
final class HalfAveraging {

  private static final Warp WARP = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);

  /** With rotation search the picture compared with is renewed after this many images. */
  private static final int RENEW_WITH_ROTATION = 25;

  /** Pictures kept of each round. */
  private static final int FRAMES_PER_ROUND = 6;

  /** Automatic threshold: this many robust standard deviations below the last round's median. */
  private static final double REJECT_SIGMAS = 2.5;

  private final AveragingOptions options;
  private final Correlator correlator;
  private final double maskRadius;
  private final double maxShiftPixels;
  private final boolean recentre;
  private final int[] particles;
  private final IntFunction<float[]> read;
  private final int box;

  private final Pose[] poses;
  private final boolean[] accepted;
  private final List<Double> correlations = new ArrayList<>();
  private final List<AveragingHistory.Round> rounds = new ArrayList<>();
  private final List<Image> frames = new ArrayList<>();
  private float[] average;

  /**
   * @param recentre whether the average may be moved to the centre of the box
   * @param particles positions of the half's particles
   * @param read gives the pixels at a position, in the correlator's box
   * @param maskRadius as a share of the box
   */
  HalfAveraging(
      AveragingOptions options,
      Correlator correlator,
      double maskRadius,
      double maxShiftPixels,
      boolean recentre,
      int[] particles,
      IntFunction<float[]> read) {
    this.options = options;
    this.correlator = correlator;
    this.maskRadius = maskRadius;
    this.maxShiftPixels = maxShiftPixels;
    this.recentre = recentre;
    this.particles = particles;
    this.read = read;
    this.box = correlator.box();
    this.poses = new Pose[particles.length];
    this.accepted = new boolean[particles.length];
    this.average = new float[box * box];
  }

  /**
   * Runs all rounds.
   *
   * @param start the picture to begin with
   */
  void run(float[] start) {
    average = start;
    double[] last = firstLook();
    for (int round = 0; round < options.rounds(); round++) {
      if (recentre) {
        centre();
      }
      double threshold = options.threshold().orElse(threshold(last, round));
      last = round(threshold);
    }
    frames.add(picture());
  }

  /** Pose of each particle onto the half's average, in the pixels of the correlator's box. */
  Pose[] poses() {
    return poses;
  }

  /** The mean of the accepted images. */
  Image picture() {
    return Image.square(box, average.clone());
  }

  /** How many images the average is made of. */
  int acceptedCount() {
    int count = 0;
    for (boolean is : accepted) {
      count += is ? 1 : 0;
    }
    return count;
  }

  AveragingHistory.Half history() {
    return new AveragingHistory.Half(
        particles.length,
        correlations.stream().mapToDouble(Double::doubleValue).toArray(),
        List.copyOf(rounds),
        List.copyOf(frames));
  }

  /** All images against the start, to see how coefficients are distributed. */
  private double[] firstLook() {
    double[] scores = new double[particles.length];
    ImageSearch search = search();
    for (int i = 0; i < scores.length; i++) {
      TurnSearch.Found found = search.find(read.apply(particles[i]));
      poses[i] = found.pose();
      scores[i] = found.score();
    }
    return scores;
  }

  private double[] round(double threshold) {
    double[] scores = new double[particles.length];
    float[] sum = new float[box * box];
    int count = 0;
    double best = -1;
    ImageSearch search = search();
    for (int i = 0; i < particles.length; i++) {
      if (!options.rotation() || i % RENEW_WITH_ROTATION == 0) {
        search = search();
      }
      float[] pixels = read.apply(particles[i]);
      TurnSearch.Found found = search.find(pixels);
      poses[i] = found.pose();
      scores[i] = found.score();
      correlations.add(found.score());
      best = Math.max(best, found.score());
      accepted[i] = found.score() > threshold;
      if (accepted[i]) {
        float[] aligned = new float[box * box];
        WARP.apply(pixels, box, found.pose(), aligned);
        count++;
        for (int p = 0; p < aligned.length; p++) {
          sum[p] += aligned[p];
          // The average that the round began with counts as one more half of a set.
          int weight = particles.length / 2 + count;
          average[p] += (aligned[p] - average[p]) / weight;
        }
      }
      if (i % Math.max(1, particles.length / FRAMES_PER_ROUND) == 0) {
        frames.add(picture());
      }
    }
    if (count == 0) {
      throw new DataException(new AlignmentReason.NoneAboveThreshold(threshold, best));
    }
    for (int p = 0; p < sum.length; p++) {
      average[p] = sum[p] / count;
    }
    double mean = 0;
    for (int i = 0; i < scores.length; i++) {
      mean += accepted[i] ? scores[i] / count : 0;
    }
    rounds.add(new AveragingHistory.Round(mean, threshold, count));
    return scores;
  }

  /** Brings the average's particle to the centre of the box, where the mask is. */
  private void centre() {
    int[] move = Recentring.move(average, box);
    if (move[0] == 0 && move[1] == 0) {
      return;
    }
    float[] moved = new float[average.length];
    WARP.apply(average, box, new Pose(0, move[0], move[1]), moved);
    average = moved;
  }

  /** Of the first look the better half; later all but those that fall off from the others. */
  private static double threshold(double[] scores, int round) {
    double median = Robust.lowerMedian(scores);
    if (round == 0) {
      return median;
    }
    double[] deviations = Arrays.stream(scores).map(s -> Math.abs(s - median)).toArray();
    return median - REJECT_SIGMAS * Robust.NORMAL_OVER_MAD * Robust.lowerMedian(deviations);
  }

  private interface ImageSearch {
    TurnSearch.Found find(float[] pixels);
  }

  private ImageSearch search() {
    Image reference = picture();
    return options.rotation()
        ? new TurnSearch(correlator, reference, maskRadius, maxShiftPixels)::find
        : new ShiftSearch(correlator, reference, maskRadius, maxShiftPixels)::find;
  }
}
