package org.cryoudl.alignment.classification;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.progress.Checkpoints;

/** What the steps of a search leave, kept in their order; those of trials too. */
final class KeptStages {

  private final Checkpoints checkpoints;
  private final AtomicInteger steps = new AtomicInteger();

  KeptStages(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  /** The classes of the particles after some were divided. */
  record Divided(int[] classOf) {}

  /** What a pass found. */
  record Pass(
      FoldSums.Kept sums,
      double logEvidence,
      double squaredShift,
      PolarPosteriors.Kept posteriors,
      double[] logWeights) {

    static Pass of(
        ExpectationPass.Outcome outcome, PolarPosteriors posteriors, double[] logWeights) {
      return new Pass(
          outcome.sums().kept(),
          outcome.logEvidence(),
          outcome.squaredShift(),
          posteriors.kept(),
          logWeights);
    }
  }

  /** What a listener is told of a pass. */
  record Told(ClassSums.Kept sums, double logEvidence) {}

  /**
   * Where the passes of a stage end.
   *
   * @param passes in their order
   */
  record Ended(
      PolarPosteriors.Kept posteriors,
      FoldSums.Kept sums,
      int rings,
      double shiftSigmaPixels,
      double logEvidence,
      double[] logWeights,
      List<Told> passes) {}

  /** The next step of the search. */
  <T extends Record> T step(String kind, Class<T> type, Supplier<T> work) {
    return checkpoints.step(nextName(kind), type, work);
  }

  /** The next step, which keeps what its own steps find while it lasts. */
  <T extends Record> T step(String kind, Class<T> type, Function<Checkpoints, T> work) {
    String name = nextName(kind);
    return checkpoints.step(name, type, () -> work.apply(checkpoints.within(name)));
  }

  /** The next stage, whose passes are kept while it lasts. */
  Ended stage(Function<Checkpoints, Ended> passes) {
    return step("stage", Ended.class, passes);
  }

  private String nextName(String kind) {
    return kind + " " + steps.getAndIncrement();
  }
}
