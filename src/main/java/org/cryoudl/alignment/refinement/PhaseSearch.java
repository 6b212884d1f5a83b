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

  /** Particles looked at. */
  private static final int MOST_PARTICLES = 1000;

  private static final int PARTICLES_PER_CLASS = 50;
  private static final int MOST_CLASSES = 6;

  /** Fewer classes tell no more than one does. */
  private static final int LEAST_CLASSES = 4;

  /** Passes over several classes once all are there. */
  private static final int PASSES = 8;

  private static final long SEED = 1;

  private final SubsetSource signed;
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
    this.signed = SubsetSource.spread(signed, MOST_PARTICLES);
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
                        new SearchStart.FromNothing(), Optional.empty(), false, passes)),
                Progress.silent())
            .run(CtfPhases.whereBothAgree(signed));
    ParticlePoses particles = new ParticlePoses(signed.size());
    IntStream.range(0, signed.size()).forEach(i -> particles.poses[i] = found.poses()[i]);
    CoarseToFine schedule = new CoarseToFine(signed.disc().box(), maxShiftPixels);
    return new PhaseTest(noise, maskRadius, schedule)
        .ofClasses(signed, particles, found.classIndex(), classes);
  }
}
