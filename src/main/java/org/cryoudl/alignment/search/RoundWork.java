package org.cryoudl.alignment.search;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.poses.PoseFound;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.PieceWork;

/**
 * What an {@link ExpectationRound} does with particles, wherever it is done.
 *
 * @param halves per class (null if it is empty) one picture for each half of the set
 * @param side of these pictures
 * @param weights share of the particles that each class is thought to have
 * @param noise variance of a coefficient per shell
 */
record RoundWork(
    ExpectationRound round,
    SpectrumSource source,
    float[][][] halves,
    int side,
    double[] weights,
    double[] noise,
    double shiftSigmaPixels,
    PoseSearch.Scale scale)
    implements PieceWork<RoundWork.Piece, RoundWork.Found> {

  /** The new average is kept to finer detail than was compared, for the next round to use. */
  private static final int EXTRA_SHELLS = 8;

  static RoundWork of(ExpectationRound round, SpectrumSource source, ExpectationRound.Start start) {
    return new RoundWork(
        round,
        source,
        start.halves(),
        start.side(),
        start.weights(),
        start.noise().perShell(),
        start.shiftSigmaPixels(),
        start.scale());
  }

  /**
   * Some particles of the source.
   *
   * @param from position of the first
   * @param poses about which shifts are looked for
   * @param centreDegrees angles about which turns are tried, by particle and class
   */
  record Piece(int from, Pose[] poses, double[][][] centreDegrees) {

    static Piece of(int from, int to, Pose[] poses, IntFunction<double[][]> centreDegrees) {
      double[][][] centres = new double[to - from][][];
      Arrays.setAll(centres, n -> centreDegrees.apply(from + n));
      return new Piece(from, Arrays.copyOfRange(poses, from, to), centres);
    }
  }

  /** What was found of each particle of a piece, and of all of them together. */
  record Found(PoseFound[] particles, RoundSums.Kept sums) {}

  /** The frequencies that particles are added to the new averages with. */
  Band added() {
    return Band.of(source, round.radius() + EXTRA_SHELLS, NoiseSpectrum.of(noise));
  }

  /** Sums of nothing. */
  RoundSums newSums() {
    Band added = added();
    int averageSide = Averages.side(added.box(), added.radius());
    return new RoundSums(halves.length, averageSide, added.radius(), source.symmetry());
  }

  @Override
  public Found on(Piece piece) {
    PoseSearch search = search();
    PoseSearch.Work scratch = search.newWork();
    RoundSums sums = newSums();
    PoseFound[] found = new PoseFound[piece.poses.length];
    for (int n = 0; n < found.length; n++) {
      found[n] =
          particle(search, piece.from + n, piece.poses[n], piece.centreDegrees[n], scratch, sums);
    }
    return new Found(found, sums.kept());
  }

  /**
   * Finds the pose of one particle and adds it to sums.
   *
   * @param pose about which shifts are looked for
   * @param centreDegrees angles about which turns are tried, by class
   */
  PoseFound particle(
      PoseSearch search,
      int index,
      Pose pose,
      double[][] centreDegrees,
      PoseSearch.Work scratch,
      RoundSums sums) {
    PoseSearch.Candidates candidates =
        new PoseSearch.Candidates(centreDegrees, round.windowDegrees(), pose, shiftSigmaPixels);
    PoseFound found =
        search.search(source.get(index), index % 2, candidates, scratch, sums.halves[index % 2]);
    sums.add(found);
    return found;
  }

  /** The comparison with the averages of the other half. */
  PoseSearch search() {
    Band added = added();
    int compared = Math.min(round.radius(), added.radius());
    AverageModel[][] models = new AverageModel[halves.length][];
    double[] logWeights = new double[halves.length];
    for (int k = 0; k < halves.length; k++) {
      logWeights[k] = Math.log(weights[k]);
      if (halves[k] != null) {
        models[k] =
            new AverageModel[] {
              new AverageModel(halves[k][1], side, compared),
              new AverageModel(halves[k][0], side, compared)
            };
      }
    }
    int turns = (int) Math.round(360 / round.stepDegrees());
    return new PoseSearch(
        added, compared, models, logWeights, turns, round.rangePixels(), round.stepPixels(), scale);
  }
}
