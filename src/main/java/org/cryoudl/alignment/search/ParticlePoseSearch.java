package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;

/**
 * Looks for a particle's pose in an average: among all turns and shifts, then more finely.
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
public final class ParticlePoseSearch {

  private final Target target;
  private final PoseScan scan;
  private final LocalPosterior wide;
  private final LocalPosterior fine;

  /**
   * An average, ready to be compared with.
   *
   * @param source particles like those that will be looked for
   * @param coarse frequencies compared among all poses
   * @param fine frequencies compared in the end
   * @param maxShiftPixels largest shift looked for
   */
  public record Target(
      SpectrumSource source,
      Band coarse,
      Band fine,
      float[][] templates,
      AverageModel average,
      double maxShiftPixels) {

    public static Target of(RefinementState state, double maxShiftPixels) {
      SpectrumSource source = state.source();
      Averages averages = state.averages();
      int resolved = state.resolvedRadius(CoarseToFine.FINEST_RADIUS);
      Band coarse = PoseScan.band(source, resolved, state.noise());
      Band fine = Band.of(source, resolved, state.noise());
      return new Target(
          source,
          coarse,
          fine,
          PoseScan.templates(averages.model(coarse.radius()), coarse),
          averages.model(fine.radius()),
          maxShiftPixels);
    }
  }

  public ParticlePoseSearch(Target target) {
    this.target = target;
    int box = target.fine().box();
    scan = new PoseScan(target.source(), target.coarse(), target.maxShiftPixels());
    wide = new LocalPosterior(target.fine(), 0.008 * box);
    fine = new LocalPosterior(target.fine(), 0.003 * box);
  }

  public Pose find(ParticleSpectrum particle) {
    scan.scan(particle, target.templates());
    Pose best = scan.best();
    best = wide.about(particle, target.average(), 1, best, 1.5).best();
    best = fine.about(particle, target.average(), 1, best, 0.4).best();
    return fine.about(particle, target.average(), 1, best, 0.4).mean();
  }
}
