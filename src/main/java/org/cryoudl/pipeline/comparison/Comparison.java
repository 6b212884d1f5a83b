package org.cryoudl.pipeline.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.image.Image;
import org.cryoudl.pipeline.reporting.Frequencies;

/**
 * Two files' poses of the same particles.
 *
 * @param onlyFirst particles that the second file lacks
 * @param onlySecond particles that the first file lacks
 * @param names of the particles both hold
 * @param differences of their poses
 * @param averages what the poses make of the images; empty if there are none to be read
 */
record Comparison(
    int onlyFirst,
    int onlySecond,
    List<String> names,
    PoseDifferences differences,
    Optional<Averages> averages) {

  /**
   * The averages that the two files' poses make.
   *
   * @param first ring correlation of the first poses' half averages
   * @param second the same of the second poses
   * @param agreement ring correlation of the two averages with each other
   * @param pictures the averages themselves
   * @param frame what brings the second average onto the first, and their correlation
   * @param pixelSizeAngstroms pixel size, if known
   */
  record Averages(
      RingCorrelation first,
      RingCorrelation second,
      RingCorrelation agreement,
      Pictures pictures,
      FrameMatch frame,
      OptionalDouble pixelSizeAngstroms) {

    Frequencies frequencies() {
      return new Frequencies(pictures.first().box(), pixelSizeAngstroms);
    }

    double correlation() {
      return frame.correlation();
    }

    OptionalDouble angstroms(RingCorrelation rings, double level) {
      return frequencies().angstroms(rings.crossing(level));
    }
  }

  /**
   * Plain averages, neither filtered nor corrected for the CTF.
   *
   * @param raw of the particles as they came
   * @param first in the first file's poses
   * @param second in the second file's poses, brought onto the first
   */
  record Pictures(Image raw, Image first, Image second) {}

  /** What a person reads. */
  List<String> lines(String first, String second) {
    AlignmentScore score = differences.score();
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%d particles in both, %d only in %s, %d only in %s",
            score.particles(), onlyFirst, first, onlySecond, second));
    lines.add(
        format(
            "angles differ by %.3f degrees mod 360 and %.3f mod 180 in the mean (median %.3f, %.3f);"
                + " %.1f %% by more than 10 mod 360",
            score.mod360().meanDegrees(),
            score.mod180().meanDegrees(),
            score.mod360().medianDegrees(),
            score.mod180().medianDegrees(),
            100 * score.mod360().shareAbove10()));
    lines.add(
        score.meanShiftPixels().isPresent()
            ? format(
                "centres differ by %.3f px in the mean, where angles agree",
                score.meanShiftPixels().getAsDouble())
            : "no two angles agree to 10 degrees");
    averages.ifPresent(
        found -> {
          lines.add(format("the two averages correlate by %.3f", found.correlation()));
          lines.add(
              "half averages (of even and odd rows, aligned together) agree to "
                  + reach(found, found.first())
                  + " ("
                  + first
                  + ") and "
                  + reach(found, found.second())
                  + " ("
                  + second
                  + "), FRC 0.143");
        });
    return lines;
  }

  /** How far the halves of an average agree, in words. */
  static String reach(Averages averages, RingCorrelation rings) {
    return averages.frequencies().reach(rings.crossing(RingCorrelation.RESOLVED));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
