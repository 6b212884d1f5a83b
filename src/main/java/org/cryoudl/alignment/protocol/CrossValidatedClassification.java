package org.cryoudl.alignment.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.confidence.Posterior;
import org.cryoudl.alignment.crossvalidation.HeldOutParticles;
import org.cryoudl.alignment.crossvalidation.HeldOutResolution;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.initial.ClassStart;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.ClassRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.progress.Progress;

/**
 * Sorts most of a set into classes, lets the few that were left out choose theirs, asks them what
 * each average is worth, and appraises every particle against its class ({@link ClassRefinement},
 * {@link HeldOutParticles}, {@link FinalRefinement}).
 */
public final class CrossValidatedClassification {

  /** Fewer heldOut than this cannot speak for a class. */
  private static final int LEAST_HELD_OUT = 5;

  /** Smaller classes are not appraised: what a particle has of its own weighs too much in them. */
  private static final int LEAST_APPRAISED = 4;

  private final SpectrumSource raw;
  private final RefinementOptions options;
  private final int classes;
  private final Progress progress;
  private final int box;

  public CrossValidatedClassification(
      SpectrumSource raw, RefinementOptions options, int classes, Progress progress) {
    this.raw = raw;
    this.options = options;
    this.classes = classes;
    this.progress = progress;
    this.box = raw.disc().box();
  }

  /** Runs everything. */
  public ClassRefinement.Sorted run(ClassStart.Found start) {
    HeldOutParticles heldOut = HeldOutParticles.choose(raw.size(), classes);
    SubsetSource workingSet = new SubsetSource(raw, heldOut.others(raw.size()));
    ClassRefinement.Sorted made =
        new ClassRefinement(workingSet, options, classes, progress)
            .run(start.pick(workingSet.indices()));
    SpectrumSource source = made.phases().applyTo(raw);
    ParticlePoses particles = new ParticlePoses(raw.size());
    ClassMembership membership = new ClassMembership(raw.size(), classes);
    particles.put(workingSet.indices(), made.particles());
    if (heldOut.indices().length > 0) {
      choose(heldOut, source, made, particles, membership);
    }
    membership.put(workingSet.indices(), made.membership());
    List<Optional<Refined>> all = new ArrayList<>();
    try (Progress.Stage stage = progress.start("appraising classes", classes)) {
      for (int k = 0; k < classes; k++) {
        int[] members = membership.members(k);
        Optional<Refined> before = made.classes().get(k);
        if (before.isEmpty() || members.length < LEAST_APPRAISED) {
          ParticlePoses unknown = particles.pick(members);
          Arrays.fill(unknown.correlation, 0); // with an average of nobody else
          Posterior.flat(unknown, box, options.maxShiftPixels(), raw.symmetry());
          particles.put(members, unknown);
          all.add(before);
        } else {
          Refined end = appraised(k, members, heldOut, source, before.get(), particles, membership);
          particles.put(members, end.particles());
          all.add(Optional.of(end));
        }
        stage.advance(1);
      }
    }
    membership.forget(
        IntStream.range(0, classes)
            .filter(k -> all.get(k).filter(end -> end.evidence().indicatesNoise()).isPresent())
            .toArray());
    double[] share = membership.ownShares();
    for (int i = 0; i < share.length; i++) {
      particles.confidence[i] *= share[i];
    }
    return new ClassRefinement.Sorted(particles, membership, all, made.phases());
  }

  /** Lets heldOut choose among the averages, which they had no part in, and find their poses. */
  private void choose(
      HeldOutParticles heldOut,
      SpectrumSource source,
      ClassRefinement.Sorted made,
      ParticlePoses particles,
      ClassMembership membership) {
    SubsetSource some = new SubsetSource(source, heldOut.indices());
    ParticlePoses found = new ParticlePoses(some.size());
    ClassMembership chosen = new ClassMembership(some.size(), classes);
    CoarseToFine schedule = new CoarseToFine(box, options.maxShiftPixels());
    int finest = 0;
    for (Optional<Refined> one : made.classes()) {
      finest = Math.max(finest, one.map(r -> r.averages().resolvedShell()).orElse(0));
    }
    Target target = target(made);
    search(schedule.anywhere(), some, found, chosen, target, i -> new double[classes][0]);
    search(schedule.choice(finest), some, found, chosen, target, chosen::bothHalfTurns);
    particles.put(heldOut.indices(), found);
    membership.put(heldOut.indices(), chosen);
    double certainty = Arrays.stream(chosen.ownShares()).average().orElse(1);
    made.membership().temper(certainty);
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d held-out particles: mean posterior of their class %.3f",
            some.size(),
            certainty));
  }

  /** The averages of all classes as heldOut meet them, and the noise about them. */
  private record Target(float[][][] halves, int side, double[] weights, NoiseSpectrum noise) {}

  private Target target(ClassRefinement.Sorted made) {
    List<NoiseSpectrum> noise = new ArrayList<>();
    List<Integer> members = new ArrayList<>();
    float[][][] halves = new float[classes][][];
    int side = 0;
    for (int k = 0; k < classes; k++) {
      if (made.classes().get(k).isPresent()) {
        Refined refined = made.classes().get(k).get();
        float[] all = refined.averages().full(); // they are part of neither half
        halves[k] = new float[][] {all, all};
        side = refined.averages().side();
        noise.add(refined.noise());
        members.add(refined.particles().size());
      }
    }
    return new Target(
        halves, side, made.membership().weights(), NoiseSpectrum.mean(noise, members));
  }

  private void search(
      ExpectationRound round,
      SpectrumSource some,
      ParticlePoses found,
      ClassMembership chosen,
      Target target,
      IntFunction<double[][]> centres) {
    round.run(
        some,
        found,
        Optional.of(chosen),
        new ExpectationRound.Start(
            target.halves,
            target.side,
            target.weights,
            target.noise,
            centres,
            CoarseToFine.SHIFT_SIGMA * box,
            options.maskRadius(),
            PoseSearch.Scale.LIKELIHOOD));
  }

  private Refined appraised(
      int number,
      int[] members,
      HeldOutParticles heldOut,
      SpectrumSource source,
      Refined made,
      ParticlePoses particles,
      ClassMembership membership) {
    ParticlePoses inside = particles.pick(members);
    MirroredSource own = new MirroredSource(new SubsetSource(source, members), inside.flipped);
    RefinementState state = new RefinementState(own, inside, made.averages(), made.noise());
    HalfTurnAmbiguity before = HalfTurnAmbiguity.find(state);
    int[] tested =
        IntStream.range(0, members.length)
            .filter(m -> Arrays.binarySearch(heldOut.indices(), members[m]) >= 0)
            .toArray();
    HeldOutEvidence evidence =
        tested.length < LEAST_HELD_OUT
            ? HeldOutEvidence.NONE
            : new HeldOutParticles(tested)
                .test(state, before, options.maxShiftPixels(), false, membership.weights()[number]);
    progress.detail(
        String.format(
            Locale.ROOT,
            "class %d of %d: %d held out, log evidence %.1f, trust %.2f",
            number + 1,
            members.length,
            evidence.count(),
            evidence.logEvidence(),
            evidence.trust()));
    int finest =
        evidence.indicatesNoise()
            ? Integer.MAX_VALUE
            : HeldOutResolution.finestShell(state, tested, progress);
    return new FinalRefinement(
            options.forPart().fitted(made.averages().maskRadius(), finest), Progress.silent())
        .run(own, state, made.phases(), before, evidence);
  }
}
