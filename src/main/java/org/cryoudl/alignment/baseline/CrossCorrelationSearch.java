package org.cryoudl.alignment.baseline;

import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;

/** Exhaustive search over turns and, by cross-correlation, all shifts: {@link TurnSearch}. */
public final class CrossCorrelationSearch implements BaselineMethod {

  private static final int ROUNDS = 4;

  @Override
  public Pose[] find(ParticleIntake intake, AlignmentOptions options, Progress progress) {
    int box = intake.box();
    Correlator correlator = Correlator.of(intake);
    ReferenceMatcher matcher =
        (reference, particles) ->
            new TurnSearch(
                    correlator, reference, options.maskRadius(box), options.maxShiftPixels(box))
                .match(particles, intake.images()::read);
    return new ReferenceRounds(
            intake,
            options,
            matcher,
            i -> Image.square(box, intake.images().read(i)),
            ROUNDS,
            progress)
        .run();
  }
}
