package org.cryoudl.alignment;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.alignment.classification.ClassSearch;
import org.cryoudl.alignment.classification.SearchCost;
import org.cryoudl.alignment.classification.SearchCourse;
import org.cryoudl.alignment.classification.SearchStart;
import org.cryoudl.alignment.confidence.AlignmentRecord;
import org.cryoudl.alignment.expectation.AveragesPrior;
import org.cryoudl.alignment.expectation.NetworkPrior;
import org.cryoudl.alignment.intake.MetadataClasses;
import org.cryoudl.alignment.intake.MetadataPoses;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.intake.StartAverages;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.protocol.CrossValidatedAlignment;
import org.cryoudl.alignment.refinement.FirstRounds;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Sorts a set of particles into classes and aligns each, from nothing but the particles ({@link
 * ClassSearch}, {@link CrossValidatedAlignment}).
 */
public final class ClassAligner implements Aligner {

  private final AlignmentOptions options;
  private final ClassPlan plan;
  private final int classes;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final SearchListener listener;

  /** An aligner whose search nobody follows. */
  public ClassAligner(AlignmentOptions options, ClassPlan plan, Progress progress) {
    this(options, plan, Checkpoints.none(), progress, SearchListener.NONE);
  }

  /**
   * An aligner that keeps nothing while it runs.
   *
   * @param plan with a number of classes, no fewer than a start has ({@link #resolved})
   * @param listener follows the search for classes
   * @throws UsageException as the constructor with all parameters does
   */
  public ClassAligner(
      AlignmentOptions options, ClassPlan plan, Progress progress, SearchListener listener) {
    this(options, plan, Checkpoints.none(), progress, listener);
  }

  /**
   * @param plan with a number of classes, no fewer than a start has ({@link #resolved})
   * @param checkpoints keep what was done
   * @param listener follows the search for classes
   * @throws UsageException if the options name a reference, which several classes cannot share, or
   *     ask for less than a whole alignment
   */
  public ClassAligner(
      AlignmentOptions options,
      ClassPlan plan,
      Checkpoints checkpoints,
      Progress progress,
      SearchListener listener) {
    this.checkpoints = checkpoints;
    int classes = plan.wanted().orElseThrow();
    if (!(options.reference() instanceof Reference.Auto)) {
      throw new UsageException(new AlignmentReason.ReferenceOfClasses(classes));
    }
    if (!options.plan().equals(AlignmentPlan.DEFAULT)) {
      throw new UsageException(new AlignmentReason.ClassesNeedWholeAlignment(classes));
    }
    if (!options.given().equals(ViewConstraints.NOTHING)) {
      throw new UsageException(new AlignmentReason.ConstraintsOfOneView(classes, options.given()));
    }
    this.options = options;
    this.plan = plan;
    this.classes = classes;
    this.progress = progress;
    this.listener = listener;
  }

  /**
   * A plan with the number of classes that a set gets, which the start of the search may decide.
   *
   * @throws org.cryoudl.failure.DataException if the start is to come from metadata that hold no
   *     classes
   * @throws UsageException if fewer classes are wanted than the start has
   */
  public static ClassPlan resolved(ClassPlan plan, Particles set) {
    return MetadataClasses.resolved(plan, set);
  }

  @Override
  public Alignment align(Particles set) {
    if (plan.search().prior() == SearchSettings.Prior.WIENER) {
      return align(set, AveragesPrior.WIENER);
    }
    try (PriorModel model = PriorModel.shipped()) {
      return align(set, new NetworkPrior(model));
    }
  }

  private Alignment align(Particles set, AveragesPrior prior) {
    ParticleIntake intake = ParticleIntake.of(set, options, progress);
    if (classes > intake.size()) {
      throw new UsageException(
          new AlignmentReason.TooManyClasses(classes, intake.size(), set.file()));
    }
    OptionalDouble pixelSize = intake.set().pixelSizeAngstroms();
    ClassSearch.Options search = search(intake, prior);
    plan.requireNoFewer(search.course().start().classes(), set.file());
    int used = ClassSearch.finestRing(search.finestRing(), intake.spectra());
    plan.otherDetail(intake.box(), pixelSize, used).ifPresent(progress::warn);
    boolean held = plan.search().posesHeld();
    RefinedViews found =
        new CrossValidatedAlignment(
                intake.spectra(),
                new RefinementOptions(
                    options.maskRadius(intake.box()),
                    plan.maxShiftPixels(options, intake.box()),
                    intake.phases(),
                    !held,
                    held ? AlignmentPlan.Estimate.NOTHING : AlignmentPlan.Estimate.ALL,
                    JointRefinement.MODEL_PARTICLES,
                    ViewConstraints.NOTHING,
                    options.widestMaskRadius(intake.box()),
                    Integer.MAX_VALUE,
                    FirstRounds.USUAL),
                checkpoints,
                progress)
            .classes(search);
    listener.numbered(AlignmentRecord.places(found.membership()));
    return new AlignmentRecord(intake, Optional.empty()).of(found, false);
  }

  private ClassSearch.Options search(ParticleIntake intake, AveragesPrior prior) {
    return new ClassSearch.Options(
        classes,
        options.maskRadius(intake.box()),
        plan.maxShiftPixels(options, intake.box()),
        plan.finestRing(intake.box(), intake.set().pixelSizeAngstroms(), intake.set().file()),
        plan.seed(),
        listener,
        course(intake, prior));
  }

  private SearchCourse course(ParticleIntake intake, AveragesPrior prior) {
    SearchSettings wanted = plan.search();
    return new SearchCourse(
        start(intake),
        wanted.posesHeld() ? Optional.of(MetadataPoses.held(intake)) : Optional.empty(),
        wanted.balanced(),
        wanted.mostPasses(),
        wanted.batch(),
        prior);
  }

  private SearchStart start(ParticleIntake intake) {
    ClassStart wanted = plan.search().start();
    if (wanted instanceof ClassStart.FromMetadata) {
      MetadataClasses known = MetadataClasses.of(intake);
      return new SearchStart.AtPoses(
          known.count(), known.classIndex(), MetadataPoses.required(intake));
    }
    if (wanted instanceof ClassStart.FromAverages given) {
      if (!given.leftOut().isEmpty()) {
        progress.warn(
            new ClassStartReason.EmptyAverages(
                given.file(),
                given.leftOut().stream().map(String::valueOf).toList(),
                given.averages().size() + given.leftOut().size()));
      }
      return new SearchStart.InAverages(StartAverages.of(given, intake), given.file());
    }
    return wanted instanceof ClassStart.FromVolume
        ? new SearchStart.OneVolume(classes)
        : new SearchStart.FromNothing(wanted instanceof ClassStart.Chosen);
  }

  /**
   * Particles whose harmonics are in memory together while classes are searched for.
   *
   * @param particles how many there are in all
   * @param batch most particles that make the classes, if that is decided
   */
  public static int particlesInMemory(int particles, int classes, OptionalInt batch) {
    return ClassSearch.particlesInMemory(particles, classes, batch);
  }

  /**
   * Processor time that the search for the classes takes, in seconds; it is done with a few of the
   * particles and timed.
   *
   * @param sample a few particles
   * @param particles how many there are in all
   */
  public double searchCpuSeconds(Particles sample, int particles) {
    ParticleIntake intake = ParticleIntake.of(sample, options, Progress.silent());
    return SearchCost.cpuSeconds(
        intake.phases().phases().applyTo(intake.spectra()),
        search(intake, AveragesPrior.WIENER),
        particles);
  }
}
