package org.cryoudl.pipeline.align;

import java.util.List;
import java.util.Locale;

/**
 * What an alignment will probably take, by a model fitted to a few measured runs. It is meant to
 * tell minutes from hours and megabytes from gigabytes: real runs take half of it to twice of it.
 *
 * @param particles how many
 * @param boxPixels side length of the images
 * @param classes how many are looked for
 * @param threads how many work
 * @param heapBytes most that Java may take
 */
record AlignmentForecast(int particles, int boxPixels, int classes, int threads, long heapBytes) {

  /** Start of Java and of the tensor engine. */
  private static final double START_SECONDS = 3;

  /** CPU time of a particle of one view that does not depend on its box. */
  private static final double SECONDS = 0.03;

  /** CPU time of a particle of one view and of each of its pixels. */
  private static final double SECONDS_PER_PIXEL = 1.8e-6;

  /** CPU time of a particle and a class, of 64 pixels and more. */
  private static final double SECONDS_PER_CLASS = 0.013;

  /** The share of the time that all threads work. */
  private static final double BUSY = 0.85;

  /** Java, its compiled code and the tensor engine. */
  private static final long BASE_BYTES = 500L << 20;

  /** Finest detail that is looked at, in cycles per box. */
  private static final int MAX_RADIUS = 96;

  /** Spectra are kept if they take no more than this share of the heap. */
  private static final double KEPT_SHARE = 1.0 / 3;

  /** CPU time in seconds. */
  double cpuSeconds() {
    double one = SECONDS + SECONDS_PER_PIXEL * boxPixels * boxPixels;
    double each = classes > 1 ? SECONDS_PER_CLASS * classes + one : one;
    return START_SECONDS + particles * each;
  }

  /** Time on the clock in seconds, on an idle machine. */
  double wallSeconds() {
    return START_SECONDS + (cpuSeconds() - START_SECONDS) / (threads * BUSY);
  }

  /**
   * Whether the spectra of all particles stay in memory; if not, images are read again and again.
   */
  boolean keepsSpectra() {
    return spectraBytes() <= KEPT_SHARE * heapBytes;
  }

  private double spectraBytes() {
    int radius = Math.min((boxPixels - 1) / 2, MAX_RADIUS);
    double coefficients = Math.PI * radius * radius / 2; // the other half is their conjugates
    return 12 * coefficients * particles;
  }

  /** Resident memory in bytes. */
  double memoryBytes() {
    double images = 64.0 * boxPixels * boxPixels * threads * Math.max(1, classes);
    double kept = keepsSpectra() ? spectraBytes() : 0;
    // Java lets garbage grow to about as much as is in use before it collects.
    return BASE_BYTES + Math.min(heapBytes, 2 * (kept + images));
  }

  /** The forecast as a person reads it. */
  List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "estimate: about %s with %d %s, and %.1f GB of memory (half to twice as much)",
            time(wallSeconds()),
            threads,
            threads == 1 ? "thread" : "threads",
            memoryBytes() / 1e9),
        keepsSpectra()
            ? "all particles fit in memory"
            : "the particles do not fit in Java's memory, so they are read from the disk again and"
                + " again, which takes longer");
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
