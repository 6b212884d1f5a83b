package org.cryoudl.alignment;

import java.util.Optional;
import org.cryoudl.alignment.confidence.AlignmentRecord;
import org.cryoudl.alignment.initial.ClassStart;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.protocol.CrossValidatedAlignment;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.progress.Progress;

/**
 * Sorts a set of particles into classes and aligns each: first classes and angles modulo 180
 * degrees from the network ({@link ClassStart}), then class, half-turn, shift and angle together
 * against the improving averages ({@link CrossValidatedAlignment}).
 */
public final class ClassAligner implements Aligner {

  private final PolarModel model;
  private final AlignmentOptions options;
  private final int classes;
  private final int modelParticles;
  private final Progress progress;

  /**
   * @param classes how many, at least 2
   * @throws UsageException if the options name a reference, which several classes cannot share, or
   *     request less than a whole alignment
   */
  public ClassAligner(PolarModel model, AlignmentOptions options, int classes, Progress progress) {
    this(model, options, classes, JointRefinement.MODEL_PARTICLES, progress);
  }

  /**
   * As above, for tests.
   *
   * @param modelParticles of larger sets, a part of that size makes the classes
   */
  ClassAligner(
      PolarModel model,
      AlignmentOptions options,
      int classes,
      int modelParticles,
      Progress progress) {
    if (classes < 2) {
      throw new IllegalArgumentException("at least 2 classes are needed, got " + classes);
    }
    if (!(options.reference() instanceof Reference.Auto)) {
      throw new UsageException(new AlignmentReason.ReferenceOfClasses(classes));
    }
    if (!options.plan().equals(AlignmentPlan.DEFAULT)) {
      throw new UsageException(new AlignmentReason.ClassesNeedWholeAlignment(classes));
    }
    if (!options.given().equals(ViewConstraints.NOTHING)) {
      throw new UsageException(new AlignmentReason.ConstraintsOfOneView(classes, options.given()));
    }
    this.model = model;
    this.options = options;
    this.classes = classes;
    this.modelParticles = modelParticles;
    this.progress = progress;
  }

  @Override
  public Alignment align(Particles set) {
    ParticleIntake intake = ParticleIntake.of(set, options, progress);
    if (classes > intake.size()) {
      throw new UsageException(
          new AlignmentReason.TooManyClasses(classes, intake.size(), set.file()));
    }
    ClassStart.Found start =
        new ClassStart(model, classes, progress).find(intake.images(), intake.spectra());
    RefinedViews found =
        new CrossValidatedAlignment(
                intake.spectra(),
                new RefinementOptions(
                    options.maskRadius(intake.box()),
                    options.maxShiftPixels(intake.box()),
                    intake.phases(),
                    true,
                    AlignmentPlan.Estimate.ALL,
                    modelParticles,
                    ViewConstraints.NOTHING,
                    options.widestMaskRadius(intake.box()),
                    Integer.MAX_VALUE),
                progress)
            .classes(start, classes);
    return new AlignmentRecord(intake, Optional.of(start.confidence())).of(found, false);
  }
}
