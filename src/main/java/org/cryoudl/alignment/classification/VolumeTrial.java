package org.cryoudl.alignment.classification;

import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.sections.BesideClasses;
import org.cryoudl.alignment.sections.ExplainedClasses;
import org.cryoudl.alignment.sections.Viewed;
import org.cryoudl.alignment.sections.VolumeSearch;
import org.cryoudl.progress.Progress;

/**
 * Tries one volume beside free averages, once these have grown to as many as are wanted: it is
 * searched for with all particles at coarse frequencies, and at finer ones with those of the
 * classes that it explains ({@link ExplainedClasses}). If it holds both times, groups of its views
 * take the place of these classes; the others stay. No truth is needed: particles are compared with
 * a volume and averages that others made.
 */
final class VolumeTrial {

  /** Fewer classes are too wide for the views of a molecule that is seen from everywhere. */
  private static final int LEAST_CLASSES = 8;

  /** Fewer particles do not make a volume. */
  private static final int LEAST_PARTICLES = 1000;

  /** Nats a particle that a coarse volume may lack: it grows at finer frequencies. */
  private static final double COARSE_LENIENCE = 1;

  private final PolarParticles particles;
  private final ClassSearch.Options options;
  private final Progress progress;
  private final Progress.Stage steps;

  /**
   * What came of it.
   *
   * @param taken the groups and classes that take the place of the free ones; empty if none do
   */
  record Outcome(Optional<Viewed.Grouped> taken) {}

  /**
   * @param steps advances by {@link VolumeSearch#STEPS}
   */
  VolumeTrial(
      PolarParticles particles,
      ClassSearch.Options options,
      Progress progress,
      Progress.Stage steps) {
    this.particles = particles;
    this.options = options;
    this.progress = progress;
    this.steps = steps;
  }

  /** Whether it is worth its time. */
  static boolean isWorthwhile(ClassSearch.Options options, int particles, int finest) {
    return options.course().triesVolume()
        && options.classes() >= LEAST_CLASSES
        && particles >= LEAST_PARTICLES
        && finest >= VolumeSearch.FINEST_RINGS;
  }

  /**
   * Tries.
   *
   * @param free passes over as many classes as are wanted
   */
  Outcome of(ClassPasses free) {
    int classes = free.state().classes;
    VolumeSearch search =
        new VolumeSearch(
            particles,
            free.noise(),
            SearchStart.OneVolume.settings(
                options, SearchedShifts.firstSigmaPixels(options), classes),
            progress);
    double[] coarse = search.coarse(steps);
    ExplainedClasses first =
        explained(
            coarse,
            free.atRings(VolumeSearch.COARSE_RINGS),
            VolumeSearch.COARSE_RINGS,
            COARSE_LENIENCE);
    if (!first.holds()) {
      steps.advance(VolumeSearch.STEPS - VolumeSearch.COARSE_STEPS);
      return new Outcome(Optional.empty());
    }
    Viewed viewed = search.fine(first.members(), steps);
    double[] fine = viewed.posteriors().logEvidence;
    ClassPasses compared = free.atRings(VolumeSearch.FINEST_RINGS);
    ExplainedClasses last = explained(fine, compared, VolumeSearch.FINEST_RINGS, 0);
    if (!last.holds()) {
      return new Outcome(Optional.empty());
    }
    int[] kept = last.others();
    Viewed.Grouped groups = viewed.grouped(classes - kept.length, options.seed());
    return new Outcome(
        Optional.of(BesideClasses.of(groups, fine, compared.state().posteriors, classes, kept)));
  }

  private ExplainedClasses explained(
      double[] inVolume, ClassPasses free, int rings, double lenience) {
    ExplainedClasses found =
        ExplainedClasses.of(
            inVolume,
            free.state().posteriors.logEvidence,
            free.state().classOf,
            free.state().classes,
            lenience);
    progress.detail(
        String.format(
            Locale.ROOT,
            "one volume against free averages at ring %d: it explains %d of %d classes with %d of"
                + " %d particles, whose log evidence it changes by %.2f each, %s",
            rings,
            found.explained().length - found.others().length,
            found.explained().length,
            found.members().length,
            inVolume.length,
            found.gain(),
            found.holds() ? "taken" : "dropped"));
    return found;
  }
}
