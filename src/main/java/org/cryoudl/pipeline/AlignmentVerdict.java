package org.cryoudl.pipeline;

import java.util.Arrays;
import java.util.Locale;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.report.Verdict;

/** Says in words what an alignment found, and what it did not. */
final class AlignmentVerdict {

  /**
   * Median probability that the network gives its angle (within 3 degrees) below which it sees next
   * to nothing; chance is 0.03.
   */
  private static final double BLIND_NETWORK = 0.06;

  /**
   * A particle of noise correlates with an average of N of them by its own share, one over the root
   * of N; a set must do better than this many times that.
   */
  private static final double OWN_SHARES = 1.5;

  /** Ratio of the strongest pattern in the residuals to chance from which on it is reported. */
  private static final double SECOND_PATTERN = 1.25;

  /** Least share of undecided half-turns from which on they are reported. */
  private static final double DOUBTFUL_HALF_TURNS = 1e-3;

  private AlignmentVerdict() {}

  /** How the verdict is to be taken. */
  static Verdict.Tone tone(Alignment alignment) {
    if (isNoise(alignment)) {
      return Verdict.Tone.BAD;
    }
    boolean doubt =
        alignment.patternRatio() > SECOND_PATTERN
            || alignment.undecidedHalfTurns() > DOUBTFUL_HALF_TURNS;
    return doubt ? Verdict.Tone.CAUTION : Verdict.Tone.GOOD;
  }

  private static boolean isNoise(Alignment alignment) {
    return median(alignment.correlation()) < OWN_SHARES * ownShare(alignment)
        || alignment.networkConfidence().length > 0
            && median(alignment.networkConfidence()) < BLIND_NETWORK;
  }

  private static double ownShare(Alignment alignment) {
    return 1 / Math.sqrt(alignment.size());
  }

  static String of(Alignment alignment) {
    return alignment
        .classes()
        .map(classes -> ClassVerdict.of(classes))
        .orElseGet(() -> ofOne(alignment));
  }

  private static String ofOne(Alignment alignment) {
    double correlation = median(alignment.correlation());
    double ownShare = ownShare(alignment);
    if (isNoise(alignment)) {
      return String.format(
          Locale.ROOT,
          "Do not trust these poses: the particles hardly stand out from noise (median correlation"
              + " with the average %.3f, noise alone gives %.3f%s).",
          correlation,
          ownShare,
          alignment.networkConfidence().length > 0
              ? String.format(
                  Locale.ROOT,
                  "; median confidence of the network %.2f, chance gives 0.03",
                  median(alignment.networkConfidence()))
              : "");
    }
    if (alignment.patternRatio() > SECOND_PATTERN) {
      return String.format(
          Locale.ROOT,
          "One average does not describe these particles: what it leaves of them shares a pattern"
              + " %.2f times as strong as chance gives, from several views, conformations or junk (or"
              + " a filament that goes on beyond the mask). Poses hold for the view the average"
              + " shows; sort the particles into classes first.",
          alignment.patternRatio());
    }
    return oneView(alignment, correlation, ownShare) + halfTurns(alignment);
  }

  private static String halfTurns(Alignment alignment) {
    return alignment.undecidedHalfTurns() > DOUBTFUL_HALF_TURNS
        ? " The view looks nearly the same after a half-turn: rely on angles modulo 180 degrees only."
        : "";
  }

  private static String oneView(Alignment alignment, double correlation, double ownShare) {
    return String.format(
        Locale.ROOT,
        "The particles agree with one average (median correlation %.2f, noise alone gives %.2f) and"
            + " show no sign of a second view (shared pattern in the residuals %.2f, chance 1).",
        correlation,
        ownShare,
        alignment.patternRatio());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
