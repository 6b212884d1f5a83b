package org.cryoudl.alignment.search;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.PicturePrior;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.poses.PoseFound;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * One round of soft assignment: every particle is compared with the averages of the other half of
 * the set (so that none meets its own noise), one a class, over a grid of poses, and enters the new
 * averages with each of them in proportion to its posterior.
 *
 * @param radius frequencies compared, in cycles per box
 * @param stepDegrees grid of turns
 * @param windowDegrees turns tried about each candidate; 180 or more tries all
 * @param rangePixels largest shift tried about the current one
 * @param stepPixels grid of shifts
 */
public record ExpectationRound(
    int radius, double stepDegrees, double windowDegrees, double rangePixels, double stepPixels) {

  /** The new average is kept to finer detail than was compared, for the next round to use. */
  private static final int EXTRA_SHELLS = 8;

  /** Fewer particles are not worth averages of their own. */
  private static final int LEAST_IN_PIECE = 64;

  /**
   * What a round yields beside the poses.
   *
   * @param classes the averages, one a class
   * @param weights share of the particles in each class
   */
  public record Outcome(
      Averages[] classes, double[] weights, double logEvidence, double shiftSigmaPixels) {

    /** The averages of the first class, which is the only one where there are no classes. */
    public Averages averages() {
      return classes[0];
    }
  }

  /**
   * What a round starts from, beside the particles.
   *
   * @param halves per class (null if it is empty) one picture for each half of the set
   * @param weights share of the particles that each class is thought to have
   * @param centreDegrees angles about which turns are tried, by particle and class
   * @param prior what is known of averages, for those that the round makes
   */
  public record Start(
      float[][][] halves,
      int side,
      double[] weights,
      NoiseSpectrum noise,
      IntFunction<double[][]> centreDegrees,
      double shiftSigmaPixels,
      double maskRadius,
      PoseSearch.Scale scale,
      PicturePrior prior) {

    /** A start of averages that are Wiener filtered. */
    public Start(
        float[][][] halves,
        int side,
        double[] weights,
        NoiseSpectrum noise,
        IntFunction<double[][]> centreDegrees,
        double shiftSigmaPixels,
        double maskRadius,
        PoseSearch.Scale scale) {
      this(
          halves,
          side,
          weights,
          noise,
          centreDegrees,
          shiftSigmaPixels,
          maskRadius,
          scale,
          PicturePrior.WIENER);
    }

    /**
     * A start from the averages of one class.
     *
     * @param centreDegrees angles about which turns are tried, by particle
     */
    public static Start of(
        RefinementState state,
        IntFunction<double[]> centreDegrees,
        double shiftSigmaPixels,
        double maskRadius) {
      return new Start(
          new float[][][] {state.averages().halves()},
          state.averages().side(),
          new double[] {1},
          state.noise(),
          i -> new double[][] {centreDegrees.apply(i)},
          shiftSigmaPixels,
          maskRadius,
          PoseSearch.Scale.LIKELIHOOD);
    }
  }

  /** This round with no more turns than a symmetry leaves different. */
  public ExpectationRound within(CyclicSymmetry symmetry) {
    return symmetry.isNone()
        ? this
        : new ExpectationRound(
            radius,
            stepDegrees,
            Math.min(windowDegrees, symmetry.widestWindowDegrees()),
            rangePixels,
            stepPixels);
  }

  /** This round with no finer detail than a shell. */
  public ExpectationRound noFinerThan(int shell) {
    return new ExpectationRound(
        Math.min(radius, shell), stepDegrees, windowDegrees, rangePixels, stepPixels);
  }

  /** Runs a round of one class. */
  public Outcome run(SpectrumSource source, ParticlePoses particles, Start start) {
    return run(source, particles, Optional.empty(), start);
  }

  /**
   * Runs the round; poses and confidences of {@code particles} are updated.
   *
   * @param membership receives the classes
   */
  public Outcome run(
      SpectrumSource source,
      ParticlePoses particles,
      Optional<ClassMembership> membership,
      Start start) {
    Sums sums =
        assign(
            source,
            particles,
            start,
            (i, found) -> {
              particles.poses[i] = found.pose();
              membership.ifPresent(sorted -> sorted.set(i, found));
            });
    return outcome(source, sums, start);
  }

  /**
   * Runs the round on particles that may be mirrored: each is compared with the average and with
   * its mirror image, and enters the average in proportion to the posterior of both.
   *
   * @param source gives each particle as {@code particles} says that it is mirrored
   * @param start of one class; its angles are those onto the average
   * @param otherCentres angles about which turns are tried onto the mirror image, by particle
   */
  public Outcome runWithMirror(
      MirroredSource source,
      ParticlePoses particles,
      Start start,
      IntFunction<double[]> otherCentres) {
    float[][] halves = start.halves()[0];
    float[][] mirrored = {mirrored(halves[0], start.side()), mirrored(halves[1], start.side())};
    Start both =
        new Start(
            new float[][][] {halves, mirrored},
            start.side(),
            new double[] {0.5, 0.5},
            start.noise(),
            i -> new double[][] {start.centreDegrees().apply(i)[0], otherCentres.apply(i)},
            start.shiftSigmaPixels(),
            start.maskRadius(),
            start.scale(),
            start.prior());
    Sums sums = assign(source, particles, both, particles::chooseFlip);
    for (AverageAccumulator[] half : sums.halves) {
      half[0].mergeMirrored(half[1]);
    }
    return outcome(source, sums, start);
  }

  /** A picture with x turned into -x about the centre pixel. */
  static float[] mirrored(float[] picture, int side) {
    float[] mirrored = new float[picture.length];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int from = 2 * (side / 2) - column;
        mirrored[row * side + column] = from < side ? picture[row * side + from] : 0;
      }
    }
    return mirrored;
  }

  /** Takes what was found for a particle. */
  private interface Taker {
    void take(int index, PoseFound found);
  }

  /** The frequencies that particles are added to the new averages with. */
  private Band added(SpectrumSource source, Start start) {
    return Band.of(source, radius + EXTRA_SHELLS, start.noise());
  }

  private Sums assign(SpectrumSource source, ParticlePoses particles, Start start, Taker taker) {
    Band added = added(source, start);
    int side = Averages.side(added.box(), added.radius());
    PoseSearch search = search(added, start);
    int classes = start.halves().length;
    return ParallelLoop.reduce(
        source.size(),
        LEAST_IN_PIECE,
        () -> new Sums(search, classes, side, added.radius(), source.symmetry()),
        (into, i) -> {
          PoseSearch.Candidates candidates =
              new PoseSearch.Candidates(
                  start.centreDegrees().apply(i),
                  windowDegrees,
                  particles.poses[i],
                  start.shiftSigmaPixels());
          PoseFound found =
              search.search(source.get(i), i % 2, candidates, into.work, into.halves[i % 2]);
          taker.take(i, found);
          particles.confidence[i] = found.confidence();
          into.add(found);
        },
        Sums::merge);
  }

  /** Finishes as many classes as a start has. */
  private Outcome outcome(SpectrumSource source, Sums sums, Start start) {
    Band added = added(source, start);
    int side = Averages.side(added.box(), added.radius());
    int classes = start.halves().length;
    Averages[] averages = new Averages[classes];
    for (int k = 0; k < classes; k++) {
      AverageAccumulator[] halves = {sums.halves[0][k], sums.halves[1][k]};
      averages[k] = Averages.of(halves, side, added.radius(), start.maskRadius(), start.prior());
      sums.weights[k] /= source.size();
    }
    double sigma = Math.sqrt(sums.squaredShifts / source.size() / 2);
    return new Outcome(averages, sums.weights, sums.logEvidence, Math.max(2, sigma));
  }

  private PoseSearch search(Band added, Start start) {
    int compared = Math.min(radius, added.radius());
    float[][][] halves = start.halves();
    AverageModel[][] models = new AverageModel[halves.length][];
    double[] logWeights = new double[halves.length];
    for (int k = 0; k < halves.length; k++) {
      logWeights[k] = Math.log(start.weights()[k]);
      if (halves[k] != null) {
        models[k] =
            new AverageModel[] {
              new AverageModel(halves[k][1], start.side(), compared),
              new AverageModel(halves[k][0], start.side(), compared)
            };
      }
    }
    int turns = (int) Math.round(360 / stepDegrees);
    return new PoseSearch(
        added, compared, models, logWeights, turns, rangePixels, stepPixels, start.scale());
  }

  private static double squaredShift(Pose pose) {
    return pose.originXPixels() * pose.originXPixels()
        + pose.originYPixels() * pose.originYPixels();
  }

  /** What one piece of the loop adds up. */
  private static final class Sums {
    /** Per half and class. */
    final AverageAccumulator[][] halves;

    final PoseSearch.Work work;
    final double[] weights;
    double logEvidence;
    double squaredShifts;

    Sums(PoseSearch search, int classes, int side, int radius, CyclicSymmetry symmetry) {
      halves = new AverageAccumulator[2][classes];
      for (AverageAccumulator[] half : halves) {
        Arrays.setAll(half, k -> new AverageAccumulator(side, radius, symmetry));
      }
      work = search.newWork();
      weights = new double[classes];
    }

    void add(PoseFound found) {
      logEvidence += found.logEvidence();
      squaredShifts += squaredShift(found.pose());
      VectorSums.addInto(weights, found.classShares());
    }

    public void merge(Sums other) {
      for (int h = 0; h < halves.length; h++) {
        for (int k = 0; k < weights.length; k++) {
          halves[h][k].merge(other.halves[h][k]);
        }
      }
      VectorSums.addInto(weights, other.weights);
      logEvidence += other.logEvidence;
      squaredShifts += other.squaredShifts;
    }
  }
}
