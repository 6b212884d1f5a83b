package org.cryoudl.alignment.refinement;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.classification.ClassSearch;
import org.cryoudl.alignment.classification.SearchCourse;
import org.cryoudl.alignment.classification.SearchStart;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.progress.Progress;

/**
 * Looks for what particles say of their phases where one average did not tell: sorts them into
 * classes, with the coefficients alone that both models explain alike, for they may show several
 * views, and a search over all poses may find what a few starts did not. {@link PhaseTest} then
 * looks for their poses anew, image by image: classes are searched inside a mask, where
 * coefficients of both signs mix a little, and what was found so would favour itself.
 */
final class PhaseSearch {

  /** Particles looked at in one class, */
  private static final int MOST_IN_ONE = 1000;

  /** and in several, which takes three times as long. */
  private static final int MOST_IN_SEVERAL = 500;

  private static final int PARTICLES_PER_CLASS = 50;
  private static final int MOST_CLASSES = 6;

  /** Fewer classes tell no more than one does. */
  private static final int LEAST_CLASSES = 4;

  /** Passes over several classes once all are there. */
  private static final int PASSES = 8;

  private static final long SEED = 1;

  private final SpectrumSource signed;
  private final NoiseSpectrum noise;
  private final double maskRadius;
  private final double maxShiftPixels;

  /**
   * @param signed particles with the CTF's sign, without symmetry
   * @param noise variance of the noise
   * @param maskRadius of averages, as a share of the box
   */
  PhaseSearch(
      SpectrumSource signed, NoiseSpectrum noise, double maskRadius, double maxShiftPixels) {
    this.signed = signed;
    this.noise = noise;
    this.maskRadius = maskRadius;
    this.maxShiftPixels = maxShiftPixels;
  }

  /** The numbers of classes that suit the set, the first being 1. */
  int[] classCounts() {
    int several = Math.min(MOST_CLASSES, signed.size() / PARTICLES_PER_CLASS);
    return several >= LEAST_CLASSES ? new int[] {1, several} : new int[] {1};
  }

  /** The evidence of the particles in so many classes. */
  PhaseEvidence in(int classes) {
    SubsetSource some = SubsetSource.spread(signed, classes > 1 ? MOST_IN_SEVERAL : MOST_IN_ONE);
    OptionalInt passes = classes > 1 ? OptionalInt.of(PASSES) : OptionalInt.empty();
    ClassSearch.Found found =
        new ClassSearch(
                new ClassSearch.Options(
                    classes,
                    maskRadius,
                    maxShiftPixels,
                    Integer.MAX_VALUE,
                    SEED,
                    SearchListener.NONE,
                    new SearchCourse(
                        new SearchStart.FromNothing(false), Optional.empty(), false, passes)),
                Progress.silent())
            .run(CtfPhases.whereBothAgree(some));
    ParticlePoses particles = new ParticlePoses(some.size());
    IntStream.range(0, some.size()).forEach(i -> particles.poses[i] = found.poses()[i]);
    CoarseToFine schedule = new CoarseToFine(signed.disc().box(), maxShiftPixels);
    return new PhaseTest(noise, maskRadius, schedule)
        .ofClasses(some, particles, found.classIndex(), classes);
  }
}
