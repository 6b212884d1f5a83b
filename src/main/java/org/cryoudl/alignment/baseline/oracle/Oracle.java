package org.cryoudl.alignment.baseline.oracle;

import java.util.function.Consumer;
import org.cryoudl.alignment.baseline.BaselineMethod;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;

/**
 * No method of its own but the limit of all: Gauss-Newton from the true pose against the clean
 * template with each particle's CTF, and the Cramer-Rao bound beside it.
 */
public final class Oracle implements BaselineMethod {

  private final Image template;
  private final Pose[] truth;
  private final Consumer<CramerRaoBound[]> record;

  /**
   * @param template clean picture of the particles' box and pixel size, in the frame of the truth
   * @param truth true pose of each row of the set
   * @param record is given the bound of each particle
   */
  public Oracle(Image template, Pose[] truth, Consumer<CramerRaoBound[]> record) {
    this.template = template;
    this.truth = truth.clone();
    this.record = record;
  }

  @Override
  public boolean frameIsGiven(ParticleIntake intake) {
    return true;
  }

  @Override
  public Pose[] find(ParticleIntake intake, AlignmentOptions options, Progress progress) {
    if (template.width() != intake.box() || template.height() != intake.box()) {
      throw new DataException(
          "the template has "
              + template.width()
              + " x "
              + template.height()
              + " pixels, the particles have "
              + intake.box()
              + " x "
              + intake.box()
              + "; bring it to their box and pixel size");
    }
    Pose[] known = new Pose[intake.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = truth[intake.images().row(i)];
    }
    try (Progress.Stage stage = progress.start("fitting from the truth", 2)) {
      KnownTemplate fit = KnownTemplate.of(intake, template, known, options);
      stage.advance(1);
      record.accept(fit.bounds());
      Pose[] poses = fit.refinedPoses();
      stage.advance(1);
      return poses;
    }
  }
}
