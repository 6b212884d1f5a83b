package org.cryoudl.alignment.expectation;

import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.PieceWork;

/**
 * What an {@link ExpectationPass} does with a piece of a large set, wherever it is done: reads the
 * particles, and compares them with the averages of all.
 *
 * @param maskRadius radius that holds the particles, as a share of the box
 * @param noise variance of a coefficient at each ring that is compared
 * @param peaksKept whether the peaks of posteriors are wanted
 */
public record PassWork(
    SpectrumSource source,
    double maskRadius,
    ShiftGrid.Kept shifts,
    double[] noise,
    FoldEstimates.Kept estimates,
    ExpectationPass.Prior prior,
    ExpectationPass.Candidates candidates,
    boolean peaksKept)
    implements PieceWork<PassWork.Piece, PassWork.Found> {

  /**
   * Some particles of the source.
   *
   * @param from position of the first, a multiple of the number of folds
   * @param heldPoses those that they keep, if they keep them
   * @param known of each by the pass before, and the centres of the shifts
   */
  public record Piece(int from, Optional<Pose[]> heldPoses, PolarPosteriors.Kept known) {}

  /** What was found of the particles of a piece. */
  public record Found(
      PolarPosteriors.Kept posteriors,
      FoldSums.Kept sums,
      double logEvidence,
      double squaredShift) {}

  @Override
  public Found on(Piece piece) {
    int rings = noise.length;
    int count = piece.known.poses().length;
    int[] indices = IntStream.range(piece.from, piece.from + count).toArray();
    PolarParticles unframed =
        PolarParticles.of(new SubsetSource(source, indices), rings, maskRadius);
    PolarParticles particles = piece.heldPoses.map(unframed::moved).orElse(unframed);
    PolarFrequencies frequencies = new PolarFrequencies(source.disc().box(), rings, maskRadius);
    RingMask mask = new RingMask(frequencies, maskRadius);
    PolarPosteriors posteriors = new PolarPosteriors(count, prior.logWeights().length, peaksKept);
    posteriors.restore(piece.known);
    ExpectationPass.Outcome outcome =
        new ExpectationPass(frequencies, shifts.restored(), mask, noise)
            .run(
                particles,
                estimates.restored(frequencies, mask, noise),
                prior,
                posteriors,
                candidates);
    return new Found(
        posteriors.kept(), outcome.sums().kept(), outcome.logEvidence(), outcome.squaredShift());
  }
}
