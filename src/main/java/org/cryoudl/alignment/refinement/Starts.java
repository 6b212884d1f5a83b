package org.cryoudl.alignment.refinement;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.SeedPicture;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * The first rounds of one view. From each of a few single images as seeds, or from a given picture,
 * soft rounds at low frequency decide half-turns and shifts of a part of the particles; the start
 * with the highest likelihood after two of them goes on. The other particles are then looked for in
 * all poses.
 */
final class Starts {

  /** Images that are tried as seeds. */
  static final int SEEDS = 3;

  /** Rounds after which the starts are compared, */
  private static final int TRIAL_ROUNDS = 2;

  /** and those that the best of them goes on for. */
  private static final int MORE_ROUNDS = 3;

  private final SpectrumSource seen;
  private final SubsetSource model;
  private final SubsetSource part;
  private final RefinementRounds rounds;
  private final RefinementOptions options;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final ExpectationRound round;

  /**
   * @param seen all particles, with the CTF as it is looked at
   * @param checkpoints keep what rounds find
   */
  Starts(
      SpectrumSource seen,
      RefinementRounds rounds,
      RefinementOptions options,
      Checkpoints checkpoints,
      Progress progress) {
    this.seen = seen;
    this.model = SubsetSource.spread(seen, options.modelParticles());
    this.part = SubsetSource.spread(model, FirstRounds.PARTICLES);
    this.rounds = rounds;
    this.options = options;
    this.checkpoints = checkpoints;
    this.progress = progress;
    // The network's angles are those of particles that are not mirrored.
    this.round = rounds.schedule().start(options.given().mirror() || options.first().everyTurn());
  }

  /**
   * A run of the particles that make the first averages, from the best start.
   *
   * @param phases that the particles are seen with
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees
   * @param quality how well each agreed with that average; the best serve as seeds
   * @param reference what the first round compares with; some of the best images if automatic
   * @param stage advances by {@link #SEEDS}, or 1 if the reference is given
   */
  RefinementRun best(
      PhaseDecision phases,
      NoiseSpectrum noise,
      double[] psiModulo180,
      double[] quality,
      Reference reference,
      Progress.Stage stage) {
    double[] psi = part.pick(model.pick(psiModulo180));
    IntFunction<double[][]> centres = i -> new double[][] {part.symmetry().bothHalfTurns(psi[i])};
    RefinementRun best =
        IntStream.of(seeds(quality, reference))
            .mapToObj(
                seed -> {
                  RefinementRun run =
                      new RefinementRun(part, phases, 1, noise, options.maskRadius());
                  Pose pose = new Pose(psiModulo180[seed], 0, 0);
                  run.keep(
                      checkpoints,
                      "start from " + seed,
                      () -> {
                        first(run, reference, seed, pose, centres);
                        goOn(run, centres, TRIAL_ROUNDS - 1);
                      });
                  progress.detail(
                      String.format(
                          Locale.ROOT,
                          "start from %d: log evidence %.1f",
                          seed + 1,
                          run.logEvidence));
                  stage.advance(1);
                  return run;
                })
            .reduce((first, run) -> run.logEvidence > first.logEvidence ? run : first)
            .orElseThrow();
    best.keep(checkpoints, "best start", () -> goOn(best, centres, MORE_ROUNDS));
    if (part.size() == model.size()) {
      return best;
    }
    RefinementRun all = best.of(model, phases);
    all.keep(checkpoints, "start", () -> rounds.run(all, rounds.schedule().anywhere()));
    return all;
  }

  /**
   * Positions in the whole set: particles that agree well with the others, but not the same few.
   */
  private int[] seeds(double[] quality, Reference reference) {
    if (reference instanceof Reference.Particle particle) {
      return new int[] {particle.index()};
    }
    if (reference instanceof Reference.Picture) {
      return new int[] {0};
    }
    int[] order =
        IntStream.of(part.indices())
            .map(i -> model.indices()[i])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -quality[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int step = Math.max(1, order.length / 50);
    return IntStream.range(0, Math.min(SEEDS, order.length)).map(s -> order[s * step]).toArray();
  }

  /**
   * The first round, from a picture whose scale is unknown.
   *
   * @param seed position of the particle that it is compared with, in this pose
   */
  private void first(
      RefinementRun run,
      Reference reference,
      int seed,
      Pose pose,
      IntFunction<double[][]> centres) {
    int box = seen.disc().box();
    if (reference instanceof Reference.Picture picture) {
      float[] masked =
          Averages.masked(
              picture.image().pixels(), CircularMask.aroundParticle(box, run.maskRadius));
      rounds.runFrom(masked, box, run, round, centres);
    } else {
      int radius = Math.min(CoarseToFine.START_RADIUS, seen.disc().radius());
      float[] picture = SeedPicture.of(seen, seed, pose, run.noise, radius, run.maskRadius);
      rounds.runFrom(picture, Averages.side(box, radius), run, round, centres);
    }
  }

  private void goOn(RefinementRun run, IntFunction<double[][]> centres, int count) {
    for (int r = 0; r < count; r++) {
      // Shifts are looked for afresh about the box's centre, which recentring has moved.
      run.forgetPoses();
      rounds.run(run, round, centres);
    }
  }
}
