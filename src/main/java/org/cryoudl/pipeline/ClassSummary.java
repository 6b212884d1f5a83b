package org.cryoudl.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.alignment.ParticleClasses;

/**
 * One class in the record of an alignment.
 *
 * @param number counted from 1, as in rlnClassNumber
 * @param particles how many are in it
 * @param meanPosterior mean posterior of the class over its particles
 * @param frc0143Angstroms resolution at which the half averages' correlation falls below 0.143;
 *     null if it never does or the pixel size is unknown
 * @param frc0143Shell the same in cycles per box, -1 if never
 * @param patternRatio strongest pattern shared by the residuals over chance
 * @param undecidedHalfTurns least share of half-turns that noise decided wrongly
 */
record ClassSummary(
    int number,
    int particles,
    double meanPosterior,
    Double frc0143Angstroms,
    int frc0143Shell,
    double patternRatio,
    double undecidedHalfTurns) {

  /** The classes of an alignment, none if the particles were not sorted. */
  static List<ClassSummary> of(Alignment alignment) {
    List<ClassSummary> all = new ArrayList<>();
    if (alignment.classes().isEmpty()) {
      return all;
    }
    ParticleClasses classes = alignment.classes().get();
    OptionalDouble pixelSize = alignment.pixelSizeAngstroms();
    double[] posterior = new double[classes.views().size()];
    for (int i = 0; i < classes.classIndex().length; i++) {
      posterior[classes.classIndex()[i]] += classes.share()[i];
    }
    for (int k = 0; k < posterior.length; k++) {
      ParticleClasses.View view = classes.views().get(k);
      int shell = view.shellBelow(0.143);
      all.add(
          new ClassSummary(
              k + 1,
              view.particles(),
              posterior[k] / Math.max(1, view.particles()),
              shell > 0 && pixelSize.isPresent()
                  ? alignment.box() * pixelSize.getAsDouble() / shell
                  : null,
              shell,
              view.patternRatio(),
              view.undecidedHalfTurns()));
    }
    return all;
  }
}
