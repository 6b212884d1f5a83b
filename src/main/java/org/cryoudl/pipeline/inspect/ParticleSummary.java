package org.cryoudl.pipeline.inspect;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/** What the metadata of a particle set say, in a person's words. */
final class ParticleSummary {

  private static final int CLASSES_LISTED = 12;

  private ParticleSummary() {}

  static void describe(ParticleSet set, List<String> lines) {
    lines.add(FileInspector.line("particles", Integer.toString(set.size())));
    lines.add(FileInspector.line("first image", set.imageName(0)));
    lines.add(FileInspector.line("ctf", ctf(set)));
    if (set.phases() != PhaseState.UNKNOWN) {
      lines.add(FileInspector.line("phases", set.phases().toString().toLowerCase(Locale.ROOT)));
    }
    lines.add(FileInspector.line("poses", poses(set)));
    classes(set).ifPresent(text -> lines.add(FileInspector.line("classes", text)));
  }

  private static String ctf(ParticleSet set) {
    try {
      return rangeOfCtf(set);
    } catch (DataException e) {
      return "impossible"; // the list of what is wrong says why
    }
  }

  private static String rangeOfCtf(ParticleSet set) {
    Optional<CtfParameters> first = set.ctf(0);
    if (first.isEmpty()) {
      return "unknown";
    }
    DoubleSummaryStatistics defocus =
        range(set, row -> set.ctf(row).map(CtfParameters::defocusUAngstroms));
    return String.format(
        Locale.ROOT,
        "defocus %.0f to %.0f A, %.0f kV, Cs %.2f mm, amplitude contrast %.2f",
        defocus.getMin(),
        defocus.getMax(),
        first.get().voltageKilovolts(),
        first.get().sphericalAberrationMillimetres(),
        first.get().amplitudeContrast());
  }

  private static String poses(ParticleSet set) {
    if (set.xmippPose(0).isEmpty()) {
      return "none";
    }
    DoubleSummaryStatistics angles =
        range(set, row -> set.xmippPose(row).map(pose -> Math.abs(pose.psiDegrees())));
    DoubleSummaryStatistics shifts =
        range(
            set,
            row ->
                set.xmippPose(row)
                    .map(pose -> Math.hypot(pose.shiftXPixels(), pose.shiftYPixels())));
    long mirrored = 0;
    for (int row = 0; row < set.size(); row++) {
      mirrored += set.xmippPose(row).filter(XmippPose::flip).isPresent() ? 1 : 0;
    }
    return String.format(
        Locale.ROOT,
        "angles up to %.1f degrees, shifts of %.2f pixels on average and %.2f at most, %d mirrored",
        angles.getMax(),
        shifts.getAverage(),
        shifts.getMax(),
        mirrored);
  }

  private static DoubleSummaryStatistics range(
      ParticleSet set, IntFunction<Optional<Double>> value) {
    DoubleSummaryStatistics statistics = new DoubleSummaryStatistics();
    for (int row = 0; row < set.size(); row++) {
      value.apply(row).ifPresent(statistics::accept);
    }
    return statistics;
  }

  private static Optional<String> classes(ParticleSet set) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int row = 0; row < set.size(); row++) {
      OptionalInt number = set.classNumber(row);
      if (number.isPresent()) {
        sizes.merge(number.getAsInt(), 1, Integer::sum);
      }
    }
    if (sizes.isEmpty()) {
      return Optional.empty();
    }
    String listed =
        sizes.entrySet().stream()
            .limit(CLASSES_LISTED)
            .map(entry -> entry.getValue() + " in class " + entry.getKey())
            .collect(Collectors.joining(", "));
    return Optional.of(
        sizes.size() + ": " + listed + (sizes.size() > CLASSES_LISTED ? " and others" : ""));
  }
}
