package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.report.Verdict;
import org.cryoudl.statistics.Robust;

/** Says in words how particles were sorted into classes, and what each class is worth. */
record ClassVerdict(Alignment alignment) {

  /** Posterior from which on a particle counts as sure of its class. */
  private static final double SURE = 0.9;

  /** How the verdict is to be taken. */
  Verdict.Tone tone() {
    if (numbers(this::isTrusted).isEmpty()) {
      return Verdict.Tone.BAD;
    }
    return (empty() + remarks()).isEmpty() ? Verdict.Tone.GOOD : Verdict.Tone.CAUTION;
  }

  String text() {
    if (numbers(k -> !isNoise(k)).isEmpty()) {
      return String.format(
          Locale.ROOT,
          "No structure found, do not use these classes: particles that had no part in the averages"
              + " agree with none of the %d better than noise does.",
          alignment.occupiedViews());
    }
    long sure =
        IntStream.range(0, alignment.particles().classPosterior().length)
            .filter(i -> alignment.particles().classPosterior()[i] >= SURE)
            .count();
    String sizes =
        alignment.views().stream()
            .filter(view -> view.particles() > 0)
            .map(view -> Integer.toString(view.particles()))
            .collect(Collectors.joining(", "));
    return String.format(
            Locale.ROOT,
            "%d %s of %s particles; %.0f %% of the particles are sure of theirs (posterior"
                + " above %.1f).",
            alignment.occupiedViews(),
            alignment.occupiedViews() == 1 ? "class" : "classes",
            sizes,
            100.0 * sure / alignment.particles().classPosterior().length,
            SURE)
        + empty()
        + remarks();
  }

  private String empty() {
    int empty = alignment.views().size() - alignment.occupiedViews();
    return empty == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " %d of the %d classes asked for lost all their particles and stayed empty.",
            empty,
            alignment.views().size());
  }

  private String remarks() {
    return about(
            this::isNoise,
            " No more than noise, by particles that had no part in the average: %s; do not use it.")
        + about(
            this::isWithoutTurns,
            " No angles, by two halves of the class that were refined apart: %s; do not use its poses.")
        + about(
            this::isOverstated, " Overstated, by particles that had no part in the average: %s.")
        + about(this::isDoubtful, " Too few particles to tell whether they show anything: %s.")
        + about(
            k -> isTrusted(k) && isMixed(k),
            " Still mixed, by the pattern that their averages leave: %s; more classes may part"
                + " them.")
        + about(this::isUnsure, " Poses are unsure: %s.")
        + symmetric()
        + about(
            k -> isTrusted(k) && order(k) <= 2 && isTwofold(k),
            " Nearly the same after a half-turn: %s; rely on angles modulo 180 degrees only.")
        + AlignmentVerdict.outliers(alignment);
  }

  private String symmetric() {
    String found =
        IntStream.range(0, alignment.views().size())
            .filter(this::isSymmetric)
            .mapToObj(k -> String.format(Locale.ROOT, "class %d (C%d)", k + 1, order(k)))
            .collect(Collectors.joining(", "));
    return found.isEmpty()
        ? ""
        : " Symmetric within noise: " + found + "; angles are known modulo a part of a turn only.";
  }

  private boolean isSymmetric(int k) {
    return alignment.views().get(k).particles() > 0 && isTrusted(k) && order(k) > 2;
  }

  private int order(int k) {
    return alignment.views().get(k).reliability().map(found -> found.symmetry().order()).orElse(1);
  }

  /** What has to be known of a class before it is used, in a few words. */
  String remark(int k) {
    if (isNoise(k)) {
      return "no more than noise";
    }
    if (isDoubtful(k)) {
      return "too few to tell";
    }
    if (isWithoutTurns(k)) {
      return "no angles";
    }
    List<String> remarks = new ArrayList<>();
    if (isMixed(k)) {
      remarks.add("still mixed");
    }
    if (isOverstated(k)) {
      remarks.add("overstated");
    }
    if (isUnsure(k)) {
      remarks.add("poses unsure");
    }
    if (order(k) > 2) {
      remarks.add("C" + order(k) + " within noise");
    } else if (isTwofold(k)) {
      remarks.add("half-turns unsure");
    }
    return remarks.isEmpty() ? "none" : String.join(", ", remarks);
  }

  /** A remark on all classes that something holds of, if there are any. */
  private String about(IntPredicate which, String remark) {
    List<String> numbers = numbers(which);
    return numbers.isEmpty()
        ? ""
        : String.format(Locale.ROOT, remark, "class " + String.join(", ", numbers));
  }

  private List<String> numbers(IntPredicate which) {
    return IntStream.range(0, alignment.views().size())
        .filter(k -> alignment.views().get(k).particles() > 0)
        .filter(which)
        .mapToObj(k -> Integer.toString(k + 1))
        .toList();
  }

  private boolean is(int k, Predicate<AverageReliability> what) {
    return alignment.views().get(k).reliability().filter(what).isPresent();
  }

  private boolean isTrusted(int k) {
    return !isNoise(k) && !isDoubtful(k) && !isWithoutTurns(k);
  }

  private boolean isNoise(int k) {
    return is(k, view -> view.heldOut().indicatesNoise());
  }

  private boolean isWithoutTurns(int k) {
    return !isNoise(k) && is(k, AlignmentVerdict::isWithoutTurns);
  }

  private boolean isOverstated(int k) {
    return isTrusted(k) && is(k, view -> view.heldOut().trust() < AlignmentVerdict.OVERSTATED);
  }

  /** Whether halves disagree on some turns, or the typical particle does not know its own. */
  private boolean isUnsure(int k) {
    return isTrusted(k)
        && (is(k, ClassVerdict::disagree)
            || (!isTwofold(k)
                && order(k) <= 2
                && Robust.median(inClass(k, alignment.particles().confidence()))
                    < AlignmentVerdict.UNSURE));
  }

  private double[] inClass(int k, double[] values) {
    return IntStream.range(0, alignment.size())
        .filter(i -> alignment.particles().classIndex()[i] == k)
        .mapToDouble(i -> values[i])
        .toArray();
  }

  /** Whether it has too few particles to be appraised, or to tell it from noise. */
  private boolean isDoubtful(int k) {
    return !is(
        k,
        view ->
            !AlignmentVerdict.isDoubtful(
                view.heldOut(), inClass(k, alignment.particles().correlation())));
  }

  private static boolean disagree(AverageReliability view) {
    return view.agreement()
        .map(HalfSetAgreement::turns)
        .filter(turns -> turns < AlignmentVerdict.UNSURE)
        .isPresent();
  }

  private boolean isTwofold(int k) {
    ViewResult view = alignment.views().get(k);
    return AlignmentVerdict.isTwofold(view.reliability(), view.halfTurnAmbiguity());
  }

  /** Whether a class still looks as if it held several views. */
  private boolean isMixed(int k) {
    ViewResult view = alignment.views().get(k);
    return AlignmentVerdict.isPattern(view.heterogeneityRatio(), view.particles());
  }
}
