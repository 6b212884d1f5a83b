package org.cryoudl.alignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.confidence.AlignmentRecord;
import org.cryoudl.alignment.initial.ClassStart;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.protocol.CrossValidatedClassification;
import org.cryoudl.alignment.refinement.ClassRefinement;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleClasses;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.progress.Progress;

/**
 * Sorts a set of particles into classes and aligns each: first classes and angles modulo 180
 * degrees from the network ({@link ClassStart}), then class, half-turn, shift and angle together
 * against the improving averages ({@link CrossValidatedClassification}).
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
   *     ask for less than a whole alignment
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
      throw new UsageException(
          "--classes " + classes + " makes its own averages; leave --reference out");
    }
    if (!options.plan().equals(AlignmentPlan.DEFAULT)) {
      throw new UsageException(
          "--classes "
              + classes
              + " finds classes, angles and shifts together; leave --mode, --only, --start and"
              + " --initial out");
    }
    if (!options.given().equals(ViewConstraints.NOTHING)) {
      throw new UsageException(
          options.given().options()
              + " says something of one view, but --classes "
              + classes
              + " makes several; sort first, then align the particles of one class with it");
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
          "--classes "
              + classes
              + " is more than the "
              + intake.size()
              + " particles in "
              + set.file()
              + "; ask for fewer");
    }
    ClassStart.Found start =
        new ClassStart(model, classes, progress).find(intake.images(), intake.spectra());
    ClassRefinement.Sorted sorted =
        new CrossValidatedClassification(
                intake.spectra(),
                new RefinementOptions(
                    options.maskRadius(intake.box()),
                    options.maxShiftPixels(intake.box()),
                    intake.phases(),
                    true,
                    AlignmentPlan.Estimate.ALL,
                    modelParticles,
                    ViewConstraints.NOTHING,
                    options.widestMaskRadius(intake.box())),
                classes,
                progress)
            .run(start);
    return result(intake, start, sorted);
  }

  private Alignment result(
      ParticleIntake intake, ClassStart.Found start, ClassRefinement.Sorted sorted) {
    int[] sizes = sorted.membership().sizes();
    int[] order =
        IntStream.range(0, classes)
            .boxed()
            .sorted(Comparator.comparingInt((Integer k) -> -sizes[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] rank = new int[classes];
    List<ParticleClasses.View> views = new ArrayList<>();
    for (int r = 0; r < classes; r++) {
      rank[order[r]] = r;
      views.add(view(sizes[order[r]], sorted.classes().get(order[r]), intake.box()));
    }
    int size = intake.size();
    int[] classIndex = new int[size];
    double[] share = new double[size];
    for (int i = 0; i < size; i++) {
      int found = sorted.membership().classIndex[i];
      classIndex[i] = rank[found];
      share[i] = sorted.membership().shares[i][found];
    }
    Refined largest = sorted.classes().get(order[0]).orElseThrow();
    sorted.particles().takeView(largest.particles());
    Refined all =
        new Refined(
            sorted.particles(),
            largest.averages(),
            sorted.phases(),
            largest.noise(),
            largest.patternRatio(),
            largest.undecidedHalfTurns(),
            largest.testimony());
    return AlignmentRecord.of(intake, start.confidence(), all)
        .withClasses(new ParticleClasses(classIndex, share, views));
  }

  private static ParticleClasses.View view(int particles, Optional<Refined> refined, int box) {
    if (refined.isEmpty()) {
      Image nothing = Image.square(box, new float[box * box]);
      return new ParticleClasses.View(0, nothing, nothing, new double[0], 1, 0, Optional.empty());
    }
    Averages averages = refined.get().averages();
    return new ParticleClasses.View(
        particles,
        Image.square(averages.side(), averages.full()),
        Image.square(averages.side(), averages.unfiltered()),
        averages.ringCorrelation(),
        refined.get().patternRatio(),
        refined.get().undecidedHalfTurns(),
        refined.get().reliability());
  }
}
