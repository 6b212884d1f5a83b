package org.cryoudl.pipeline.benchmark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.poses.Accuracy;
import org.cryoudl.evaluation.poses.ReportedUncertainty;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.pipeline.reporting.ReportedFigures;

/**
 * Scores poses of a set's particles against its truth.
 *
 * @param set the particles that were given to every method
 * @param truth their true poses by row
 * @param figures what is known of them by row
 * @param bootstrap makes the intervals
 */
record MethodScore(ParticleSet set, Pose[] truth, TrueFigures figures, Bootstrap bootstrap) {

  /**
   * Poses that a method found.
   *
   * @param rows of the set that have one
   * @param poses of these rows
   * @param uncertainty what the method says of them, if it does
   */
  record Found(int[] rows, Pose[] poses, Optional<ReportedUncertainty> uncertainty) {

    /** Poses of all particles in row order; nothing is known of their uncertainty. */
    static Found all(Pose[] poses) {
      return new Found(IntStream.range(0, poses.length).toArray(), poses, Optional.empty());
    }
  }

  /** Reads what {@code align} wrote: particles may be missing, uncertainties are there. */
  Found read(Path star) {
    Map<Integer, Integer> rowOfImage = new HashMap<>();
    for (int row = 0; row < set.size(); row++) {
      rowOfImage.put(image(set, row), row);
    }
    try (ParticleSet found = ParticleSet.open(star, ParticleSetOptions.DEFAULT.withoutImages())) {
      int size = found.size();
      Pose[] poses = new Pose[size];
      int[] rows = new int[size];
      for (int i = 0; i < size; i++) {
        String place = found.place(i);
        poses[i] = found.pose(i).orElseThrow(() -> new DataException(place + " holds no pose"));
        Integer row = rowOfImage.get(image(found, i));
        if (row == null) {
          throw new DataException(place + " names an image that is none of the set's");
        }
        rows[i] = row;
      }
      return new Found(rows, poses, ReportedFigures.uncertainty(found));
    }
  }

  private static int image(ParticleSet particles, int row) {
    return ImageLocation.parse(particles.imageName(row), particles.place(row)).index0();
  }

  /** Scores them. */
  Accuracy of(Found found) {
    Pose[] known = new Pose[found.poses().length];
    for (int i = 0; i < known.length; i++) {
      known[i] = truth[found.rows()[i]];
    }
    TrueFigures here = figures.ofRows(found.rows());
    return Accuracy.of(
        found.poses(),
        known,
        set.size() - known.length,
        new Accuracy.Known(Optional.of(here.snr()), here.defocusAngstroms(), found.uncertainty()),
        bootstrap);
  }
}
