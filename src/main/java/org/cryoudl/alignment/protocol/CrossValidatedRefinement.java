package org.cryoudl.alignment.protocol;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.crossvalidation.HeldOutParticles;
import org.cryoudl.alignment.crossvalidation.HeldOutResolution;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.progress.Progress;

/**
 * Aligns most of a set, asks the few that were left out what the average is worth, lets them join,
 * and appraises every particle ({@link JointRefinement}, {@link HeldOutParticles}, {@link
 * FinalRefinement}).
 */
public final class CrossValidatedRefinement {

  private final SpectrumSource raw;
  private final RefinementOptions options;
  private final Progress progress;

  public CrossValidatedRefinement(
      SpectrumSource raw, RefinementOptions options, Progress progress) {
    this.raw = raw;
    this.options = options;
    this.progress = progress;
  }

  /**
   * The particles of a large set whose angles have to be known beforehand: those that {@link
   * JointRefinement} takes for its first steps from all but the heldOut.
   *
   * @param count how many
   */
  public static int[] startingWith(int size, int count, Reference reference) {
    int[] workingSet = HeldOutParticles.choose(size, index(reference)).others(size);
    return IntStream.range(0, Math.min(count, workingSet.length))
        .map(
            i ->
                workingSet[
                    (int) ((long) i * workingSet.length / Math.min(count, workingSet.length))])
        .toArray();
  }

  private static OptionalInt index(Reference reference) {
    return reference instanceof Reference.Particle particle
        ? OptionalInt.of(particle.index())
        : OptionalInt.empty();
  }

  /**
   * Runs everything; see {@link JointRefinement#run}. Where shifts are held, heldOut, which would
   * have to look for theirs, are not tested.
   *
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees
   * @param quality how well each agreed with that average
   */
  public Refined run(double[] psiModulo180, double[] quality, Reference reference) {
    if (options.estimate() != AlignmentPlan.Estimate.ALL) {
      return new JointRefinement(raw, options, progress).run(psiModulo180, quality, reference);
    }
    HeldOutParticles heldOut = HeldOutParticles.choose(raw.size(), index(reference));
    SubsetSource workingSet = new SubsetSource(raw, heldOut.others(raw.size()));
    Refined made =
        new JointRefinement(workingSet, options, progress)
            .run(
                workingSet.pick(psiModulo180),
                workingSet.pick(quality),
                within(workingSet, reference));
    ParticlePoses particles = new ParticlePoses(raw.size());
    MirroredSource source = new MirroredSource(made.phases().applyTo(raw), particles.flipped);
    particles.symmetry = made.particles().symmetry;
    for (int m = 0; m < workingSet.size(); m++) {
      particles.takePose(workingSet.indices()[m], made.particles(), m);
    }
    RefinementState state = new RefinementState(source, particles, made.averages(), made.noise());
    HalfTurnAmbiguity before = HalfTurnAmbiguity.find(state);
    HeldOutEvidence found =
        heldOut.test(state, before, options.maxShiftPixels(), options.given().mirror(), 1);
    HeldOutEvidence evidence = source.symmetry().hasHalfTurn() ? found.withoutHalfTurn() : found;
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d held-out particles: log evidence %.1f, trust %.2f, in the half-turn %.2f, elsewhere"
                + " %.4f",
            evidence.count(),
            evidence.logEvidence(),
            evidence.trust(),
            evidence.halfTurnTrust(),
            evidence.elsewhere()));
    int finest =
        evidence.indicatesNoise()
            ? Integer.MAX_VALUE
            : HeldOutResolution.finestShell(state, heldOut.indices(), progress);
    RefinementOptions end = options.fitted(made.averages().maskRadius(), finest);
    return new FinalRefinement(end, progress).run(source, state, made.phases(), before, evidence);
  }

  private static Reference within(SubsetSource workingSet, Reference reference) {
    if (reference instanceof Reference.Particle particle) {
      for (int m = 0; m < workingSet.size(); m++) {
        if (workingSet.indices()[m] == particle.index()) {
          return new Reference.Particle(m);
        }
      }
    }
    return reference;
  }
}
