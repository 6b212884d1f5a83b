package org.cryoudl.micrograph.picking;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.statistics.Robust;

/** Finds particles on micrographs by their correlation with templates. */
public final class ParticlePicker {

  /** Places farther than this many robust deviations from the other picks are left out. */
  private static final double UNLIKE = 6;

  /** Fewer picks than this say nothing about each other. */
  private static final int LEAST_PICKS = 8;

  /** False picks on a micrograph of noise alone, and the share of them among many picks. */
  private static final double FALSE_PICKS = 0.5;

  private static final double FALSE_SHARE = 0.02;

  /** The threshold and the number of picks follow each other. */
  private static final int ROUNDS = 4;

  private final References references;
  private final PickOptions options;

  public ParticlePicker(References references, PickOptions options) {
    this.references = references;
    this.options = options;
  }

  /**
   * Finds particles.
   *
   * @param ctf of the micrograph, which templates get; none if empty
   */
  public Picks pick(Image micrograph, double pixelSizeAngstroms, Optional<CtfParameters> ctf) {
    SearchPlane plane =
        SearchPlane.of(
            micrograph,
            pixelSizeAngstroms,
            options.lowPassAngstroms(),
            references.diameterAngstroms());
    TurnedTemplates templates =
        new TurnedTemplates(
            references,
            ctf,
            options.angleStepDegrees(),
            plane.pixelSizeAngstroms(),
            plane.filter());
    PeakSelection selection =
        new PeakSelection(options.minimumDistanceAngstroms() / plane.pixelSizeAngstroms());
    NoisePeaks noise = NoisePeaks.of(templates, plane.band(), selection, options.seed());
    PeakSelection.Window window = window(plane, templates.radius());
    // A peak is compared with the places around it.
    int margin = (int) Math.floor(edge(plane, templates.radius())) - 2;
    CorrelationMap map = CorrelationMap.of(plane.white(), templates, margin);
    int side = plane.white().box();
    float[] lowest = map.negativeLowest();
    double threshold = options.threshold().orElse(noise.threshold(falsePicks(0), window.area()));
    List<PeakSelection.Peak> bright = selection.of(map.highest(), side, window, threshold);
    List<PeakSelection.Peak> dark = selection.of(lowest, side, window, threshold);
    boolean isDark = isDark(bright, dark, threshold);
    List<PeakSelection.Peak> peaks = isDark ? dark : bright;
    for (int round = 0; round < ROUNDS && options.threshold().isEmpty(); round++) {
      // The more there are, the more may be wrong.
      threshold = noise.threshold(falsePicks(peaks.size()), window.area());
      peaks = selection.of(isDark ? lowest : map.highest(), side, window, threshold);
    }
    int[] template = isDark ? map.lowestTemplate() : map.highestTemplate();
    boolean[] unlike = unlike(plane.plain(), peaks, templates.radius());
    List<Coordinate> kept = new ArrayList<>();
    List<Coordinate> contaminated = new ArrayList<>();
    for (int i = 0; i < peaks.size(); i++) {
      PeakSelection.Peak peak = peaks.get(i);
      int best = template[peak.index()];
      Coordinate place =
          new Coordinate(
              (peak.column() - Image.centre(side)) * plane.scale()
                  + Image.centre(micrograph.width()),
              (peak.row() - Image.centre(side)) * plane.scale() + Image.centre(micrograph.height()),
              OptionalDouble.of(peak.value()),
              templates.reference(best) + 1,
              OptionalDouble.of(templates.psiDegrees(best)));
      (unlike[i] ? contaminated : kept).add(place);
    }
    return new Picks(
        kept,
        contaminated,
        threshold,
        noise.expected(threshold, window.area()),
        isDark,
        plane.pixelSizeAngstroms());
  }

  /** False picks that are accepted among so many. */
  private double falsePicks(int picks) {
    return options.falsePicks().orElse(Math.max(FALSE_PICKS, FALSE_SHARE * picks));
  }

  /**
   * Makes sure that a micrograph shows something.
   *
   * @param name of the micrograph
   * @throws DataException if all of its pixels are alike
   */
  public static void requirePicture(Image micrograph, String name) {
    float first = micrograph.pixels()[0];
    for (float pixel : micrograph.pixels()) {
      if (pixel != first) {
        return;
      }
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "all pixels of %s are %s: it shows nothing to pick; leave it out",
            name,
            first));
  }

  /**
   * Makes sure that a particle fits onto a micrograph.
   *
   * @param name of the micrograph
   * @throws DataException if it does not, so that there is no place to search
   */
  public void requireRoom(Image micrograph, double pixelSizeAngstroms, String name) {
    double least = 2 * Math.max(TurnedTemplates.radius(references), options.edgeAngstroms());
    double shorter = Math.min(micrograph.width(), micrograph.height()) * pixelSizeAngstroms;
    if (shorter <= least) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is %d x %d pixels of %.3f A: its shorter side, %.0f A, has no place for a particle"
                  + " with its margins, %.0f A; check pixel size, diameter and edge",
              name,
              micrograph.width(),
              micrograph.height(),
              pixelSizeAngstroms,
              shorter,
              least));
    }
  }

  private PeakSelection.Window window(SearchPlane plane, double radius) {
    double edge = edge(plane, radius);
    double centre = Image.centre(plane.white().box());
    return new PeakSelection.Window(
        centre - plane.width() / 2 + edge,
        centre - plane.height() / 2 + edge,
        centre + plane.width() / 2 - edge - 1,
        centre + plane.height() / 2 - edge - 1);
  }

  private double edge(SearchPlane plane, double radius) {
    return Math.max(radius, options.edgeAngstroms() / plane.pixelSizeAngstroms());
  }

  private boolean isDark(
      List<PeakSelection.Peak> bright, List<PeakSelection.Peak> dark, double threshold) {
    return switch (options.contrast()) {
      case DARK -> true;
      case WHITE -> false;
      case AUTO -> excess(dark, threshold) >= excess(bright, threshold);
    };
  }

  private static double excess(List<PeakSelection.Peak> peaks, double threshold) {
    return peaks.stream().mapToDouble(p -> p.value() - threshold).sum();
  }

  /** Which picks differ from the others in brightness or in spread of their pixels. */
  private boolean[] unlike(Image plain, List<PeakSelection.Peak> peaks, double radius) {
    boolean[] unlike = new boolean[peaks.size()];
    if (options.keepContamination() || peaks.size() < LEAST_PICKS) {
      return unlike;
    }
    double[] means = new double[peaks.size()];
    double[] spreads = new double[peaks.size()];
    for (int i = 0; i < peaks.size(); i++) {
      double[] found = meanAndSpread(plain, peaks.get(i), radius);
      means[i] = found[0];
      spreads[i] = Math.log(Math.max(found[1], 1e-300));
    }
    for (double[] values : List.of(means, spreads)) {
      double middle = Robust.median(values);
      double deviation = Robust.deviation(values);
      for (int i = 0; i < unlike.length && deviation > 0; i++) {
        unlike[i] |= Math.abs(values[i] - middle) > UNLIKE * deviation;
      }
    }
    return unlike;
  }

  private static double[] meanAndSpread(Image plain, PeakSelection.Peak peak, double radius) {
    int reach = (int) Math.floor(radius);
    int row = (int) Math.rint(peak.row());
    int column = (int) Math.rint(peak.column());
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int r = Math.max(0, row - reach); r <= Math.min(plain.box() - 1, row + reach); r++) {
      for (int c = Math.max(0, column - reach);
          c <= Math.min(plain.box() - 1, column + reach);
          c++) {
        if (Math.hypot(r - row, c - column) <= radius) {
          double value = plain.at(r, c);
          sum += value;
          squares += value * value;
          count++;
        }
      }
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(Math.max(0, squares / count - mean * mean))};
  }
}
