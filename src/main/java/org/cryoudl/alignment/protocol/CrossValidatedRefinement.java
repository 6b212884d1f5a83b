package org.cryoudl.alignment.protocol;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
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
   * JointRefinement} takes for its first steps from all but the witnesses.
   *
   * @param count how many are to be asked
   */
  public static int[] startingWith(int size, int count, Reference reference) {
    int[] makers = HeldOutParticles.choose(size, index(reference)).others(size);
    return IntStream.range(0, Math.min(count, makers.length))
        .map(i -> makers[(int) ((long) i * makers.length / Math.min(count, makers.length))])
        .toArray();
  }

  private static OptionalInt index(Reference reference) {
    return reference instanceof Reference.Particle particle
        ? OptionalInt.of(particle.index())
        : OptionalInt.empty();
  }

  /**
   * Runs everything; see {@link JointRefinement#run}. Where shifts are held, witnesses, which would
   * have to look for theirs, are not asked.
   *
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees
   * @param quality how well each agreed with that average
   */
  public Refined run(double[] psiModulo180, double[] quality, Reference reference) {
    if (options.estimate() != AlignmentPlan.Estimate.ALL) {
      return new JointRefinement(raw, options, progress).run(psiModulo180, quality, reference);
    }
    HeldOutParticles witnesses = HeldOutParticles.choose(raw.size(), index(reference));
    SubsetSource makers = new SubsetSource(raw, witnesses.others(raw.size()));
    Refined made =
        new JointRefinement(makers, options, progress)
            .run(makers.pick(psiModulo180), makers.pick(quality), within(makers, reference));
    ParticlePoses particles = new ParticlePoses(raw.size());
    MirroredSource source = new MirroredSource(made.phases().applyTo(raw), particles.flipped);
    particles.symmetry = made.particles().symmetry;
    for (int m = 0; m < makers.size(); m++) {
      particles.takePose(makers.indices()[m], made.particles(), m);
    }
    HalfTurnAmbiguity before = HalfTurnAmbiguity.find(source, made.averages(), made.noise());
    HeldOutEvidence heard =
        witnesses.hear(
            source,
            particles,
            made.averages(),
            before,
            made.noise(),
            options.maxShiftPixels(),
            options.given().mirror(),
            1);
    HeldOutEvidence testimony = source.symmetry().hasHalfTurn() ? heard.withoutHalfTurn() : heard;
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d witnesses: log evidence %.1f, trust %.2f, in the half-turn %.2f, elsewhere %.4f",
            testimony.count(),
            testimony.logEvidence(),
            testimony.trust(),
            testimony.halfTurnTrust(),
            testimony.elsewhere()));
    int finest =
        testimony.indicatesNoise()
            ? Integer.MAX_VALUE
            : HeldOutResolution.finestShell(
                source, witnesses.indices(), particles, made.averages(), made.noise(), progress);
    RefinementOptions end = options.fitted(made.averages().maskRadius(), finest);
    return new FinalRefinement(source, end, progress).run(particles, made, before, testimony);
  }

  private static Reference within(SubsetSource makers, Reference reference) {
    if (reference instanceof Reference.Particle particle) {
      for (int m = 0; m < makers.size(); m++) {
        if (makers.indices()[m] == particle.index()) {
          return new Reference.Particle(m);
        }
      }
    }
    return reference;
  }
}
