package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.sections.BesideClasses;
import org.cryoudl.alignment.sections.DividedClasses;
import org.cryoudl.alignment.sections.ExplainedClasses;
import org.cryoudl.alignment.sections.InVolumes;
import org.cryoudl.alignment.sections.SectionModel;
import org.cryoudl.alignment.sections.Viewed;
import org.cryoudl.alignment.sections.VolumeSearch;
import org.cryoudl.alignment.sections.VolumeStages;
import org.cryoudl.alignment.sections.VolumesModel;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Tries volumes beside free averages, once these have grown to as many as are wanted. One volume is
 * searched for with all particles at coarse frequencies, and at finer ones with those of the
 * classes that it explains ({@link ExplainedClasses}). If it holds both times, groups of its views
 * take the place of these classes, and the others are tried in the same way. If it does not,
 * classes are divided between two volumes ({@link DividedClasses}), and each part is tried. Classes
 * that no volume explains stay. No truth is needed: particles are compared with volumes and
 * averages that others made.
 */
final class VolumeTrial {

  /** Fewer classes are too wide for the views of a molecule that is seen from everywhere. */
  private static final int LEAST_CLASSES = 8;

  /** Fewer particles do not make a volume. */
  private static final int LEAST_PARTICLES = 1000;

  /** {@link Viewed#certainty} of directions below which they are no use. */
  private static final double LEAST_KNOWN = 0.5;

  /** Nats a particle that a coarse volume may lack: it grows at finer frequencies. */
  private static final double COARSE_LENIENCE = 1;

  private final PolarParticles particles;
  private final ClassSearch.Options options;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final Progress.Stage steps;
  private final List<Explained> volumes = new ArrayList<>();
  private int searches;

  /** A volume and the classes that it explains. */
  private record Explained(Viewed viewed, int[] classes) {}

  /** Free averages, compared with particles at the rings that volumes reach. */
  private record Free(ClassPasses passes, Map<Integer, ClassPasses> atRings) {

    ClassPasses at(int rings) {
      return atRings.computeIfAbsent(rings, passes::atRings);
    }
  }

  /**
   * What came of it.
   *
   * @param taken the groups and classes that take the place of the free ones; empty if none do
   */
  record Outcome(Optional<InVolumes> taken) {}

  /**
   * @param checkpoints keep what searches find
   * @param steps advances by {@link VolumeStages#STEPS}
   */
  VolumeTrial(
      PolarParticles particles,
      ClassSearch.Options options,
      Checkpoints checkpoints,
      Progress progress,
      Progress.Stage steps) {
    this.particles = particles;
    this.options = options;
    this.checkpoints = checkpoints;
    this.progress = progress;
    this.steps = steps;
  }

  /** Whether it is worth its time. */
  static boolean isWorthwhile(ClassSearch.Options options, int particles, int finest) {
    return options.course().triesVolume()
        && options.classes() >= LEAST_CLASSES
        && particles >= LEAST_PARTICLES
        && finest >= VolumeStages.FINEST_RINGS;
  }

  /**
   * Tries.
   *
   * @param passes over as many free classes as are wanted
   */
  Outcome of(ClassPasses passes) {
    int classes = passes.state().classes;
    Free free = new Free(passes, new TreeMap<>());
    explain(free, IntStream.range(0, classes).toArray());
    if (volumes.isEmpty()) {
      return new Outcome(Optional.empty());
    }
    boolean[] isOfVolume = new boolean[classes];
    List<Viewed.Grouped> grouped = new ArrayList<>();
    List<SectionModel> models = new ArrayList<>();
    for (Explained each : volumes) {
      InVolumes own = each.viewed.grouped(each.classes.length, options.seed());
      grouped.add(own.particles());
      models.addAll(own.model().volumes());
      for (int k : each.classes) {
        isOfVolume[k] = true;
      }
    }
    int[] kept = IntStream.range(0, classes).filter(k -> !isOfVolume[k]).toArray();
    Optional<ClassPasses> fine =
        kept.length > 0 ? Optional.of(free.at(VolumeStages.FINEST_RINGS)) : Optional.empty();
    return new Outcome(
        Optional.of(
            new InVolumes(
                BesideClasses.of(
                    grouped,
                    fine.map(own -> new BesideClasses.Free(own.state().posteriors, classes, kept))),
                new VolumesModel(
                    models,
                    fine.map(
                        own ->
                            new VolumesModel.Beside(
                                own.lastSums().kept(), kept, own.state().shiftSigmaPixels))))));
  }

  /** Looks for volumes of some classes. */
  private void explain(Free free, int[] among) {
    ClassPasses passes = free.passes;
    int[] classOf = passes.state().classOf;
    int[] members = ExplainedClasses.members(classOf, among);
    if (among.length < LEAST_CLASSES || members.length < LEAST_PARTICLES) {
      return;
    }
    Checkpoints own = checkpoints.within("volume " + searches++);
    VolumeSearch search = search(passes, own, progress);
    Progress.Stage shown =
        searches == 1 ? steps : steps.aside("search for volume " + searches, VolumeStages.STEPS);
    ExplainedClasses first =
        explained(
            search.coarse(members, shown),
            free.at(VolumeStages.COARSE_RINGS),
            classOf,
            among,
            COARSE_LENIENCE);
    if (first.gain() < 0 || !first.holds()) {
      Optional<int[][]> two = divided(passes, search, among, members.length);
      if (two.isPresent() || !first.holds()) {
        shown.advance(VolumeStages.STEPS - VolumeStages.COARSE_STEPS);
        two.ifPresent(halves -> explainEach(free, halves));
        return;
      }
    }
    Viewed viewed = search.fine(first.members(), shown);
    ExplainedClasses last =
        explained(viewed.posteriors().logEvidence, free.at(viewed.rings()), classOf, among, 0);
    while (last.holds() && certainty(viewed, last) < VolumeStages.KNOWN && search.hasFiner()) {
      viewed = search.finer(last.members(), steps);
      last = explained(viewed.posteriors().logEvidence, free.at(viewed.rings()), classOf, among, 0);
    }
    if (last.holds()) {
      if (viewed.certainty(last.members()) >= LEAST_KNOWN) {
        volumes.add(new Explained(viewed, last.own(among)));
      }
      explain(free, last.others(among));
    } else if (first.gain() >= 0) {
      divided(passes, search, among, members.length).ifPresent(halves -> explainEach(free, halves));
    }
  }

  private void explainEach(Free free, int[][] halves) {
    for (int[] half : halves) {
      explain(free, half);
    }
  }

  /** Classes in two parts, if there are enough of them and particles prefer two volumes. */
  private Optional<int[][]> divided(
      ClassPasses passes, VolumeSearch one, int[] among, int particlesAmong) {
    if (among.length < 2 * LEAST_CLASSES || particlesAmong < 2 * LEAST_PARTICLES) {
      return Optional.empty();
    }
    Optional<int[][]> halves =
        DividedClasses.of(
            number -> search(passes, Checkpoints.none(), Progress.silent()),
            one,
            passes.state().classOf,
            passes.state().classes,
            among,
            options.seed());
    progress.detail(
        halves
            .map(
                two ->
                    String.format(
                        Locale.ROOT,
                        "two volumes instead of one: %d and %d classes",
                        two[0].length,
                        two[1].length))
            .orElse("two volumes explain no more than one"));
    return halves;
  }

  private double certainty(Viewed viewed, ExplainedClasses explained) {
    double certainty = viewed.certainty(explained.members());
    progress.detail(
        String.format(Locale.ROOT, "directions are known to a mean cosine of %.2f", certainty));
    return certainty;
  }

  private VolumeSearch search(ClassPasses passes, Checkpoints kept, Progress shown) {
    return new VolumeSearch(
        particles,
        passes.noise(),
        SearchStart.OneVolume.settings(
            options, SearchedShifts.firstSigmaPixels(options), passes.state().classes),
        kept,
        shown);
  }

  private ExplainedClasses explained(
      double[] inVolume, ClassPasses free, int[] classOf, int[] among, double lenience) {
    ExplainedClasses found =
        ExplainedClasses.of(
            inVolume,
            free.state().posteriors.logEvidence,
            classOf,
            free.state().classes,
            among,
            lenience);
    progress.detail(
        String.format(
            Locale.ROOT,
            "one volume against free averages at ring %d: it explains %d of %d classes with %d"
                + " particles, whose log evidence it changes by %.2f each, %s",
            free.lastRings(),
            found.own(among).length,
            among.length,
            found.members().length,
            found.gain(),
            found.holds() ? "taken" : "dropped"));
    return found;
  }
}
