package org.cryoudl.alignment.search;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.AverageAccumulator;
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
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Pieces;

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

  /** Fewer particles are not worth averages of their own. */
  private static final int LEAST_IN_PIECE = 64;

  /** Larger sets than sixteen times this are split further, for many cores to have a part. */
  private static final int LARGE_PIECE = 8192;

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
    RoundSums sums =
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
    RoundSums sums = assign(source, particles, both, particles::chooseFlip);
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

  private RoundSums assign(
      SpectrumSource source, ParticlePoses particles, Start start, Taker taker) {
    RoundWork work = RoundWork.of(this, source, start);
    Pieces pieces = Pieces.of(source.size(), LEAST_IN_PIECE, LARGE_PIECE);
    Taker both =
        (i, found) -> {
          taker.take(i, found);
          particles.confidence[i] = found.confidence();
        };
    return source.workforce().takes(source.size())
        ? byOthers(work, pieces, particles, start, both)
        : here(work, pieces, particles, start, both);
  }

  /** Does the work in the threads of this process; what is found of a particle is not kept. */
  private static RoundSums here(
      RoundWork work, Pieces pieces, ParticlePoses particles, Start start, Taker taker) {
    PoseSearch search = work.search();
    return ParallelLoop.reduce(
            pieces,
            () -> new Piece(work.newSums(), search.newWork()),
            (into, i) -> {
              double[][] centres = start.centreDegrees().apply(i);
              taker.take(
                  i,
                  work.particle(search, i, particles.poses[i], centres, into.scratch, into.sums));
            },
            (into, other) -> into.sums.merge(other.sums))
        .sums;
  }

  /** A piece that is being worked on. */
  private record Piece(RoundSums sums, PoseSearch.Work scratch) {}

  /** Has others do the work. */
  private static RoundSums byOthers(
      RoundWork work, Pieces pieces, ParticlePoses particles, Start start, Taker taker) {
    List<RoundWork.Piece> given =
        IntStream.range(0, pieces.number())
            .mapToObj(
                p ->
                    RoundWork.Piece.of(
                        pieces.from(p), pieces.from(p + 1), particles.poses, start.centreDegrees()))
            .toList();
    RoundSums sums = work.newSums();
    Iterator<RoundWork.Found> results = work.source().workforce().results(work, given);
    for (RoundWork.Piece piece : given) {
      RoundWork.Found found = results.next();
      for (int n = 0; n < found.particles().length; n++) {
        taker.take(piece.from() + n, found.particles()[n]);
      }
      sums.merge(found.sums());
    }
    return sums;
  }

  /** Finishes as many classes as a start has. */
  private Outcome outcome(SpectrumSource source, RoundSums sums, Start start) {
    Band added = RoundWork.of(this, source, start).added();
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
}
