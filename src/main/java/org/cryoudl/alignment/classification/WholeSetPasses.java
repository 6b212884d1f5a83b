package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/**
 * Passes over a set of which a part has made the classes, piece by piece: of the particles
 * themselves no more than a piece is in memory.
 *
 * <ol>
 *   <li>Coarse frequencies find where each particle lies in the averages of the part;
 *   <li>all frequencies compare it with these averages there,
 *   <li>and once more with the averages of all particles.
 * </ol>
 */
final class WholeSetPasses {

  /** Number of passes. */
  static final int PASSES = 3;

  /** Particles in memory; a multiple of the number of folds, so that each has its fold. */
  private static final int PIECE = 2000 * FoldSums.FOLDS;

  private static final int COARSE_RINGS = 8;

  private final SpectrumSource source;
  private final ClassSearch.Options options;
  private final Progress progress;
  private final Progress.Stage stage;
  private final double[] noise;
  private final int[] starts;
  private final PolarPosteriors[] posteriors;
  private double shiftSigmaPixels;
  private double logEvidence;

  /**
   * @param noise variance of a coefficient at each ring
   * @param shiftSigmaPixels standard deviation of origins, as the part shows it
   */
  WholeSetPasses(
      SpectrumSource source,
      ClassSearch.Options options,
      double[] noise,
      double shiftSigmaPixels,
      Progress progress,
      Progress.Stage stage) {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.stage = stage;
    this.noise = noise;
    this.shiftSigmaPixels = shiftSigmaPixels;
    this.starts = IntStream.range(0, source.size()).filter(i -> i % PIECE == 0).toArray();
    this.posteriors = new PolarPosteriors[starts.length];
    Arrays.setAll(posteriors, p -> new PolarPosteriors(length(p), options.classes()));
  }

  private int length(int piece) {
    return Math.min(PIECE, source.size() - starts[piece]);
  }

  /**
   * Runs the passes.
   *
   * @param part the classes that were made
   * @param positions of its particles in the set
   * @param finest ring of the last passes
   */
  ClassSearch.Found run(ClassPasses part, int[] positions, int finest) {
    int coarse = Math.min(COARSE_RINGS, finest);
    pass(part.sums(frequencies(coarse), positions), coarse, true);
    FoldSums made = pass(part.sums(frequencies(finest), positions), finest, false);
    return found(pass(made, finest, false), finest);
  }

  private PolarFrequencies frequencies(int rings) {
    return new PolarFrequencies(source.disc().box(), rings, options.maskRadius());
  }

  private FoldSums pass(FoldSums sums, int rings, boolean anywhere) {
    PolarFrequencies frequencies = frequencies(rings);
    ShiftGrid grid =
        anywhere
            ? ClassPasses.anywhere(frequencies, shiftSigmaPixels, options.maxShiftPixels())
            : ClassPasses.near(frequencies, options.maxShiftPixels());
    RingMask mask = new RingMask(frequencies, options.maskRadius());
    ExpectationPass.Prior prior =
        new ExpectationPass.Prior(ClassModel.equalWeights(options.classes()), shiftSigmaPixels);
    double[] ringNoise = Arrays.copyOf(noise, rings);
    FoldSums found = new FoldSums(options.classes(), frequencies);
    double squaredShift = 0;
    logEvidence = 0;
    for (int p = 0; p < starts.length; p++) {
      int[] indices = IntStream.range(starts[p], starts[p] + length(p)).toArray();
      PolarParticles particles =
          PolarParticles.of(new SubsetSource(source, indices), rings, options.maskRadius());
      ClassPasses.centre(posteriors[p], anywhere, options.maxShiftPixels());
      ExpectationPass.Outcome outcome =
          new ExpectationPass(particles, frequencies, grid, mask, ringNoise)
              .run(sums, prior, posteriors[p]);
      found.add(outcome.sums());
      squaredShift += outcome.squaredShift();
      logEvidence += outcome.logEvidence();
    }
    shiftSigmaPixels =
        Math.max(0.25 * ClassPasses.step(frequencies), Math.sqrt(squaredShift / source.size()));
    new PassNotes(options.listener(), stage, frequencies, mask, ringNoise)
        .tell(found.total(), logEvidence, false);
    stage.advance(1);
    progress.detail(
        String.format(
            Locale.ROOT,
            "all %d particles at ring %d, %d shifts: log evidence %.1f",
            source.size(),
            rings,
            grid.size(),
            logEvidence));
    return found;
  }

  private ClassSearch.Found found(FoldSums sums, int rings) {
    int size = source.size();
    int[] classIndex = new int[size];
    float[][] shares = new float[size][];
    Pose[] poses = new Pose[size];
    ClassTurns[] turns = new ClassTurns[size];
    for (int p = 0; p < starts.length; p++) {
      int count = length(p);
      System.arraycopy(posteriors[p].shares, 0, shares, starts[p], count);
      System.arraycopy(posteriors[p].poses, 0, poses, starts[p], count);
      System.arraycopy(posteriors[p].turns, 0, turns, starts[p], count);
      for (int i = 0; i < count; i++) {
        classIndex[starts[p] + i] = posteriors[p].classOf(i);
      }
    }
    return new ClassSearch.Found(
        classIndex,
        shares,
        poses,
        turns,
        logEvidence,
        new ClassModel(
            options,
            sums.total(),
            frequencies(rings),
            Arrays.copyOf(noise, rings),
            shiftSigmaPixels));
  }
}
