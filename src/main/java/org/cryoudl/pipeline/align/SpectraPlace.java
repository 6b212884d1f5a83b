package org.cryoudl.pipeline.align;

import java.util.Locale;

/**
 * Where the spectra of a run's particles will be.
 *
 * @param fileBytes of those that memory does not hold; 0 if it holds all
 * @param roomBytes that they may take of the disk
 */
record SpectraPlace(double fileBytes, double roomBytes) {

  /** Whether memory or a scratch file keeps all; if not, some are made anew in every pass. */
  boolean isKept() {
    return fileBytes <= roomBytes;
  }

  /** The place as a person reads it. */
  String line() {
    if (fileBytes == 0) {
      return "all particles fit in memory";
    }
    return isKept()
        ? String.format(
            Locale.ROOT,
            "the particles do not fit in Java's memory: a scratch file beside the results takes %.1f"
                + " GB while the run lasts",
            fileBytes / 1e9)
        : String.format(
            Locale.ROOT,
            "the particles do not fit in Java's memory, nor a scratch file of %.1f GB in half of what"
                + " is free beside the results (%.1f GB), so their transforms are computed from the"
                + " images again and again, which takes longer",
            fileBytes / 1e9,
            roomBytes / 1e9);
  }
}
