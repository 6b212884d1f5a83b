package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.report.Verdict;

/**
 * Says in words what an alignment found and what it did not: the {@link Finding}s of every view,
 * together.
 */
final class AlignmentVerdict {

  /** Class posterior from which on a particle counts as certain of its class. */
  private static final double CERTAIN = 0.9;

  /** Share of flagged particles from which on they are mentioned. */
  private static final double NEGLIGIBLE_OUTLIERS = 0.01;

  private static final String NOT_SCORED =
      "These poses were not scored: standard errors come from the curvature of the likelihood and are"
          + " too small for noisy sets, confidence is that of the half-turn and of the network, and"
          + " no particle is flagged.";

  private final Alignment alignment;
  private final List<ViewTests> views;
  private final List<List<Finding>> findings;

  /** No view is better than this, whatever was found of it. */
  private final Verdict.Tone best;

  private AlignmentVerdict(Alignment alignment, Verdict.Tone best) {
    this.alignment = alignment;
    this.best = best;
    this.views =
        IntStream.range(0, alignment.views().size())
            .mapToObj(k -> new ViewTests(alignment, k))
            .toList();
    this.findings =
        views.stream()
            .map(view -> view.view().isEmpty() ? List.<Finding>of() : Finding.of(view))
            .toList();
  }

  static AlignmentVerdict of(Alignment alignment) {
    return new AlignmentVerdict(alignment, Verdict.Tone.GOOD);
  }

  /**
   * The verdict on an alignment whose input holds what an alignment may take for the particles: no
   * view is sound.
   */
  static AlignmentVerdict cautious(Alignment alignment) {
    return new AlignmentVerdict(alignment, Verdict.Tone.CAUTION);
  }

  /** How the verdict is to be taken: of classes that some are usable is enough for caution. */
  Verdict.Tone tone() {
    List<Verdict.Tone> tones =
        IntStream.range(0, views.size())
            .filter(k -> !views.get(k).view().isEmpty())
            .mapToObj(this::tone)
            .toList();
    if (tones.stream().allMatch(tone -> tone == Verdict.Tone.BAD)) {
      return Verdict.Tone.BAD;
    }
    boolean allGood = tones.stream().allMatch(tone -> tone == Verdict.Tone.GOOD);
    return allGood && empty() == 0 ? Verdict.Tone.GOOD : Verdict.Tone.CAUTION;
  }

  private Verdict.Tone tone(int view) {
    return Stream.concat(Stream.of(best), findings.get(view).stream().map(Finding::tone))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** How far one of the views can be trusted, in words; an empty one cannot. */
  String level(int view) {
    return (views.get(view).view().isEmpty() ? Verdict.Tone.BAD : tone(view)).level();
  }

  /** What has to be known of a class before it is used, in a few words; "none" if nothing has. */
  String remark(int view) {
    if (views.get(view).view().isEmpty()) {
      return "empty";
    }
    String remarks =
        findings.get(view).stream()
            .map(finding -> finding.remark(views.get(view)))
            .filter(remark -> !remark.isEmpty())
            .collect(Collectors.joining(", "));
    return remarks.isEmpty() ? "none" : remarks;
  }

  /** The verdict in sentences. */
  String text() {
    List<String> sentences = new ArrayList<>();
    if (alignment.hasClasses()) {
      addClasses(sentences);
    } else {
      addOnlyView(sentences);
    }
    return String.join(" ", sentences);
  }

  private void addOnlyView(List<String> sentences) {
    ViewTests view = views.get(0);
    List<Finding> found = findings.get(0);
    if (tone(0) == Verdict.Tone.BAD || found.contains(Finding.MIXED)) {
      sentences.add(found.get(0).ofOnlyView(view));
      if (found.get(0) == Finding.MIXED && view.halvesDisagree()) {
        sentences.add(Finding.UNCERTAIN.ofOnlyView(view));
      }
    } else {
      sentences.add(agreement(view));
      found.forEach(finding -> sentences.add(finding.ofOnlyView(view)));
      addOutliers(sentences, "average");
    }
    if (alignment.particles().reliability().isEmpty()) {
      sentences.add(NOT_SCORED);
    }
  }

  private static String agreement(ViewTests view) {
    return String.format(
        Locale.ROOT,
        "The particles agree with one average (median correlation with those of the others %.2f%s)"
            + " and show no sign of a second view (shared pattern in the residuals %.2f, chance 1).",
        view.medianCorrelation(),
        view.view()
            .reliability()
            .map(AverageReliability::noiseCorrelation)
            .map(noise -> String.format(Locale.ROOT, ", of pure noise %.2f", noise))
            .orElse(""),
        view.view().heterogeneityRatio());
  }

  private void addClasses(List<String> sentences) {
    long noise = views.stream().filter(view -> !view.view().isEmpty() && view.isNoise()).count();
    long untested =
        views.stream()
            .filter(view -> !view.view().isEmpty() && !view.isNoise() && view.isTooSmall())
            .count();
    if (noise + untested == alignment.occupiedViews() && (noise > 0 || untested == 0)) {
      sentences.add(noStructure(noise, untested));
      return;
    }
    sentences.add(sizes());
    if (empty() > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%d of the %d requested classes lost all %s particles.",
              empty(),
              views.size(),
              empty() == 1 ? "its" : "their"));
    }
    sentences.addAll(ofVolumes());
    for (Finding finding : Finding.values()) {
      List<ViewTests> those =
          views.stream().filter(view -> findings.get(view.index()).contains(finding)).toList();
      if (!those.isEmpty() && finding.tone() != Verdict.Tone.GOOD) {
        ClassNames names = new ClassNames(those.stream().map(view -> view.index() + 1).toList());
        sentences.add(finding.ofClasses(names, those));
      }
    }
    addOutliers(sentences, "averages");
  }

  /** Which classes are views of which volume. */
  private List<String> ofVolumes() {
    List<String> sentences = new ArrayList<>();
    for (List<Integer> views : alignment.volumes()) {
      ClassNames names = new ClassNames(views.stream().map(index -> index + 1).toList());
      sentences.add(
          names.subject()
              + names.when(" is a group", " are groups")
              + " of neighbouring views of "
              + (sentences.isEmpty() ? "one volume, which was found first." : "another volume."));
    }
    return sentences;
  }

  /** The verdict where every class that could be tested is noise. */
  private static String noStructure(long noise, long untested) {
    return String.format(
        Locale.ROOT,
        "No structure found, do not use these classes: held-out particles agree with none of the %d"
            + " averages better than noise does%s.",
        noise,
        untested == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", and %d more %s too few particles to tell",
                untested,
                untested == 1 ? "has" : "have"));
  }

  private String sizes() {
    double[] posterior = alignment.particles().classPosterior();
    long certain =
        IntStream.range(0, posterior.length).filter(i -> posterior[i] >= CERTAIN).count();
    return String.format(
        Locale.ROOT,
        "%d %s %s particles; %.0f %% of the particles have a class posterior above %.1f.",
        alignment.occupiedViews(),
        alignment.occupiedViews() == 1 ? "class with" : "classes with",
        ClassNames.joined(
            alignment.views().stream()
                .filter(view -> !view.isEmpty())
                .map(ViewResult::particles)
                .map(String::valueOf)
                .toList()),
        100.0 * certain / posterior.length,
        CERTAIN);
  }

  private int empty() {
    return views.size() - alignment.occupiedViews();
  }

  private void addOutliers(List<String> sentences, String averages) {
    int outliers = alignment.particles().reliability().map(PoseReliability::outliers).orElse(0);
    if (outliers > NEGLIGIBLE_OUTLIERS * alignment.size()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%d of %d particles do not fit the set: they are flagged and left out of the %s.",
              outliers,
              alignment.size(),
              averages));
    }
  }
}
