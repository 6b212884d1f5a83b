package org.cryoudl.pipeline.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.fourier.RingCorrelation;

/** A validation in words. */
final class ValidationText {

  private ValidationText() {}

  /** What a person should make of it. */
  static String verdict(Validation v) {
    return String.join(" ", sentences(v));
  }

  /** The same, sentence by sentence. */
  static List<String> sentences(Validation v) {
    List<String> sentences = new ArrayList<>(found(v));
    if (v.isBoundless()) {
      sentences.add(
          "WARNING: the halves agree up to the Nyquist frequency, so no resolution can be claimed:"
              + " the pixels are too coarse for it, or the halves share more than the molecule, as"
              + " equal images or a pattern in every background do.");
    }
    return sentences;
  }

  /** How the particles compare with noise. */
  private static List<String> found(Validation v) {
    if (v.averageAboveNoise() && !v.clearlyAboveNoise()) {
      return List.of(
          format(
              "WARNING: the average is above noise, but single particles are not: the halves, aligned"
                  + " apart, agree to %s (FRC 0.143), %.1f standard deviations better than noise"
                  + " does.",
              reach(v, v.halves(), RingCorrelation.RESOLVED), v.agreementSigmas()),
          format(
              "A particle correlates with its average better than noise with its own in %.0f %% of"
                  + " all pairs (90 %% are required): many may be junk or other views, and their"
                  + " poses are doubtful.",
              100 * v.separation()));
    }
    if (!v.clearlyAboveNoise()) {
      return List.of(
          "WARNING: these particles are not clearly above noise.",
          format(
              "Their halves, aligned apart, agree %.1f standard deviations better than noise does (5"
                  + " are required), and a particle correlates with its average better than noise"
                  + " with its own in %.0f %% of all pairs (90 %% are required): do not interpret"
                  + " this average.",
              v.agreementSigmas(), 100 * v.separation()));
    }
    return List.of(
        format(
            "The particles are clearly above noise: two halves aligned apart agree to %s (FRC"
                + " 0.143), while noise of the same spectrum agrees to %s.",
            reach(v, v.halves(), RingCorrelation.RESOLVED),
            reach(v, v.noise(), RingCorrelation.RESOLVED)),
        format(
            "A particle correlates with its average better than noise with its own in %.1f %% of all"
                + " pairs.",
            100 * v.separation()));
  }

  /** All figures, a line each. */
  static List<String> lines(Validation v) {
    return List.of(
        verdict(v),
        format(
            "halves aligned apart: correlation of averages %.3f, FRC 0.5 at %s, 0.143 at %s",
            v.halves().agreement(),
            reach(v, v.halves(), RingCorrelation.HALF),
            reach(v, v.halves(), RingCorrelation.RESOLVED)),
        format(
            "quarters aligned apart: correlation of averages %.3f to %.3f",
            Arrays.stream(v.quarterCorrelations()).min().orElse(0),
            Arrays.stream(v.quarterCorrelations()).max().orElse(0)),
        format(
            "poses of the halves against those of the whole set: mean %.2f degrees mod 180, %.2f mod"
                + " 360 (%.1f %% above 10), %s",
            v.stability().mod180().meanDegrees(),
            v.stability().mod360().meanDegrees(),
            100 * v.stability().mod360().shareAbove10(),
            v.stability().meanShiftPixels().isPresent()
                ? format("%.2f px", v.stability().meanShiftPixels().getAsDouble())
                : "no shift in common"),
        format(
            "noise instead of particles: correlation of averages %.3f; aligned to the particles'"
                + " average %.3f, FRC 0.143 at %s (reference bias)",
            v.noise().agreement(),
            v.biasedNoise().agreement(),
            reach(v, v.biasedNoise(), RingCorrelation.RESOLVED)),
        format(
            "median correlation with the average: particles %.3f, noise %.3f, noise with reference"
                + " %.3f",
            v.halves().medianCorrelation(),
            v.noise().medianCorrelation(),
            v.biasedNoise().medianCorrelation()));
  }

  /** How far a curve reaches above a level. */
  static String reach(Validation v, Validation.Curve curve, double level) {
    return v.frequencies().reach(curve.rings().crossing(level));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
