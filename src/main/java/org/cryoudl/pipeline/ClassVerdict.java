package org.cryoudl.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryoudl.alignment.ParticleClasses;

/** Says in words how particles were sorted into classes. */
final class ClassVerdict {

  /** Posterior from which on a particle counts as sure of its class. */
  private static final double SURE = 0.9;

  /** Ratio of the strongest pattern in a class's residuals to chance that is reported. */
  private static final double SECOND_PATTERN = 1.25;

  private ClassVerdict() {}

  static String of(ParticleClasses classes) {
    List<ParticleClasses.View> views = classes.views();
    long sure =
        IntStream.range(0, classes.share().length).filter(i -> classes.share()[i] >= SURE).count();
    String sizes =
        views.stream()
            .filter(view -> view.particles() > 0)
            .map(view -> Integer.toString(view.particles()))
            .collect(Collectors.joining(", "));
    return String.format(
            Locale.ROOT,
            "%d %s of %s particles; %.0f %% of the particles are sure of theirs (posterior"
                + " above %.1f).",
            classes.occupied(),
            classes.occupied() == 1 ? "class" : "classes",
            sizes,
            100.0 * sure / classes.share().length,
            SURE)
        + empty(classes)
        + mixed(views);
  }

  private static String empty(ParticleClasses classes) {
    int empty = classes.views().size() - classes.occupied();
    return empty == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " %d of the %d classes asked for lost all their particles and stayed empty.",
            empty,
            classes.views().size());
  }

  /** Whether a class still looks as if it held several views. */
  static boolean isMixed(ParticleClasses.View view) {
    return view.patternRatio() > SECOND_PATTERN;
  }

  private static String mixed(List<ParticleClasses.View> views) {
    String mixed =
        IntStream.range(0, views.size())
            .filter(k -> isMixed(views.get(k)))
            .mapToObj(k -> Integer.toString(k + 1))
            .collect(Collectors.joining(", "));
    return mixed.isEmpty()
        ? ""
        : " Still mixed, by the pattern that their averages leave: class "
            + mixed
            + "; more classes may part them.";
  }
}
