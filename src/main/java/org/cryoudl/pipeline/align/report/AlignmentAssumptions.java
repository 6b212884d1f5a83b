package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.BackgroundContrast;
import org.cryoudl.image.Contrast;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.PixelSize;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.Assumption.Certainty;
import org.cryoudl.pipeline.health.HealthLevel;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.health.MetadataFinding;

/** What an alignment took its particles to be, and why. */
public final class AlignmentAssumptions {

  /** Findings of the input that are judged here by the result. */
  private static final Set<String> JUDGED_HERE = Set.of("contrast", "pixel size");

  private AlignmentAssumptions() {}

  /**
   * All of them.
   *
   * @param health of the set as it came
   * @param largestShiftPixels that was looked for; none if shifts were given
   */
  public static List<Assumption> of(
      ParticleSet set,
      InputHealth health,
      Alignment alignment,
      AlignmentOptions options,
      OptionalDouble largestShiftPixels) {
    List<Assumption> all = new ArrayList<>();
    all.add(pixelSize(set));
    all.add(ctf(set, alignment, options));
    alignment.phaseDecision().map(AlignmentAssumptions::phases).ifPresent(all::add);
    all.add(contrast(set, alignment, options));
    if (largestShiftPixels.isPresent()) {
      ShiftRange.doubt(alignment.particles().poses(), largestShiftPixels.getAsDouble())
          .ifPresent(all::add);
    }
    health.doubts().stream().filter(doubt -> !JUDGED_HERE.contains(doubt.what())).forEach(all::add);
    return List.copyOf(all);
  }

  private static Assumption pixelSize(ParticleSet set) {
    OptionalDouble known = set.pixelSizeAngstroms();
    MetadataFinding.PixelSizeKnown found =
        new MetadataFinding.PixelSizeKnown(known, set.hasPixelSizeInMetadata());
    if (known.isEmpty()) {
      return new Assumption("pixel size", "unknown", found.text(), Certainty.DOUBTFUL);
    }
    return new Assumption(
        "pixel size",
        PixelSize.words(known.getAsDouble()),
        set.hasPixelSizeInMetadata()
            ? "stated by the metadata"
            : found.level() == HealthLevel.FINE
                ? "stated by the header of the stack"
                : "stated by the header of the stack, where programs also write it if they do not"
                    + " know it",
        set.hasPixelSizeInMetadata()
            ? Certainty.SURE
            : found.level() == HealthLevel.FINE ? Certainty.LIKELY : Certainty.DOUBTFUL);
  }

  private static Assumption ctf(ParticleSet set, Alignment alignment, AlignmentOptions options) {
    if (alignment.phases().isPresent()) {
      return new Assumption(
          "CTF", "used", "stated by the metadata of all particles", Certainty.SURE);
    }
    if (!options.useCtf()) {
      return new Assumption("CTF", "not used", "stated by the user", Certainty.SURE);
    }
    boolean known = false;
    for (int row = 0; row < set.size() && !known; row++) {
      known = set.ctf(row).isPresent();
    }
    return known
        ? new Assumption(
            "CTF",
            "not used",
            set.pixelSizeAngstroms().isEmpty()
                ? "the metadata state it, but no pixel size"
                : "the metadata state it for a part of the particles only",
            Certainty.DOUBTFUL)
        : new Assumption("CTF", "not used", "none is stated", Certainty.LIKELY);
  }

  private static Assumption phases(PhaseDecision decision) {
    String stated =
        switch (decision.claim().by()) {
          case USER -> "stated by the user";
          case METADATA -> "stated by the metadata";
          case CONVENTION -> "the metadata do not state that they are flipped";
          case SETTLED -> "known";
        };
    if (decision.isOverruled()) {
      return new Assumption(
          "phases",
          inWords(decision.taken()),
          (decision.claim().phases() == CtfPhases.FLIPPED
                  ? "the metadata state that they are flipped"
                  : stated)
              + ", but the particles contradict that clearly ("
              + strength(decision)
              + ")",
          Certainty.SURE);
    }
    if (decision.isContradicted()) {
      return new Assumption(
          "phases",
          inWords(decision.taken()),
          stated + ", but the particles contradict that clearly (" + strength(decision) + ")",
          Certainty.DOUBTFUL);
    }
    return new Assumption(
        "phases",
        inWords(decision.taken()),
        stated
            + (decision.isDecided()
                ? ", and the particles agree (" + strength(decision) + ")"
                : "; the particles do not tell"
                    + (decision.z().isPresent() ? " (" + strength(decision) + ")" : "")),
        decision.isDecided() ? Certainty.SURE : Certainty.LIKELY);
  }

  private static String strength(PhaseDecision decision) {
    return String.format(
        Locale.ROOT,
        "%.1f standard deviations from chance, %.0f needed",
        Math.abs(decision.z().orElse(0)),
        PhaseDecision.DECISIVE);
  }

  private static String inWords(CtfPhases phases) {
    return phases == CtfPhases.FLIPPED ? "flipped" : "not flipped";
  }

  private static Assumption contrast(
      ParticleSet set, Alignment alignment, AlignmentOptions options) {
    String taken =
        options.invertContrast()
            ? "dark, so inverted"
            : set.saysDark() ? "dark by the metadata, so inverted" : "white";
    return switch (ofAverages(alignment)) {
      case WHITE ->
          new Assumption(
              "contrast", taken, "the average is brighter than its background", Certainty.SURE);
      case DARK ->
          new Assumption(
              "contrast",
              taken,
              "the average is darker than its background: "
                  + (options.invertContrast() || set.saysDark()
                      ? "particles may have been white as they came"
                      : "if particles are dark, invert their contrast"),
              Certainty.DOUBTFUL);
      case UNDECIDED ->
          new Assumption(
              "contrast", taken, "the usual case; the average does not show it", Certainty.LIKELY);
    };
  }

  /** What the averages of most particles show. */
  public static Contrast ofAverages(Alignment alignment) {
    int sum = 0;
    for (ViewResult view : alignment.views()) {
      if (!view.isEmpty()) {
        Contrast shown =
            BackgroundContrast.ofAverage(view.average().pixels(), view.average().box());
        sum +=
            shown == Contrast.WHITE
                ? view.particles()
                : shown == Contrast.DARK ? -view.particles() : 0;
      }
    }
    return 2 * sum > alignment.size()
        ? Contrast.WHITE
        : 2 * sum < -alignment.size() ? Contrast.DARK : Contrast.UNDECIDED;
  }
}
