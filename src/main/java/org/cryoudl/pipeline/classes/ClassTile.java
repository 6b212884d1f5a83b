package org.cryoudl.pipeline.classes;

import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.image.Image;

/**
 * One class in a montage.
 *
 * @param number of the class, counted from 1
 * @param particles how many it holds
 * @param share of all particles that were sorted, 0 to 1
 * @param resolutionAngstroms of its average, if known
 * @param score how surely it shows a molecule, 0 to 1, if known
 * @param average a square image
 */
public record ClassTile(
    int number,
    int particles,
    double share,
    OptionalDouble resolutionAngstroms,
    OptionalDouble score,
    Image average) {

  /** How many particles, and which share of all: "345 6.7%". */
  String size() {
    return String.format(Locale.ROOT, "%d  %.1f%%", particles, 100 * share);
  }

  /** The same, the share to whole percents. */
  String shortSize() {
    return String.format(Locale.ROOT, "%d %.0f%%", particles, 100 * share);
  }

  /** How many particles, and nothing else. */
  String count() {
    return Integer.toString(particles);
  }

  /** The resolution, such as "9.5A"; "-" if it is unknown. */
  String resolution() {
    if (resolutionAngstroms.isEmpty()) {
      return "-";
    }
    double angstroms = resolutionAngstroms.getAsDouble();
    return String.format(Locale.ROOT, angstroms < 100 ? "%.1fA" : "%.0fA", angstroms);
  }

  /** The score, such as "0.87"; empty if it is unknown. */
  String scoreText() {
    return score.isPresent() ? String.format(Locale.ROOT, "%.2f", score.getAsDouble()) : "";
  }
}
