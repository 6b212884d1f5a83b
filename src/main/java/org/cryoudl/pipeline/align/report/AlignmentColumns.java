package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.geometry.Pose;
import org.cryoudl.report.block.ParticleTable.Column;

/** The columns of a report's particle table. */
final class AlignmentColumns {

  private AlignmentColumns() {}

  /** What every method knows of a particle, and the rest where it is known. */
  static List<Column> of(Alignment alignment) {
    List<Column> columns = new ArrayList<>();
    if (alignment.hasClasses()) {
      double[] numbers =
          IntStream.of(alignment.particles().classIndex()).mapToDouble(k -> k + 1).toArray();
      columns.add(new Column("class", "class", "number of the class", 0, numbers));
      columns.add(
          new Column(
              "class_share",
              "in class",
              "posterior of the class",
              3,
              alignment.particles().classPosterior()));
    }
    columns.add(
        new Column(
            "psi_degrees",
            "psi \u00b0",
            "angle in degrees, onto the average",
            2,
            poses(alignment, Pose::psiDegrees)));
    columns.add(
        new Column(
            "origin_x_pixels",
            "x px",
            "origin to the right, in pixels",
            2,
            poses(alignment, Pose::originXPixels)));
    columns.add(
        new Column(
            "origin_y_pixels",
            "y px",
            "origin downwards, in pixels",
            2,
            poses(alignment, Pose::originYPixels)));
    alignment
        .particles()
        .flips()
        .ifPresent(
            flips ->
                columns.add(new Column("flip", "flip", "1 if mirrored", 0, ones(flips.flipped()))));
    columns.add(
        new Column(
            "correlation",
            "correlation",
            "with the average, whitened",
            3,
            alignment.particles().correlation()));
    columns.add(
        new Column(
            "confidence",
            "confidence",
            "share of the posterior at the pose, both half-turns considered",
            3,
            alignment.particles().confidence()));
    if (alignment.particles().networkConfidence().isPresent()) {
      columns.add(
          new Column(
              "network_confidence",
              "network",
              "network's probability of its angle, modulo 180 degrees",
              3,
              alignment.particles().networkConfidence().get()));
    }
    columns.add(
        new Column(
            "psi_error_degrees",
            "\u00b1 psi \u00b0",
            "standard error of the angle in degrees",
            3,
            limited(alignment.particles().psiErrorDegrees(), 180)));
    columns.add(
        new Column(
            "shift_error_pixels",
            "\u00b1 shift px",
            "standard error of the shift in pixels",
            3,
            limited(alignment.particles().shiftErrorPixels(), alignment.box())));
    columns.add(
        new Column(
            "scale",
            "scale",
            "how strongly it shows the average, 1 the mean",
            2,
            alignment.particles().scale()));
    alignment
        .particles()
        .reliability()
        .ifPresent(appraisal -> columns.addAll(appraised(appraisal)));
    return columns;
  }

  private static List<Column> appraised(PoseReliability appraisal) {
    return List.of(
        new Column(
            "half_turn_probability",
            "half-turn",
            "probability of the half-turn, given the angle modulo 180 degrees",
            3,
            appraisal.halfTurnProbability()),
        new Column(
            "effective_poses",
            "poses",
            "effective number of poses: 1 if one stands out",
            1,
            appraisal.effectivePoses()),
        new Column(
            "flag",
            "flag",
            "1 if it hardly belongs to the set; left out of the average",
            0,
            ones(appraisal.outlier())));
  }

  private static double[] poses(Alignment alignment, ToDoubleFunction<Pose> figure) {
    return Arrays.stream(alignment.particles().poses()).mapToDouble(figure).toArray();
  }

  private static double[] limited(double[] values, double limit) {
    return Arrays.stream(values).map(v -> Math.min(limit, v)).toArray();
  }

  private static double[] ones(boolean[] marked) {
    double[] ones = new double[marked.length];
    Arrays.setAll(ones, i -> marked[i] ? 1 : 0);
    return ones;
  }
}
