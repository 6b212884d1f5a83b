package org.cryoudl.pipeline.align;

import java.util.List;
import java.util.Locale;

/**
 * What an alignment will probably take: enough to tell minutes from hours and megabytes from
 * gigabytes.
 *
 * @param cpuSeconds processor time in seconds, as a {@link Rehearsal} found it
 * @param startSeconds what of it was for the start, of the program and of its code
 * @param memoryBytes resident memory
 * @param spectra where the transforms of the particles will be
 * @param threads how many work
 */
record AlignmentForecast(
    double cpuSeconds, double startSeconds, double memoryBytes, SpectraPlace spectra, int threads) {

  /** The share of the time that all threads work. */
  private static final double BUSY = 0.85;

  /** Time on the clock in seconds, on an idle machine. */
  double wallSeconds() {
    return startSeconds + Math.max(0, cpuSeconds - startSeconds) / (threads * BUSY);
  }

  /** The forecast as a person reads it. */
  List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "estimate: about %s with %d %s (%s of processor time, half to twice as much), and %.1f GB"
                + " of memory",
            time(wallSeconds()),
            threads,
            threads == 1 ? "thread" : "threads",
            time(cpuSeconds()),
            memoryBytes() / 1e9),
        spectra.line());
  }

  private static String time(double seconds) {
    if (seconds < 90) {
      return Math.round(seconds) + " s";
    }
    return seconds < 5400
        ? Math.round(seconds / 60) + " min"
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
