package org.cryoudl.alignment.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.classification.ClassModel;
import org.cryoudl.alignment.classification.ClassSearch;
import org.cryoudl.alignment.classification.SearchCourse;
import org.cryoudl.alignment.confidence.LeaveOutScoring;
import org.cryoudl.alignment.confidence.Posterior;
import org.cryoudl.alignment.crossvalidation.ClassPairs;
import org.cryoudl.alignment.crossvalidation.HeldOutParticles;
import org.cryoudl.alignment.crossvalidation.HeldOutResolution;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.ClassRefinement;
import org.cryoudl.alignment.refinement.FirstRounds;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * The whole course of an alignment, of one view or of several.
 *
 * <ol>
 *   <li>A few particles are held out; the others, the working set, are refined ({@link
 *       JointRefinement}, {@link ClassRefinement}).
 *   <li>The held-out particles are compared with the averages, which they had no part in: that
 *       separates signal from noise that the working set was aligned to ({@link HeldOutParticles}),
 *       and how fine the detail is that can be trusted ({@link HeldOutResolution}).
 *   <li>They join the others, and every particle of every view is scored ({@link FinalRefinement},
 *       {@link LeaveOutScoring}).
 * </ol>
 */
public final class CrossValidatedAlignment {

  /** Fewer held-out particles than this cannot test a view. */
  private static final int LEAST_HELD_OUT = 5;

  /** Smaller classes are not scored: what a particle has of its own weighs too much in them. */
  private static final int LEAST_SCORED = 4;

  private final SpectrumSource raw;
  private final RefinementOptions options;
  private final Checkpoints checkpoints;
  private final Progress progress;

  /** An alignment that keeps nothing while it runs. */
  public CrossValidatedAlignment(SpectrumSource raw, RefinementOptions options, Progress progress) {
    this(raw, options, Checkpoints.none(), progress);
  }

  /**
   * @param checkpoints keep what was done
   */
  public CrossValidatedAlignment(
      SpectrumSource raw, RefinementOptions options, Checkpoints checkpoints, Progress progress) {
    this.raw = raw;
    this.options = options;
    this.checkpoints = checkpoints;
    this.progress = progress;
  }

  /**
   * The particles of a large set whose angles have to be known beforehand: those of the working set
   * that {@link JointRefinement} takes for its first rounds.
   *
   * @param modelParticles particles that make the first averages
   */
  public static int[] startingWith(int size, int modelParticles, Reference reference) {
    int[] workingSet = HeldOutParticles.choose(size, index(reference)).others(size);
    return IntStream.of(FirstRounds.particles(workingSet.length, modelParticles))
        .map(i -> workingSet[i])
        .toArray();
  }

  private static OptionalInt index(Reference reference) {
    return reference instanceof Reference.Particle particle
        ? OptionalInt.of(particle.index())
        : OptionalInt.empty();
  }

  /**
   * Aligns particles of one view; see {@link JointRefinement#run}. Where shifts or angles are held,
   * no particle is held out, since it would have to look for both.
   *
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees
   * @param quality how well each agreed with that average
   */
  public RefinedViews oneView(double[] psiModulo180, double[] quality, Reference reference) {
    if (options.estimate() != AlignmentPlan.Estimate.ALL) {
      return RefinedViews.ofOne(
          new JointRefinement(raw, options, checkpoints.within("refinement"), progress)
              .run(psiModulo180, quality, reference));
    }
    HeldOutParticles heldOut = HeldOutParticles.choose(raw.size(), index(reference));
    SubsetSource workingSet = new SubsetSource(raw, heldOut.others(raw.size()));
    Refined refined =
        new JointRefinement(workingSet, options, checkpoints.within("refinement"), progress)
            .run(
                workingSet.pick(psiModulo180),
                workingSet.pick(quality),
                within(workingSet, reference));
    return concluded(heldOut, workingSet, RefinedViews.ofOne(refined), Optional.empty());
  }

  /**
   * What a search for classes leaves.
   *
   * @param model places the held-out particles
   * @param heldPoses of all particles, if poses are held
   */
  private record Sorted(ClassModel model, Optional<Pose[]> heldPoses) {}

  /** Sorts particles into classes and aligns each; see {@link ClassRefinement#run}. */
  public RefinedViews classes(ClassSearch.Options search) {
    HeldOutParticles heldOut = HeldOutParticles.choose(raw.size(), search.classes());
    SubsetSource workingSet = new SubsetSource(raw, heldOut.others(raw.size()));
    ClassRefinement.Outcome outcome =
        new ClassRefinement(
                workingSet,
                options,
                search.pick(workingSet.indices()),
                checkpoints.within("classes"),
                progress)
            .run();
    return concluded(
        heldOut,
        workingSet,
        outcome.views(),
        Optional.of(new Sorted(outcome.model(), search.course().heldPoses())));
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

  /** Tests every view with the held-out particles, lets these join, and scores all. */
  private RefinedViews concluded(
      HeldOutParticles heldOut,
      SubsetSource workingSet,
      RefinedViews refined,
      Optional<Sorted> sorted) {
    SpectrumSource source = refined.phases().applyTo(raw);
    ParticlePoses particles = new ParticlePoses(raw.size());
    particles.put(workingSet.indices(), refined.particles());
    ClassMembership membership =
        membership(heldOut, workingSet, source, refined, sorted, particles);
    boolean several = refined.count() > 1;
    List<ClassLikeness> alike = List.of();
    if (several) {
      ClassPairs.Found pairs =
          checkpoints.step(
              "pairs",
              ClassPairs.Found.class,
              () -> pairs(heldOut, source, refined, particles, membership));
      membership.moderate(pairs.shares());
      alike = pairs.alike();
    }
    List<Optional<Refined>> views = new ArrayList<>(refined.views());
    try (Progress.Stage stage =
        (several ? progress : Progress.silent()).start("scoring classes", refined.count())) {
      ParallelLoop.runTasks(
          refined.count(),
          k -> {
            int[] members = membership.members(k);
            Optional<Refined> before = refined.views().get(k);
            if (before.isEmpty() || several && members.length < LEAST_SCORED) {
              particles.put(members, unknown(particles.pick(members)));
            } else {
              double prior = several ? membership.weights()[k] : 1;
              String name = "view " + k;
              Refined end =
                  checkpoints
                      .step(
                          name,
                          Refined.Kept.class,
                          () ->
                              scored(
                                      source,
                                      particles.pick(members),
                                      members,
                                      heldOut,
                                      before.get(),
                                      prior,
                                      several,
                                      options.turnsKnown(refined.isOfVolume(k)),
                                      checkpoints.within(name))
                                  .kept())
                      .restored(new SubsetSource(source, members));
              particles.put(members, end.particles());
              views.set(k, Optional.of(end));
            }
            stage.advance(1);
          });
    }
    if (several) {
      doubtClasses(particles, membership, views, heldOut.indices().length);
    }
    return new RefinedViews(
        particles, membership, views, refined.phases(), alike, refined.viewGroups());
  }

  /** How far the classes differ, by the held-out particles. */
  private ClassPairs.Found pairs(
      HeldOutParticles heldOut,
      SpectrumSource source,
      RefinedViews refined,
      ParticlePoses particles,
      ClassMembership membership) {
    List<Optional<RefinementState>> states =
        refined.views().stream()
            .map(
                view ->
                    view.map(
                        known ->
                            new RefinementState(
                                source, particles, known.averages(), known.noise())))
            .toList();
    int[][] tested =
        IntStream.range(0, refined.count())
            .mapToObj(
                k ->
                    IntStream.of(heldOut.indices())
                        .filter(i -> membership.classIndex[i] == k)
                        .toArray())
            .toArray(int[][]::new);
    ClassPairs.Found found =
        new ClassPairs(states, refined.membership().sizes(), tested, options.maxShiftPixels())
            .find();
    for (ClassLikeness pair : found.alike()) {
      progress.detail(
          String.format(
              Locale.ROOT,
              "classes %d and %d (in the order of the search) look alike: correlation %.3f, of one"
                  + " view %.3f; detail %.3f; held-out particles confirm %.2f of their difference",
              pair.first() + 1,
              pair.second() + 1,
              pair.correlation(),
              pair.expected(),
              pair.detail(),
              found.shares()[pair.first()][pair.second()]));
    }
    return found;
  }

  /**
   * The views of all particles: those of the working set as it has them, tempered to be no surer
   * than the held-out particles are of those that they choose.
   *
   * @param particles receive the held-out particles' poses, where they had to choose
   */
  private ClassMembership membership(
      HeldOutParticles heldOut,
      SubsetSource workingSet,
      SpectrumSource source,
      RefinedViews refined,
      Optional<Sorted> sorted,
      ParticlePoses particles) {
    ClassMembership membership = new ClassMembership(raw.size(), refined.count());
    if (sorted.isPresent() && heldOut.indices().length > 0) {
      HeldOutClasses found =
          checkpoints
              .step(
                  "placed",
                  HeldOutClasses.Kept.class,
                  () ->
                      HeldOutClasses.find(
                              new SubsetSource(source, heldOut.indices()),
                              sorted
                                  .get()
                                  .heldPoses()
                                  .map(all -> SearchCourse.pick(all, heldOut.indices())),
                              sorted.get().model(),
                              refined,
                              options)
                          .kept())
              .restored(refined.count());
      particles.put(heldOut.indices(), found.particles());
      membership.put(heldOut.indices(), found.membership());
      double certainty = Arrays.stream(found.membership().ownShares()).average().orElse(1);
      refined.membership().temper(certainty);
      progress.detail(
          String.format(
              Locale.ROOT,
              "%d held-out particles: mean posterior of their class %.3f",
              heldOut.indices().length,
              certainty));
    } else {
      for (int i : heldOut.indices()) {
        membership.put(i, 0);
      }
    }
    membership.put(workingSet.indices(), refined.membership());
    return membership;
  }

  /** Particles of a class that is too small: nothing is known of their poses. */
  private ParticlePoses unknown(ParticlePoses particles) {
    Arrays.fill(particles.correlation, 0); // there is no average of others
    Posterior.flat(particles, raw.disc().box(), options.maxShiftPixels(), raw.symmetry());
    return particles;
  }

  /**
   * Tests a view, and scores its particles.
   *
   * @param inside the view's particles, held-out ones among them
   * @param members their positions
   * @param refined the view as the working set has it
   * @param prior probability of the view for a particle of unknown view
   * @param several whether there are other views
   * @param own the options for this view
   */
  private Refined scored(
      SpectrumSource source,
      ParticlePoses inside,
      int[] members,
      HeldOutParticles heldOut,
      Refined refined,
      double prior,
      boolean several,
      RefinementOptions own,
      Checkpoints steps) {
    inside.symmetry = refined.particles().symmetry;
    MirroredSource images = new MirroredSource(new SubsetSource(source, members), inside.flipped);
    RefinementState state =
        new RefinementState(images, inside, refined.averages(), refined.noise());
    HalfTurnAmbiguity halfTurn = HalfTurnAmbiguity.find(state);
    int[] tested = heldOut.among(members);
    Pose[] before = inside.poses.clone();
    HeldOutTest test =
        steps.step(
            "held out",
            HeldOutTest.class,
            () -> {
              HeldOutEvidence found = tested(tested, state, halfTurn, prior);
              return new HeldOutTest(inside.kept(), found);
            });
    inside.restore(test.particles());
    HeldOutEvidence evidence = test.evidence();
    if (options.estimate() == AlignmentPlan.Estimate.NOTHING) {
      System.arraycopy(before, 0, inside.poses, 0, before.length); // the test looks everywhere
    }
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d particles, %d of them held out: log evidence %.1f, trust %.2f, in the half-turn"
                + " %.2f, elsewhere %.4f",
            members.length,
            evidence.count(),
            evidence.logEvidence(),
            evidence.trust(),
            evidence.halfTurnTrust(),
            evidence.elsewhere()));
    OptionalInt confirmed =
        evidence.indicatesNoise()
            ? OptionalInt.empty()
            : HeldOutResolution.confirmedShell(state, tested, progress);
    return new FinalRefinement(
            own.fitted(
                refined.averages().maskRadius(),
                HeldOutResolution.finestRefined(confirmed, tested.length)),
            steps,
            several ? Progress.silent() : progress)
        .run(images, state, refined.phases(), halfTurn, evidence.confirming(confirmed));
  }

  /** What held-out particles confirm, and the poses they were given. */
  private record HeldOutTest(ParticlePoses.Kept particles, HeldOutEvidence evidence) {}

  private HeldOutEvidence tested(
      int[] heldOut, RefinementState state, HalfTurnAmbiguity halfTurn, double prior) {
    if (heldOut.length < LEAST_HELD_OUT) {
      return HeldOutEvidence.NONE;
    }
    HeldOutEvidence evidence =
        new HeldOutParticles(heldOut)
            .test(state, halfTurn, options.maxShiftPixels(), options.given().mirror(), prior);
    return state.source().symmetry().hasHalfTurn() ? evidence.withoutHalfTurn() : evidence;
  }

  /**
   * Brings the doubt about classes into the confidence of their particles. A class with too few
   * held-out particles for a test is as doubtful as the others where all that were tested are
   * noise; where halves are its only test, or the held-out particles are few, it is known as far as
   * the halves find common rotations.
   *
   * @param heldOut how many particles were held out
   */
  private void doubtClasses(
      ParticlePoses particles,
      ClassMembership membership,
      List<Optional<Refined>> views,
      int heldOut) {
    List<HeldOutEvidence> tested =
        views.stream()
            .flatMap(Optional::stream)
            .map(Refined::evidence)
            .filter(evidence -> evidence.count() > 0)
            .toList();
    boolean onlyNoise =
        !tested.isEmpty() && tested.stream().allMatch(HeldOutEvidence::indicatesNoise);
    double[] certainty = new double[views.size()];
    double[] byHalves = new double[views.size()];
    for (int k = 0; k < views.size(); k++) {
      HeldOutEvidence evidence = views.get(k).map(Refined::evidence).orElse(HeldOutEvidence.NONE);
      boolean untested = onlyNoise && evidence.count() == 0;
      if (untested) {
        int[] members = membership.members(k);
        particles.put(members, unknown(particles.pick(members)));
      }
      certainty[k] = untested || evidence.indicatesNoise() ? 0 : 1;
      byHalves[k] =
          views.get(k).flatMap(Refined::reliability).map(r -> r.certainty(heldOut)).orElse(1.0);
    }
    membership.moderateByClass(byHalves);
    membership.doubt(certainty);
    double[] share = membership.ownShares();
    for (int i = 0; i < share.length; i++) {
      particles.confidence[i] *= share[i];
    }
  }
}
