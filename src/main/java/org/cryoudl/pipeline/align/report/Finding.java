package org.cryoudl.pipeline.align.report;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.report.Verdict;

/**
 * What a verdict can say of a view, the gravest first: when it holds, how grave it is, the remark
 * on a class, and the sentences for the only view of a set and for some of its classes.
 */
enum Finding {
  NOISE("no more than noise", Verdict.Tone.BAD, ViewTests::isNoise) {
    @Override
    String ofOnlyView(ViewTests view) {
      return format(
          "No structure found, do not use these poses: %d held-out particles agree with the average"
              + " no better than noise does (log evidence %.1f, needed %.1f).",
          view.heldOut().count(), view.heldOut().logEvidence(), HeldOutEvidence.NEEDED);
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return names.subject()
          + names.when(" shows", " show")
          + " no more than noise: held-out particles do not confirm "
          + names.when("its average. Do not use it.", "their averages. Do not use them.");
    }
  },

  TOO_SMALL("too few particles for a test", Verdict.Tone.BAD, ViewTests::isTooSmall) {
    @Override
    String ofOnlyView(ViewTests view) {
      return format(
          "Do not trust these poses: %d particles are too few to distinguish structure from noise"
              + " (median correlation with the average of the others %.2f, below %.2f).",
          view.view().particles(), view.medianCorrelation(), view.ownShare());
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return names.subject()
          + names.when(" has", " have")
          + " too few particles to distinguish structure from noise.";
    }
  },

  NO_ROTATIONS("no rotations", Verdict.Tone.BAD, ViewTests::hasNoRotations) {
    @Override
    String ofOnlyView(ViewTests view) {
      return format(
          "No rotations found, do not use these poses: the images contain something, but two"
              + " independent halves of the set agree on psi of %.0f %% of the particles only (11 %%"
              + " by chance).",
          100 * view.agreement().map(HalfSetAgreement::turns).orElse(0.0));
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return names.subject()
          + ": no rotations found, since two independent halves do not agree on psi. Do not use "
          + names.when("its", "their")
          + " poses.";
    }
  },

  CONTRADICTED_SYMMETRY("symmetry contradicted", Verdict.Tone.BAD, ViewTests::contradictsSymmetry) {
    @Override
    String ofOnlyView(ViewTests view) {
      return "Do not trust these poses. "
          + imposed(
              view.symmetry(),
              "the particles contradict that: rough averages without it correlate only %.2f with"
                  + " themselves rotated by %.1f degrees; align without it");
    }
  },

  MIXED("still mixed", Verdict.Tone.CAUTION, ViewTests::isMixed) {
    @Override
    String ofOnlyView(ViewTests view) {
      return format(
          "One average does not describe these particles: their residuals share a pattern %.2f times"
              + " as strong as chance gives, from several views, conformations or junk (or a"
              + " filament that goes on beyond the mask%s). Poses hold for the view the average"
              + " shows; sort the particles into classes first.",
          view.view().heterogeneityRatio(),
          view.alignment().phases().isPresent()
              ? ""
              : ", or defocus that differs: no CTF was used");
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      double largest =
          views.stream().mapToDouble(view -> view.view().heterogeneityRatio()).max().orElse(1);
      return names.subject()
          + " probably still "
          + names.when("mixes", "mix")
          + format(
              " views (residual %s%.1f x chance); more classes may separate them.",
              names.when("", "up to "), largest);
    }
  },

  ALIKE("like %s", Verdict.Tone.CAUTION, ViewTests::isLikeAnother) {
    @Override
    String remark(ViewTests view) {
      return format(super.remark(view), view.likeThis().object());
    }

    @Override
    String ofOnlyView(ViewTests view) {
      return "";
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      List<ClassNames> groups = ClassNames.groups(pairs(views.get(0), false));
      return groups.get(0).subject()
          + " look alike"
          + andSo(groups, "do")
          + ": held-out particles do not confirm that their averages differ by more than noise. They"
          + " may be one view, and which of them a particle is in means little.";
    }
  },

  SIMILAR("average looks like %s", Verdict.Tone.CAUTION, ViewTests::isSimilarToAnother) {
    @Override
    String remark(ViewTests view) {
      return format(super.remark(view), view.similarToThis().object());
    }

    @Override
    String ofOnlyView(ViewTests view) {
      return "";
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      List<ClassLikeness> pairs = pairs(views.get(0), true);
      List<ClassNames> groups = ClassNames.groups(pairs);
      return format(
          "%s have averages that look the same%s (rings correlate by %s of what one view has),"
              + " although held-out particles confirm %s %% of their differences: small changes, or"
              + " one view in parts. Compare their pictures before you count them as different.",
          groups.get(0).subject(),
          andSo(groups, "have"),
          range(pairs.stream().mapToDouble(ClassLikeness::detail).summaryStatistics(), 1, "%.2f"),
          range(
              pairs.stream().mapToDouble(ClassLikeness::confirmedShare).summaryStatistics(),
              100,
              "%.0f"));
    }
  },

  OVERSTATED("overstated", Verdict.Tone.CAUTION, ViewTests::isOverstated) {
    @Override
    String ofOnlyView(ViewTests view) {
      return format(
          "The average is overstated: held-out particles confirm %.0f %% of its strength.",
          100 * view.heldOut().trust());
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return "Held-out particles support only part of the "
          + names.when("average", "averages")
          + " of "
          + names.object()
          + " ("
          + ClassNames.joined(
              views.stream().map(view -> format("%.0f %%", 100 * view.heldOut().trust())).toList())
          + ").";
    }
  },

  UNCERTAIN("poses uncertain", Verdict.Tone.CAUTION, ViewTests::isUncertain) {
    @Override
    String ofOnlyView(ViewTests view) {
      return view.halvesDisagree()
          ? format(
              "Poses are uncertain: two independent halves of the set agree on psi of %.0f %% of the"
                  + " particles (11 %% by chance).",
              100 * view.agreement().map(HalfSetAgreement::turns).orElse(0.0))
          : format(
              "Poses are uncertain: the median probability that psi is right to within 10 degrees is"
                  + " %.2f.",
              view.medianConfidence());
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return "Poses in " + names.object() + " are uncertain.";
    }
  },

  SYMMETRIC("C%d within noise", Verdict.Tone.CAUTION, ViewTests::isSymmetric) {
    @Override
    String remark(ViewTests view) {
      return format(super.remark(view), view.symmetry().order());
    }

    @Override
    String ofOnlyView(ViewTests view) {
      RotationalSymmetry symmetry = view.symmetry();
      return format(
          "The view is %d-fold within noise (correlation with itself rotated by %.1f degrees %.3f):"
              + " psi is known modulo %.1f degrees only.",
          symmetry.order(),
          360.0 / symmetry.order(),
          symmetry.similarity(),
          360.0 / symmetry.order());
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return names.subject()
          + names.when(" is", " are")
          + " symmetric within noise ("
          + ClassNames.joined(views.stream().map(view -> "C" + view.symmetry().order()).toList())
          + "): psi is known modulo "
          + ClassNames.joined(
              views.stream().map(view -> format("%.0f", 360.0 / view.symmetry().order())).toList())
          + " degrees only.";
    }
  },

  AMBIGUOUS_HALF_TURNS(
      "half-turns uncertain", Verdict.Tone.CAUTION, ViewTests::hasAmbiguousHalfTurns) {
    @Override
    String ofOnlyView(ViewTests view) {
      return "The 180-degree ambiguity is not resolved: the view looks nearly the same after a"
          + " half-turn"
          + view.agreement()
              .map(
                  found ->
                      format(
                          " (two independent halves of the set agree on %.0f %% of the half-turns,"
                              + " 50 %% by chance)",
                          100 * found.halfTurns()))
              .orElse("")
          + "; use psi modulo 180 degrees only.";
    }

    @Override
    String ofClasses(ClassNames names, List<ViewTests> views) {
      return names.subject()
          + ": the 180-degree ambiguity is not resolved; use psi modulo 180 degrees only.";
    }
  },

  IMPOSED_SYMMETRY(view -> view.symmetry().imposed()) {
    @Override
    String ofOnlyView(ViewTests view) {
      return imposed(
          view.symmetry(),
          "rough averages without it correlate %.2f with themselves rotated by %.1f degrees");
    }
  },

  UNCERTAIN_FLIPS("flips uncertain", Verdict.Tone.CAUTION, ViewTests::hasUncertainFlips) {
    @Override
    String ofOnlyView(ViewTests view) {
      return flips(
          view,
          "The view looks nearly the same in a mirror: flips (%d of %d particles) cannot be relied"
              + " on.");
    }
  },

  FLIPS(view -> view.alignment().particles().flips().isPresent() && !view.hasUncertainFlips()) {
    @Override
    String ofOnlyView(ViewTests view) {
      return flips(view, "%d of %d particles are mirrored.");
    }
  },

  FILAMENT(view -> view.filament().isPresent()) {
    @Override
    String ofOnlyView(ViewTests view) {
      return view.filament()
          .map(
              axis ->
                  format(
                      "Shifts are known much worse along one axis (at %.0f degrees in the average),"
                          + " as along a filament: to %.2f px along it, to %.2f px across.",
                      axis.directionDegrees(), axis.alongPixels(), axis.acrossPixels()))
          .orElse("");
    }
  };

  private final String remark;
  private final Verdict.Tone tone;
  private final Predicate<ViewTests> holds;

  Finding(String remark, Verdict.Tone tone, Predicate<ViewTests> holds) {
    this.remark = remark;
    this.tone = tone;
    this.holds = holds;
  }

  /** A fact that limits the use of no pose. */
  Finding(Predicate<ViewTests> holds) {
    this("", Verdict.Tone.GOOD, holds);
  }

  /**
   * What holds of a view that is not empty. Of a view whose poses cannot be used that is one
   * finding, the gravest, whose average looks the same, and which class it is like, if it is like
   * one by more than noise.
   */
  static List<Finding> of(ViewTests view) {
    List<Finding> found =
        Arrays.stream(values()).filter(finding -> finding.holds.test(view)).toList();
    if (found.isEmpty() || found.get(0).tone != Verdict.Tone.BAD) {
      return found;
    }
    return found.stream()
        .filter(
            f -> f == found.get(0) || f == SIMILAR || f == ALIKE && found.get(0) == NO_ROTATIONS)
        .toList();
  }

  /** Pairs of classes that are alike, those that particles tell apart or the others. */
  private static List<ClassLikeness> pairs(ViewTests view, boolean different) {
    return view.alignment().alike().stream()
        .filter(pair -> pair.isConfirmedDifferent() == different)
        .toList();
  }

  /** The groups after the first: ", and so do classes 4 and 6". */
  private static String andSo(List<ClassNames> groups, String verb) {
    String others = ClassNames.joined(groups.stream().skip(1).map(ClassNames::object).toList());
    return others.isEmpty() ? "" : ", and so " + verb + " " + others;
  }

  /** The smallest and the largest of some numbers, or both in one. */
  private static String range(DoubleSummaryStatistics values, double unit, String number) {
    String least = format(number, unit * values.getMin());
    String most = format(number, unit * values.getMax());
    return least.equals(most) ? least : least + " to " + most;
  }

  /** How grave it is. */
  Verdict.Tone tone() {
    return tone;
  }

  /** A few words about a class of which it holds; empty for mere facts. */
  String remark(ViewTests view) {
    return remark;
  }

  /** The sentence if the set has one view. */
  abstract String ofOnlyView(ViewTests view);

  /** The sentence about classes of which it holds. */
  String ofClasses(ClassNames names, List<ViewTests> views) {
    return names.subject() + ": " + remark + ".";
  }

  private static String imposed(RotationalSymmetry symmetry, String evidence) {
    double rotation = 360.0 / symmetry.order();
    return format(
        "The average was given the symmetry C%d, as requested ("
            + evidence
            + "): psi is known modulo"
            + " %.1f degrees.",
        symmetry.order(),
        symmetry.similarity(),
        rotation,
        rotation);
  }

  private static String flips(ViewTests view, String sentence) {
    return format(
        sentence,
        view.alignment().particles().flips().map(MirrorFlips::count).orElse(0),
        view.alignment().size());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
