package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.ExpectationPass.Candidates;
import org.cryoudl.alignment.expectation.FoldEstimates;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.expectation.PassWork;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.poses.ClassBalance;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Passes over a set of which a part has made the classes, piece by piece: of the particles
 * themselves no more than a piece is in memory.
 *
 * <ol>
 *   <li>Coarse frequencies find where each particle lies in the averages of the part;
 *   <li>all frequencies compare it with these averages there,
 *   <li>and with the averages of all particles, until these settle.
 * </ol>
 */
final class WholeSetPasses {

  /** Passes at all frequencies, at most: the first with the averages of the part. */
  private static final int FINE_PASSES = 6;

  /** Number of passes, if they do not settle early. */
  static final int PASSES = 1 + FINE_PASSES;

  /** Passes over all classes that take as long: most passes compare with likely classes alone. */
  static final double PASSES_WORTH = 4;

  /** Particles in memory. */
  static final int PIECE = 2000 * FoldSums.FOLDS;

  private static final int COARSE_RINGS = 8;

  private static final String BALANCED = "balanced";

  private final SpectrumSource source;
  private final ClassSearch.Options options;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final Progress.Stage stage;
  private final double[] noise;
  private final int piece;
  private final int[] starts;
  private final PolarPosteriors[] posteriors;
  private final ClassPasses part;
  private double[] logWeights;
  private double shiftSigmaPixels;
  private double logEvidence;
  private int passes;

  /**
   * @param part the classes that were made
   * @param piece particles in memory; a multiple of the number of folds, so that each has its fold,
   *     or all
   * @param checkpoints keep what is found of each piece, until the next pass is over
   */
  WholeSetPasses(
      SpectrumSource source,
      ClassSearch.Options options,
      ClassPasses part,
      int piece,
      Checkpoints checkpoints,
      Progress progress,
      Progress.Stage stage) {
    this.checkpoints = checkpoints;
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.stage = stage;
    this.part = part;
    this.noise = part.noise();
    this.logWeights = part.state().logWeights.clone();
    this.shiftSigmaPixels = part.state().shiftSigmaPixels;
    this.piece = piece;
    this.starts = IntStream.range(0, source.size()).filter(i -> i % piece == 0).toArray();
    this.posteriors = new PolarPosteriors[starts.length];
    Arrays.setAll(
        posteriors,
        p -> new PolarPosteriors(length(p), options.classes(), options.course().balanced()));
  }

  private int length(int number) {
    return Math.min(piece, source.size() - starts[number]);
  }

  /**
   * Runs the passes.
   *
   * @param positions of the part's particles in the set
   * @param finest ring of the last passes
   */
  ClassSearch.Found run(int[] positions, int finest) {
    int coarse = Math.min(COARSE_RINGS, finest);
    pass(part.sums(frequencies(coarse), positions), coarse, true, Candidates.ALL);
    FoldSums sums = part.sums(frequencies(finest), positions);
    double last = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < FINE_PASSES; p++) {
      boolean all = (p + 1) % ClassPasses.CLASSES_EVERY == 0;
      sums = pass(sums, finest, false, all ? Candidates.ALL : Candidates.LIKELY);
      if (SearchStage.isSettled(last, logEvidence)) {
        stage.advance(FINE_PASSES - p - 1);
        break;
      }
      last = logEvidence;
    }
    return found(sums, finest);
  }

  private PolarFrequencies frequencies(int rings) {
    return new PolarFrequencies(source.disc().box(), rings, options.maskRadius());
  }

  /**
   * All that a pass leaves but what it found of the particles, which its pieces keep.
   *
   * @param part which pieces
   */
  private record Pass(
      FoldSums.Kept sums,
      double logEvidence,
      double shiftSigmaPixels,
      double[] logWeights,
      String part) {}

  private FoldSums pass(FoldSums sums, int rings, boolean anywhere, Candidates candidates) {
    String name = "pass " + passes;
    Checkpoints pieces = checkpoints.within("pieces of " + name);
    AtomicBoolean done = new AtomicBoolean();
    Pass found =
        checkpoints.step(
            name,
            Pass.class,
            () -> {
              done.set(true);
              return run(sums, rings, anywhere, candidates, pieces);
            });
    if (passes > 0) {
      checkpoints.forget("pieces of pass " + (passes - 1));
    }
    passes++;
    if (!done.get() && !checkpoints.has("pass " + passes)) {
      for (int p = 0; p < starts.length; p++) {
        int own = p;
        posteriors[p].restore(
            pieces
                .within(found.part())
                .step(pieceName(p), PassWork.Found.class, () -> lost(own))
                .posteriors());
      }
    }
    logWeights = found.logWeights();
    logEvidence = found.logEvidence();
    shiftSigmaPixels = found.shiftSigmaPixels();
    FoldSums all = found.sums().restored();
    PolarFrequencies frequencies = frequencies(rings);
    new PassNotes(
            options.listener(),
            stage,
            frequencies,
            new RingMask(frequencies, options.maskRadius()),
            Arrays.copyOf(noise, rings))
        .tell(all.total(), logEvidence, false);
    stage.advance(1);
    return all;
  }

  private String pieceName(int number) {
    return "piece " + number;
  }

  private static PassWork.Found lost(int number) {
    throw new EnvironmentException(
        "the state of this run has lost piece " + number + " of its last pass; start it anew");
  }

  private Pass run(
      FoldSums sums, int rings, boolean anywhere, Candidates candidates, Checkpoints pieces) {
    PolarFrequencies frequencies = frequencies(rings);
    ShiftGrid grid =
        anywhere
            ? SearchedShifts.anywhere(frequencies, shiftSigmaPixels, options)
            : SearchedShifts.near(frequencies, options);
    RingMask mask = new RingMask(frequencies, options.maskRadius());
    double[] ringNoise = Arrays.copyOf(noise, rings);
    ExpectationPass pass =
        new ExpectationPass(frequencies, grid, mask, ringNoise, options.course().prior());
    FoldEstimates estimates = pass.estimates(sums);
    String part = "first";
    Comparison comparison =
        new Comparison(grid, estimates.kept(), frequencies, anywhere, candidates);
    ExpectationPass.Outcome outcome = compare(comparison, pieces.within(part));
    if (options.course().balanced() && !ClassBalance.isEven(outcome.sums().total().weight)) {
      float[][] peaks =
          Arrays.stream(posteriors)
              .flatMap(own -> Arrays.stream(own.peaks()))
              .toArray(float[][]::new);
      logWeights = ClassBalance.logWeights(peaks, logWeights);
      part = BALANCED;
      outcome = compare(comparison, pieces.within(part));
    }
    progress.detail(
        String.format(
            Locale.ROOT,
            "all %d particles at ring %d, %d shifts: log evidence %.1f",
            source.size(),
            rings,
            grid.size(),
            outcome.logEvidence()));
    return new Pass(
        outcome.sums().kept(),
        outcome.logEvidence(),
        Math.max(
            0.25 * ShiftGrid.step(frequencies), Math.sqrt(outcome.squaredShift() / source.size())),
        logWeights,
        part);
  }

  /** How all particles are compared in a pass. */
  private record Comparison(
      ShiftGrid grid,
      FoldEstimates.Kept estimates,
      PolarFrequencies frequencies,
      boolean anywhere,
      Candidates candidates) {}

  /** Compares all particles; their pieces are added up in order. */
  private ExpectationPass.Outcome compare(Comparison how, Checkpoints pieces) {
    PassWork work =
        new PassWork(
            source,
            options.maskRadius(),
            how.grid().kept(),
            Arrays.copyOf(noise, how.frequencies().rings()),
            how.estimates(),
            new ExpectationPass.Prior(logWeights, shiftSigmaPixels, options.course().posesHeld()),
            how.candidates(),
            options.course().balanced());
    boolean[] kept = new boolean[starts.length];
    for (int p = 0; p < kept.length; p++) {
      kept[p] = pieces.has(pieceName(p));
    }
    List<PassWork.Piece> left =
        IntStream.range(0, starts.length)
            .filter(p -> !kept[p])
            .mapToObj(p -> piece(p, how.anywhere()))
            .toList();
    Iterator<PassWork.Found> results = source.workforce().results(work, left);
    FoldSums found = new FoldSums(options.classes(), how.frequencies());
    double squaredShift = 0;
    double evidence = 0;
    for (int p = 0; p < starts.length; p++) {
      int own = p;
      PassWork.Found piece =
          pieces.step(
              pieceName(p),
              PassWork.Found.class,
              () -> kept[own] ? work.on(piece(own, how.anywhere())) : results.next());
      posteriors[p].restore(piece.posteriors());
      found.add(piece.sums().restored());
      squaredShift += piece.squaredShift();
      evidence += piece.logEvidence();
    }
    return new ExpectationPass.Outcome(found, evidence, squaredShift);
  }

  private PassWork.Piece piece(int p, boolean anywhere) {
    SearchedShifts.centre(posteriors[p], anywhere, options.maxShiftPixels());
    int from = starts[p];
    int to = from + length(p);
    return new PassWork.Piece(
        from,
        options.course().heldPoses().map(poses -> Arrays.copyOfRange(poses, from, to)),
        posteriors[p].kept());
  }

  private ClassSearch.Found found(FoldSums sums, int rings) {
    int size = source.size();
    PolarPosteriors all = new PolarPosteriors(size, options.classes());
    for (int p = 0; p < starts.length; p++) {
      int count = length(p);
      System.arraycopy(posteriors[p].shares, 0, all.shares, starts[p], count);
      System.arraycopy(posteriors[p].poses, 0, all.poses, starts[p], count);
      System.arraycopy(posteriors[p].turns, 0, all.turns, starts[p], count);
    }
    return ClassModel.found(
        options.course().heldPoses(),
        all,
        logEvidence,
        new ClassModel.OfAverages(
            options, sums, frequencies(rings), Arrays.copyOf(noise, rings), shiftSigmaPixels));
  }
}
