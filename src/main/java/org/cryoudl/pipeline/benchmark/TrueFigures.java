package org.cryoudl.pipeline.benchmark;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.confidence.GivenPoseScoring;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.progress.Progress;

/**
 * What is known of the particles of a set whatever the method, by row.
 *
 * @param snr signal-to-noise ratio: {@code c^2 / (1 - c^2)}, c being a particle's whitened
 *     correlation with the average at the true poses; 0 for images that hold nothing
 * @param defocusAngstroms mean defocus; empty if any particle has none
 */
record TrueFigures(double[] snr, Optional<double[]> defocusAngstroms) {

  static TrueFigures of(ParticleSet set, Pose[] truth, Progress progress) {
    ParticleIntake intake = ParticleIntake.of(set, AlignmentOptions.DEFAULT, progress);
    Pose[] known = new Pose[intake.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = truth[intake.row(i)];
    }
    Alignment judged = new GivenPoseScoring(intake, AlignmentOptions.DEFAULT, false).of(known);
    double[] snr = new double[set.size()];
    for (int i = 0; i < known.length; i++) {
      double c = Math.max(0, judged.particles().correlation()[i]);
      snr[judged.particles().rows()[i]] = c * c / (1 - c * c);
    }
    double[] defocus = new double[set.size()];
    for (int row = 0; row < defocus.length; row++) {
      defocus[row] = set.ctf(row).map(TrueFigures::mean).orElse(Double.NaN);
    }
    boolean all = Arrays.stream(defocus).allMatch(Double::isFinite);
    return new TrueFigures(snr, all ? Optional.of(defocus) : Optional.empty());
  }

  private static double mean(CtfParameters ctf) {
    return (ctf.defocusUAngstroms() + ctf.defocusVAngstroms()) / 2;
  }

  /** The values of some rows. */
  TrueFigures ofRows(int[] rows) {
    return new TrueFigures(pick(snr, rows), defocusAngstroms.map(all -> pick(all, rows)));
  }

  private static double[] pick(double[] all, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> all[row]).toArray();
  }
}
